//! Growth in pixels.

use super::fit::{Fit, NEAR, meets};
use super::line::{Line, Quantity, since};
use crate::comparison::Unit;
use crate::quantity::Bytes;
use crate::report::charts::axis::{axis_below, axis_left};
use crate::report::charts::canvas::{Canvas, Side, Svg, drawn, width_of};
use crate::report::charts::palette::Ink;
use crate::report::charts::scale::Scale;
use crate::report::charts::value::reported;

const HEIGHT: i32 = 280;

pub fn draw(lines: &[Line<'_>], quantity: Quantity, limit: Option<Bytes>, width: i32) -> Svg {
    drawn(width, HEIGHT, |canvas| {
        let (left, right, top, bottom) = (72, width - 14, 26, HEIGHT - 42);
        let meets = meets(lines, limit);
        let points: Vec<Vec<(f64, f64)>> = lines.iter().map(|line| since(quantity, line.rounds)).collect();
        let all = || points.iter().flatten();
        let most = all().map(|point| point.1).fold(0.0, f64::max);
        let least = all().map(|point| point.1).fold(0.0, f64::min);
        let near = limit.map(|limit| limit.0 as f64).filter(|limit| *limit <= NEAR * most);
        let high = [meets.map(|at| at.1), near].into_iter().flatten().fold(most, f64::max);
        let furthest = meets.map_or(all().map(|point| point.0).fold(0.0, f64::max), |at| at.0);
        let across = Scale::linear(0.0, furthest * 1.02, left, right).in_wholes();
        let floor = if quantity.unit() == Unit::Bytes { 4096.0 } else { 1.0 };
        let up = Scale::linear(least, high.max(least + floor) * 1.08, bottom, top);
        let up = if quantity.unit() == Unit::Count { up.in_wholes() } else { up };
        if let Some(warm) =
            lines.first().and_then(|line| Some(line.rounds.get(line.summary?.warm_up_rounds)?.made))
        {
            warm_up(canvas, across.at(0.0), across.at(warm as f64), [top, bottom]);
        }
        axis_left(canvas, &up, quantity.unit(), [left, right]);
        axis_below(canvas, &across, Unit::Count, [top, bottom], "objects made so far");
        for (line, points) in lines.iter().zip(&points) {
            if let (Some(fit), Some(last)) = (Fit::of(line, quantity), points.last()) {
                slope(canvas, &fit, [&across, &up], last.0);
                if let Some((objects, _)) = meets {
                    projection(canvas, &fit, [&across, &up], *last, objects);
                }
            }
            measured(canvas, line, points, [&across, &up], quantity.unit());
        }
        if let Some(limit) = limit {
            the_limit(canvas, &up, limit, [left, right]);
        }
        if let Some((objects, limit)) = meets {
            canvas.ring((across.at(objects), up.at(limit)), 6, Ink::Limit);
            canvas.spot(
                (across.at(objects), up.at(limit)),
                9,
                format!("the limit, after {objects:.0} objects"),
            );
        }
    })
}

fn warm_up(canvas: &mut Canvas<'_>, from: i32, to: i32, [top, bottom]: [i32; 2]) {
    canvas.block((from, top), (to, bottom), Ink::Faint, 0.1);
    let words = "warm-up";
    if to - from > width_of(words) {
        canvas.words(words, (i32::midpoint(from, to), bottom - 9), Side::Middle, Ink::Faint);
    }
    canvas.spot_in([from, top, to - from, bottom - top], "rounds to warm up: not counted");
}

/// The slope with its interval, over the rounds that count.
fn slope(canvas: &mut Canvas<'_>, fit: &Fit, [across, up]: [&Scale; 2], end: f64) {
    let corner = |objects: f64, which| (across.at(objects), up.at(fit.at(objects, which)));
    // Two triangles that meet in the middle: as one shape it would be crossed.
    let middle = (across.at(fit.middle.0), up.at(fit.middle.1));
    for side in [fit.from, end] {
        canvas.area(vec![corner(side, 0), middle, corner(side, 2)], Ink::Text, 0.14);
    }
    canvas.line([corner(fit.from, 1), corner(end, 1)], Ink::Text, 1);
}

/// From the last round on, if it goes on like this.
fn projection(canvas: &mut Canvas<'_>, fit: &Fit, [across, up]: [&Scale; 2], last: (f64, f64), end: f64) {
    let from = (across.at(last.0), up.at(last.1));
    let to = |which: usize| (across.at(end), up.at(last.1 + fit.slopes[which] * (end - last.0)));
    canvas.area(vec![from, to(0), to(2)], Ink::Text, 0.1);
    canvas.line([from, to(1)], Ink::Limit, 1);
}

fn measured(
    canvas: &mut Canvas<'_>,
    line: &Line<'_>,
    points: &[(f64, f64)],
    [across, up]: [&Scale; 2],
    unit: Unit,
) {
    let placed: Vec<(i32, i32)> =
        points.iter().map(|(objects, value)| (across.at(*objects), up.at(*value))).collect();
    canvas.line(placed.iter().copied(), line.ink, 1);
    for (number, at) in placed.into_iter().enumerate() {
        canvas.dot(at, if points.len() > 80 { 2 } else { 3 }, line.ink, 1.0);
        canvas.spot(
            at,
            6,
            format!("{}, round {number}: {} more than before", line.label, reported(unit, points[number].1)),
        );
    }
}

fn the_limit(canvas: &mut Canvas<'_>, up: &Scale, limit: Bytes, [left, right]: [i32; 2]) {
    let value = limit.0 as f64;
    let words = format!("limit {limit}");
    if up.holds(value) {
        canvas.dashes((left, up.at(value)), (right, up.at(value)), Ink::Limit);
        canvas.words(&words, (left + 6, up.at(value) - 10), Side::Right, Ink::Limit);
    } else {
        canvas.words(&format!("{words} ↑"), (right, 12), Side::Left, Ink::Limit);
    }
}
