//! Samples as a strip: a dot a sample, the interval, the limit and what is tolerated; sides below each other.

mod data;
mod draw;
mod heaps;
mod ratios;
mod text;

use self::draw::draw;
use self::text::{describe, table};
use super::chart::{Chart, Picture};
use super::palette::Ink;
use super::value::reported;

pub use data::{Strip, StripRow};
pub use ratios::{RatioRow, ratio_strip};

/// Draws samples.
pub fn strip(strip: &Strip) -> Chart {
    let picture = Picture::of(|width| draw(strip, width));
    let mut legend: Vec<_> = strip.rows.iter().map(|row| (row.ink, row.label.clone())).collect();
    let intervals = strip.rows.iter().filter_map(|row| row.interval.as_ref());
    if let Some((_, what)) = intervals.clone().find(|(known, _)| known.bounds().is_some()) {
        legend.push((Ink::Text, format!("◆ {what}, with its interval")));
    }
    if let Some(limit) = strip.limit {
        legend.push((Ink::Limit, format!("limit {}", reported(strip.unit, limit))));
    }
    if let Some((_, _, words)) = &strip.band {
        legend.push((Ink::Band, words.clone()));
    }
    let description = describe(strip);
    Chart { id: "samples", title: strip.title.clone(), description, picture, legend, table: table(strip) }
}

#[cfg(test)]
mod tests {
    use super::heaps::{HEAPS, heaped};
    use super::*;
    use crate::comparison::Unit;

    fn of(values: Vec<f64>) -> Chart {
        strip(&Strip {
            title: "samples".into(),
            axis: "time",
            unit: Unit::Seconds,
            rows: vec![StripRow { label: "import".into(), ink: Ink::Base, values, interval: None }],
            limit: Some(2.0),
            band: None,
        })
    }

    fn wide(chart: &Chart) -> String {
        match &chart.picture {
            Picture::Sizes { wide, .. } => wide.body.clone().into_string(),
            Picture::Views(_) => String::new(),
        }
    }

    #[test]
    fn each_sample_is_a_dot_with_its_value() {
        let chart = of(vec![0.5, 0.6, 0.7]);
        let svg = wide(&chart);
        assert_eq!(svg.matches("<circle").count(), 3, "{svg}");
        assert!(svg.contains("import, sample 2: 600 ms"), "{svg}");
        assert!(svg.contains("limit 2.00 s") && !svg.contains('→'), "{svg}");
        assert_eq!(chart.table.rows.len(), 3);
    }

    #[test]
    fn a_limit_far_off_is_reported_and_hides_no_sample() {
        let chart = of(vec![0.05, 0.06, 0.07]);
        assert!(wide(&chart).contains("limit 2.00 s →"));
        assert!(chart.description.contains("29 times"), "{}", chart.description);
    }

    #[test]
    fn a_million_samples_are_heaps_and_say_so() {
        let values: Vec<f64> = (0..1_000_000).map(|n| 1.0 + f64::from(n % 1000) / 1000.0).collect();
        let chart = of(values);
        let svg = wide(&chart);
        assert!(svg.len() < 60_000, "{}", svg.len());
        assert!(chart.description.contains("1000000 samples, drawn as heaps"), "{}", chart.description);
        assert!(!svg.contains("<circle"));
        assert!(chart.table.rows.len() <= HEAPS);
    }

    #[test]
    fn every_sample_is_in_a_heap() {
        for values in [vec![1.0; 300], (0..300).map(|n| f64::from(n) - 100.0).collect::<Vec<_>>()] {
            assert_eq!(heaped(&values).iter().map(|heap| heap.2).sum::<usize>(), 300);
        }
    }
}
