//! A history in words: moments, changes, and the table behind the chart.

use jiff::Timestamp;

use super::data::{Level, TrendData, TrendPoint};
use crate::report::charts::chart::Table;
use crate::report::charts::value::reported;
use crate::report::words::quantity::{counted, with_level};

/// Rows of the table behind it: the newest.
pub const ROWS: usize = 300;

pub fn seconds(at: Timestamp) -> f64 {
    at.as_millisecond() as f64 / 1e3
}

pub fn date(at: f64, with_time: bool) -> String {
    let format = if with_time { "%Y-%m-%d %H:%M" } else { "%Y-%m-%d" };
    Timestamp::from_second(at as i64).map(|at| at.strftime(format).to_string()).unwrap_or_default()
}

pub fn describe(data: &TrendData, columns: usize) -> String {
    let count = data.points.len();
    let (Some(first), Some(last)) = (data.points.first(), data.points.last()) else {
        return "The history is empty.".into();
    };
    let [from, to] = [first, last].map(|point| date(seconds(point.at), false));
    let heaped = if columns < count { format!(", drawn as {columns} columns") } else { String::new() };
    let mut reported_of = vec![format!(
        "{} from {from} to {to}{heaped}; the last is {}.",
        counted(count, "measurement", "measurements"),
        reported(data.unit, last.value)
    )];
    for change in &data.changes {
        reported_of.push(format!("{}.", in_words(data, change)));
    }
    reported_of.join(" ")
}

pub fn in_words(data: &TrendData, change: &Level) -> String {
    let point = data.points.get(change.from);
    let when = point.map_or_else(String::new, |point| date(seconds(point.at), true));
    let commit = point
        .and_then(|point| point.commit.as_deref())
        .map_or_else(String::new, |commit| format!(", commit {commit}"));
    format!("{when}{commit}: {} → {}", reported(data.unit, change.before), reported(data.unit, change.after))
}

pub fn table(data: &TrendData) -> Table {
    let left_out = data.points.len().saturating_sub(ROWS);
    let row = |(index, point): (usize, &TrendPoint)| {
        let interval = point.interval.map_or_else(String::new, |interval| {
            let bounds =
                format!("{} … {}", reported(data.unit, interval.low), reported(data.unit, interval.high));
            with_level(interval.level, &bounds)
        });
        let change = data.changes.iter().find(|change| change.from == index);
        vec![
            date(seconds(point.at), true),
            reported(data.unit, point.value),
            interval,
            point.commit.clone().unwrap_or_default(),
            point.label.clone(),
            change.map_or_else(String::new, |change| {
                format!("{} → {}", reported(data.unit, change.before), reported(data.unit, change.after))
            }),
        ]
    };
    Table {
        header: vec!["time (UTC)", "value", "interval", "commit", "what", "change of level"],
        rows: data.points.iter().enumerate().skip(left_out).map(row).collect(),
        left_out: (left_out > 0).then(|| format!("{left_out} older measurements are in the history")),
    }
}
