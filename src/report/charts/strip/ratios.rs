//! Candidate over base, a row for each thing that was timed: a dot a pair, the interval, and how much more is tolerated.

use super::data::StripRow;
use super::draw::{ROW, interval, samples};
use super::text::table_of;
use crate::comparison::Unit;
use crate::report::charts::axis::axis_below;
use crate::report::charts::canvas::{Side, Svg, drawn, fitting, width_of};
use crate::report::charts::chart::{Chart, Picture};
use crate::report::charts::palette::Ink;
use crate::report::charts::scale::Scale;
use crate::report::charts::value::reported;
use crate::report::words::quantity::ratio_in_words;

/// What the axis counts.
const AXIS: &str = "candidate's time over the base's";
/// An interval wider than this many times what was measured must not push the dots together.
const WIDE: f64 = 1.5;

/// One thing that was timed on both sides.
#[derive(Clone, Debug)]
pub struct RatioRow {
    /// The ratio of each pair, with the interval of the typical one.
    pub ratios: StripRow,
    /// The largest ratio that is no regression; None where any change is asked for.
    pub bound: Option<f64>,
}

/// Draws a row for each.
pub fn ratio_strip(title: String, rows: &[RatioRow]) -> Chart {
    let legend = [(Ink::Candidate, "a pair"), (Ink::Band, "tolerated")];
    let describe = |row: &RatioRow| {
        let (ratio, _) = row.ratios.interval.as_ref()?;
        let bound = row.bound.map_or_else(String::new, |bound| format!(", tolerated up to {bound:.3}"));
        Some(format!("{}: {}{bound}.", row.ratios.label, ratio_in_words(ratio)))
    };
    let strips: Vec<StripRow> = rows.iter().map(|row| row.ratios.clone()).collect();
    Chart {
        id: "ratios",
        title,
        description: rows.iter().filter_map(describe).collect::<Vec<_>>().join(" "),
        picture: Picture::of(|width| draw(rows, width)),
        legend: legend.map(|(ink, words)| (ink, words.to_owned())).into(),
        table: table_of(&strips, Unit::Count),
    }
}

/// Around 1, which is no difference: the axis holds all pairs, and intervals and bounds that are near.
fn scale(rows: &[RatioRow], from: i32, to: i32) -> Scale {
    let pairs = || rows.iter().flat_map(|row| row.ratios.values.iter().copied()).chain([1.0]);
    let (least, most) = (pairs().fold(f64::INFINITY, f64::min), pairs().fold(0.0, f64::max));
    let bounds = rows.iter().filter_map(|row| row.ratios.interval.as_ref()?.0.bounds()).flatten();
    let near = |value: &f64| *value > least / WIDE && *value < most * WIDE;
    let all: Vec<f64> =
        bounds.chain(rows.iter().filter_map(|row| row.bound)).filter(near).chain(pairs()).collect();
    let low = all.iter().copied().fold(f64::INFINITY, f64::min);
    let high = all.iter().copied().fold(0.0, f64::max);
    let beside = 0.04 * (high - low).max(0.02);
    Scale::linear((low - beside).max(0.0), high + beside, from, to)
}

fn draw(rows: &[RatioRow], width: i32) -> Svg {
    let narrow = width < 500;
    let (top, bottom) = (8, 8 + ROW * rows.len() as i32);
    drawn(width, bottom + 42, |canvas| {
        let widest = rows.iter().map(|row| width_of(&row.ratios.label)).max().unwrap_or(0);
        let left = if narrow { 10 } else { (widest + 18).clamp(60, 220) };
        let scale = scale(rows, left, width - 14);
        for (number, row) in (0_i32..).zip(rows) {
            let (above, below) = (top + ROW * number + 2, top + ROW * (number + 1) - 2);
            if let Some(bound) = row.bound {
                let (from, to) = (scale.at(1.0), scale.at(bound));
                canvas.block((from, above), (to, below), Ink::Band, 0.18);
                let words = format!("{}: tolerated up to {}", row.ratios.label, reported(Unit::Count, bound));
                canvas.spot_in([from, above, to - from, below - above], words);
            }
        }
        axis_below(canvas, &scale, Unit::Count, [top, bottom], AXIS);
        let same = scale.at(1.0);
        canvas.line([(same, top), (same, bottom)], Ink::Base, 1);
        for (number, row) in (0_i32..).zip(rows) {
            let middle = top + ROW * number + ROW / 2;
            let label = fitting(&row.ratios.label, if narrow { width - 20 } else { left - 12 });
            match narrow {
                true => canvas.words(&label, (left + 2, middle - ROW / 2 + 10), Side::Right, Ink::Text),
                false => canvas.words(&label, (left - 10, middle), Side::Left, Ink::Text),
            }
            samples(canvas, &scale, &row.ratios, middle, Unit::Count);
            interval(canvas, &scale, &row.ratios, middle + 18, Unit::Count);
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::Interval;

    fn row(label: &str, values: Vec<f64>, interval: Option<[f64; 2]>, bound: Option<f64>) -> RatioRow {
        let interval = interval.map(|bounds| (Interval::missing(1.02, bounds, 0.05), "ratio".to_owned()));
        RatioRow { ratios: StripRow { label: label.into(), ink: Ink::Candidate, values, interval }, bound }
    }

    #[test]
    fn each_operation_has_its_pairs_its_interval_and_its_bound() {
        let rows = [
            row("connect", vec![0.98, 1.02, 1.05], Some([0.9, 1.1]), Some(2.0)),
            row("event started", vec![1.2, 1.3], None, Some(1.1)),
        ];
        let chart = ratio_strip("operations".into(), &rows);
        let Picture::Sizes { wide, .. } = &chart.picture else { panic!("two sizes") };
        let svg = wide.body.clone().into_string();
        assert_eq!(svg.matches("<circle").count(), 5, "{svg}");
        assert!(svg.contains("connect: tolerated up to 2") && svg.contains("event started"), "{svg}");
        assert!(
            chart
                .description
                .starts_with("connect: 1.020 (95 % interval 0.900 … 1.100), tolerated up to 2.000."),
            "{}",
            chart.description
        );
        assert_eq!(chart.table.rows.len(), 6);
    }

    #[test]
    fn a_bound_far_off_pushes_no_dot_aside() {
        let rows = [row("connect", vec![0.99, 1.01], None, Some(40.0))];
        let (low, high) = scale(&rows, 0, 100).ends();
        assert!(low > 0.98 && high < 1.02, "{low} {high}");
    }
}
