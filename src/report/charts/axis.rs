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
    for tick in scale.ticks(about) {
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

/// Draws marks of an axis left of an area, with a line across for each.
pub fn axis_left(canvas: &mut Canvas<'_>, scale: &Scale, unit: Unit, [left, right]: [i32; 2]) {
    for tick in scale.ticks(5) {
        let y = scale.at(tick);
        canvas.line([(left, y), (right, y)], Ink::Grid, 1);
        canvas.words(&at_axis(unit, tick), (left - 6, y), Side::Left, Ink::Faint);
    }
}
