//! Samples in words: what can be seen, and the table behind the chart.

use super::data::{Strip, StripRow};
use super::heaps::{MOST_DOTS, heaped};
use crate::comparison::Unit;
use crate::report::charts::chart::Table;
use crate::report::charts::value::reported;
use crate::report::words::quantity::with_level;
use crate::statistics::quantile;

/// A limit farther off than this many times the largest value is written instead of drawn.
pub const FAR: f64 = 4.0;

pub fn describe(strip: &Strip) -> String {
    let row = |row: &StripRow| {
        let [low, middle, high] = [0.0, 0.5, 1.0].map(|part| quantile(&row.values, part).unwrap_or_default());
        let [low, middle, high] = [low, middle, high].map(|value| reported(strip.unit, value));
        let count = row.values.len();
        let heaped = if count > MOST_DOTS { ", drawn as heaps" } else { "" };
        format!("{}: {count} samples{heaped}, median {middle}, from {low} to {high}.", row.label)
    };
    let mut sentences: Vec<String> =
        strip.rows.iter().filter(|row| !row.values.is_empty()).map(row).collect();
    if let (Some(limit), Some(most)) = (strip.limit, largest(strip))
        && limit > FAR * most
    {
        sentences.push(format!(
            "The limit of {} is {:.0} times the largest.",
            reported(strip.unit, limit),
            limit / most
        ));
    }
    sentences.join(" ")
}

fn largest(strip: &Strip) -> Option<f64> {
    strip.rows.iter().flat_map(|row| &row.values).copied().reduce(f64::max)
}

pub fn table(strip: &Strip) -> Table {
    table_of(&strip.rows, strip.unit)
}

/// The samples of several rows, each with its interval.
pub fn table_of(strips: &[StripRow], unit: Unit) -> Table {
    let mut rows = Vec::new();
    for row in strips {
        let first = |n: usize| if n == 0 { row.label.clone() } else { String::new() };
        if row.values.len() > MOST_DOTS {
            rows.extend(heaped(&row.values).into_iter().enumerate().map(|(n, (low, high, count))| {
                vec![
                    row.label.clone(),
                    format!("{} … {}", reported(unit, low), reported(unit, high)),
                    format!("{count} samples"),
                    first(n),
                ]
            }));
        } else {
            rows.extend(row.values.iter().enumerate().map(|(n, value)| {
                vec![row.label.clone(), format!("{}", n + 1), reported(unit, *value), String::new()]
            }));
        }
        if let Some((interval, name)) = row.interval.as_ref().filter(|(known, _)| known.bounds().is_some()) {
            let [estimate, low, high] =
                [interval.estimate, interval.low, interval.high].map(|value| reported(unit, value));
            rows.push(vec![
                row.label.clone(),
                name.clone(),
                estimate,
                with_level(interval.level, &format!("{low} … {high}")),
            ]);
        }
    }
    for row in &mut rows {
        row.truncate(4);
    }
    Table { header: vec!["samples of", "number", "value", "interval"], rows, left_out: None }
}
