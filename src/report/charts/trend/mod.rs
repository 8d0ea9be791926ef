//! A history: points over time, what became of the level, and where it changed.

mod columns;
mod data;
mod draw;
mod text;

use self::columns::{MOST_POINTS, columns};
use self::draw::draw;
use self::text::{describe, table};
use super::chart::{Chart, Picture};
use super::palette::Ink;
use super::value::reported;

pub use data::{Level, TrendData, TrendPoint};

/// Draws a history.
pub fn trend(data: &TrendData) -> Chart {
    let columns = columns(data);
    let mut legend = vec![(
        Ink::Base,
        if data.points.len() > MOST_POINTS {
            "median and range of each column".into()
        } else {
            // It is promised where it is drawn.
            match columns.iter().any(|column| column.low < column.high) {
                true => "measured, with its interval".into(),
                false => "measured".into(),
            }
        },
    )];
    if !data.changes.is_empty() {
        legend.push((Ink::Candidate, "a change, and the level before and after it".into()));
    }
    if let Some(limit) = data.limit {
        legend.push((Ink::Limit, format!("limit {}", reported(data.unit, limit))));
    }
    Chart {
        id: "trend",
        title: data.title.clone(),
        description: describe(data, columns.len()),
        picture: Picture::of(|width| draw(data, &columns, width)),
        legend,
        table: table(data),
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::text::ROWS;
    use super::*;
    use crate::comparison::Unit;
    use crate::statistics::Interval;

    fn data(count: usize) -> TrendData {
        let point = |n: usize| TrendPoint {
            at: Timestamp::from_second(1_767_225_600 + 86_400 * n as i64 / 4).expect("a moment"),
            value: if n < count / 2 { 1.0 } else { 1.5 },
            interval: None,
            commit: Some(format!("c{n}")),
            label: "<b>nightly</b>".into(),
        };
        TrendData {
            title: "import shop".into(),
            unit: Unit::Seconds,
            points: (0..count).map(point).collect(),
            changes: vec![Level { from: count / 2, before: 1.0, after: 1.5 }],
            limit: Some(2.0),
        }
    }

    fn wide(chart: &Chart) -> String {
        let Picture::Sizes { wide, .. } = &chart.picture else { return String::new() };
        wide.body.clone().into_string()
    }

    #[test]
    fn points_and_change_points_are_reported() {
        let chart = trend(&data(20));
        let svg = wide(&chart);
        assert_eq!(svg.matches("<circle").count(), 20);
        assert!(svg.contains("commit c10: 1.00 s → 1.50 s"), "{svg}");
        assert!(!svg.contains("<b>"));
        assert_eq!(chart.table.rows.len(), 20);
    }

    #[test]
    fn the_interval_of_the_legend_and_both_levels_of_a_step_are_drawn() {
        let mut data = data(20);
        let legend = trend(&data).legend;
        assert!(!legend.iter().any(|(_, words)| words.contains("interval")), "none is known: {legend:?}");
        for point in &mut data.points {
            point.interval =
                Some(Interval::missing(point.value, [point.value - 0.1, point.value + 0.1], 0.05));
        }
        // One whose end is not known must not push all others together.
        data.points[3].interval = Some(Interval::missing(1.0, [0.9, f64::INFINITY], 0.05));
        let chart = trend(&data);
        assert!(chart.legend.iter().any(|(_, words)| words.contains("with its interval")));
        let svg = wide(&chart);
        let whiskers = svg.matches("stroke=\"var(--base)\"").count();
        // A line and two caps each, and the line through the points.
        assert_eq!(whiskers, 3 * 19 + 1, "{svg}");
        assert!(svg.contains(">1.00 s</text>") && svg.contains(">1.50 s</text>"), "{svg}");
    }

    #[test]
    fn a_million_points_are_columns_and_say_so() {
        let chart = trend(&data(1_000_000));
        assert!(wide(&chart).len() < 120_000, "{}", wide(&chart).len());
        assert!(chart.description.contains("1000000 measurements") && chart.description.contains("columns"));
        assert_eq!(chart.table.rows.len(), ROWS);
    }

    #[test]
    fn an_empty_history_is_one() {
        assert!(
            wide(&trend(&TrendData { points: Vec::new(), changes: Vec::new(), ..data(2) })).contains("empty")
        );
    }
}
