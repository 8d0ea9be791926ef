//! The small drawing of a verdict's row: its shape says at a glance how it stands, and its numbers stand beside it in words.

use super::canvas::{Canvas, Svg, drawn};
use super::palette::Ink;
use super::scale::Scale;
use crate::measure::GrowthMeasurement;
use crate::statistics::Interval;

/// In pixels.
const WIDTH: i32 = 168;
/// In pixels.
const HEIGHT: i32 = 30;
/// Room at both ends for what stands at an edge.
const EDGE: i32 = 5;
/// An interval wider than this many times what was measured is cut at the edge.
const WIDE: f64 = 3.0;

/// What a row shows.
#[derive(Clone, Debug)]
pub enum Small {
    /// A typical value with its interval, against a limit.
    Level {
        /// What was measured.
        value: Interval,
        /// What is allowed; None where nothing is.
        limit: Option<f64>,
    },
    /// Before and after, with what is tolerated.
    Change {
        /// Before.
        base: f64,
        /// After.
        candidate: f64,
        /// After over before.
        ratio: Option<Interval>,
        /// The largest ratio that is no regression.
        bound: Option<f64>,
    },
    /// Values in their order: rounds, nights.
    Series(Vec<f64>),
}

impl Small {
    /// The memory of a factory after each of its rounds.
    pub fn of_growth(measured: &GrowthMeasurement) -> Option<Self> {
        let (kind, _) = measured.summary.as_ref()?.memory()?;
        let values: Option<Vec<f64>> =
            measured.rounds.iter().map(|round| Some(kind.in_round(round)?.0 as f64)).collect();
        values.map(Self::Series)
    }

    /// The number that goes from run to run.
    pub fn value(&self) -> Option<f64> {
        match self {
            Self::Level { value, .. } => Some(value.estimate),
            Self::Change { ratio, .. } => ratio.map(|ratio| ratio.estimate),
            Self::Series(values) => values.last().copied(),
        }
        .filter(|value| value.is_finite())
    }

    /// Drawn, in the colour of what it came to. None where there is nothing to see.
    pub fn draw(&self, ink: Ink) -> Option<Svg> {
        match self {
            Self::Level { value, limit } => {
                Some(drawn(WIDTH, HEIGHT, |canvas| level(canvas, value, *limit, ink)))
            }
            Self::Change { base, candidate, ratio, bound } => Some(drawn(WIDTH, HEIGHT, |canvas| {
                change(canvas, [*base, *candidate], ratio.as_ref(), *bound);
            })),
            Self::Series(values) if values.len() > 1 => {
                Some(drawn(WIDTH, HEIGHT, |canvas| series(canvas, values, ink)))
            }
            Self::Series(_) => None,
        }
    }
}

/// From nothing to the largest of these.
fn from_zero(values: impl IntoIterator<Item = f64>) -> Scale {
    Scale::linear(0.0, values.into_iter().fold(0.0, f64::max) * 1.06, EDGE, WIDTH - EDGE)
}

fn level(canvas: &mut Canvas<'_>, value: &Interval, limit: Option<f64>, ink: Ink) {
    let [low, high] = value.bounds().unwrap_or([value.estimate; 2]);
    let most = value.estimate.max(limit.unwrap_or_default());
    let scale = from_zero([most, high.min(WIDE * most)]);
    let middle = HEIGHT / 2;
    if let Some(limit) = limit {
        canvas.block((scale.at(0.0), 4), (scale.at(limit), HEIGHT - 4), Ink::Band, 0.18);
        canvas.line([(scale.at(limit), 2), (scale.at(limit), HEIGHT - 2)], Ink::Limit, 2);
    }
    canvas.line([(scale.at(0.0), middle), (WIDTH - EDGE, middle)], Ink::Grid, 1);
    whisker(canvas, [scale.at(low), scale.at(high)], middle, ink);
    let at = scale.at(value.estimate);
    let diamond = vec![(at, middle - 6), (at + 6, middle), (at, middle + 6), (at - 6, middle)];
    canvas.area(diamond, ink, 1.0);
}

fn whisker(canvas: &mut Canvas<'_>, [low, high]: [i32; 2], y: i32, ink: Ink) {
    canvas.line([(low, y), (high, y)], ink, 2);
    for end in [low, high] {
        canvas.line([(end, y - 4), (end, y + 4)], ink, 2);
    }
}

fn change(canvas: &mut Canvas<'_>, sides: [f64; 2], ratio: Option<&Interval>, bound: Option<f64>) {
    let [base, candidate] = sides;
    let bounds = ratio.and_then(Interval::bounds).map(|bounds| bounds.map(|bound| bound * base));
    let most = base.max(candidate);
    let bound = bound.map(|bound| bound * base);
    let seen = bounds.map(|[_, high]| high.min(WIDE * most));
    let scale = from_zero([most].into_iter().chain(bound.map(|bound| bound.min(WIDE * most))).chain(seen));
    let origin = scale.at(0.0);
    canvas.block((origin, 4), (scale.at(base).max(origin + 1), 12), Ink::Base, 0.9);
    canvas.block((origin, 16), (scale.at(candidate).max(origin + 1), 26), Ink::Candidate, 0.9);
    if let Some([low, high]) = bounds {
        whisker(canvas, [scale.at(low), scale.at(high)], 21, Ink::Text);
    }
    if let Some(bound) = bound.filter(|bound| scale.holds(*bound)) {
        canvas.line([(scale.at(bound), 2), (scale.at(bound), HEIGHT - 2)], Ink::Limit, 2);
    }
}

fn series(canvas: &mut Canvas<'_>, values: &[f64], ink: Ink) {
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    // What hardly moves is a level line, not a mountain range.
    let room = (most - least).max(0.05 * most.abs());
    let across = Scale::linear(0.0, (values.len() - 1) as f64, EDGE, WIDTH - EDGE);
    let up = Scale::linear(most - room, most, HEIGHT - 6, 6);
    let points: Vec<_> =
        values.iter().enumerate().map(|(n, value)| (across.at(n as f64), up.at(*value))).collect();
    canvas.line(points.iter().copied(), ink, 2);
    if let Some(last) = points.last() {
        canvas.dot(*last, 4, ink, 1.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(small: &Small) -> String {
        small.draw(Ink::Fail).expect("a drawing").body.into_string()
    }

    #[test]
    fn a_level_shows_its_limit_and_its_own_colour() {
        let value = Interval::missing(2.0, [1.9, 2.2], 0.05);
        let with = body(&Small::Level { value, limit: Some(1.0) });
        assert!(with.contains("var(--limit)") && with.contains("var(--fail)"), "{with}");
        let without = body(&Small::Level { value, limit: None });
        assert!(!without.contains("var(--limit)"), "{without}");
    }

    #[test]
    fn a_change_shows_both_sides_and_what_is_tolerated() {
        let ratio = Some(Interval::missing(2.0, [1.8, f64::INFINITY], 0.05));
        let drawn = body(&Small::Change { base: 1.0, candidate: 2.0, ratio, bound: Some(1.1) });
        for ink in ["base", "candidate", "limit"] {
            assert!(drawn.contains(&format!("var(--{ink})")), "{ink} in {drawn}");
        }
    }

    #[test]
    fn one_value_is_no_series() {
        assert!(Small::Series(vec![1.0]).draw(Ink::Pass).is_none());
        assert!(Small::Series(vec![0.0, 0.0]).draw(Ink::Pass).is_some());
    }
}
