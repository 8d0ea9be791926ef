//! The axes of a chart: marks, lines and words.

use super::canvas::{Canvas, Side, width_of};
use super::palette::Ink;
use super::scale::Scale;
use super::value::at_axis;
use crate::comparison::Unit;

/// Draws marks of an axis below an area, with a line up through it for each, and what it counts.
pub fn axis_below(canvas: &mut Canvas<'_>, scale: &Scale, unit: Unit, [top, bottom]: [i32; 2], name: &str) {
    let about = (canvas.width as usize / 110).clamp(2, 8);
    let mut free_from = i32::MIN;
    for tick in marks(scale, unit, about) {
        let x = scale.at(tick);
        canvas.line([(x, top), (x, bottom)], Ink::Grid, 1);
        let words = at_axis(unit, tick);
        let half = width_of(&words) / 2;
        let x = x.clamp(half + 2, canvas.width - half - 2);
        if x - half > free_from {
            canvas.words(&words, (x, bottom + 12), Side::Middle, Ink::Faint);
            free_from = x + half + 6;
        }
    }
    canvas.line([(scale.at(scale.ends().0), bottom), (scale.at(scale.ends().1), bottom)], Ink::Faint, 1);
    canvas.words(name, (scale.at(scale.ends().1), bottom + 30), Side::Left, Ink::Faint);
}

/// Round values: of minutes and hours not 100 s and 200 s, but 2 and 4 minutes.
fn marks(scale: &Scale, unit: Unit, about: usize) -> Vec<f64> {
    const MINUTES: [f64; 11] =
        [60.0, 120.0, 300.0, 600.0, 900.0, 1800.0, 3600.0, 7200.0, 14400.0, 43200.0, 86400.0];
    let ticks = scale.ticks(about);
    let (low, high) = scale.ends();
    let is_long = unit == Unit::Seconds && !scale.is_logarithmic() && high - low > 60.0 * about as f64 / 2.0;
    let step = MINUTES.into_iter().find(|step| (high - low) / step <= about as f64).filter(|_| is_long);
    step.map_or(ticks, |step| {
        let first = (low / step).ceil();
        (0..=2 * about).map(|n| (first + n as f64) * step).take_while(|tick| *tick <= high).collect()
    })
}

/// Draws marks of an axis left of an area, with a line across for each.
pub fn axis_left(canvas: &mut Canvas<'_>, scale: &Scale, unit: Unit, [left, right]: [i32; 2]) {
    for tick in marks(scale, unit, 5) {
        let y = scale.at(tick);
        canvas.line([(left, y), (right, y)], Ink::Grid, 1);
        canvas.words(&at_axis(unit, tick), (left - 6, y), Side::Left, Ink::Faint);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(high: f64, unit: Unit) -> Vec<String> {
        let scale = Scale::linear(0.0, high, 0, 600);
        marks(&scale, unit, 5).into_iter().map(|tick| at_axis(unit, tick)).collect()
    }

    /// What a person would choose.
    #[test]
    fn marks_are_round_in_the_unit_that_they_are_read_in() {
        assert_eq!(words(0.23, Unit::Seconds), ["0", "50 ms", "100 ms", "150 ms", "200 ms"]);
        assert_eq!(words(0.0011, Unit::Seconds), ["0", "500 µs", "1 ms"]);
        assert_eq!(words(4.3, Unit::Seconds), ["0", "1 s", "2 s", "3 s", "4 s"]);
        assert_eq!(words(48e6, Unit::Bytes), ["0", "10 MB", "20 MB", "30 MB", "40 MB"]);
        let minutes = marks(&Scale::linear(0.0, 1000.0, 0, 600), Unit::Seconds, 5);
        assert_eq!(minutes, [0.0, 300.0, 600.0, 900.0]);
    }
}
