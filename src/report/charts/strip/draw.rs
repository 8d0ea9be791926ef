//! Samples in pixels.

use super::data::{Strip, StripRow};
use super::heaps::{MOST_DOTS, heaped};
use super::text::FAR;
use crate::comparison::Unit;
use crate::report::charts::axis::axis_below;
use crate::report::charts::canvas::{Canvas, Side, Svg, drawn, fitting, width_of};
use crate::report::charts::palette::Ink;
use crate::report::charts::scale::Scale;
use crate::report::charts::value::reported;
use crate::report::words::quantity::with_level;

/// Height of a row, in pixels.
pub const ROW: i32 = 64;

/// From this ratio on, equal steps hide the small ones.
const UNEQUAL: f64 = 15.0;

/// The axis holds all samples, intervals and bands, and a limit that is not far.
fn scale(strip: &Strip, from: i32, to: i32) -> Scale {
    let samples = || strip.rows.iter().flat_map(|row| row.values.iter().copied());
    let most = samples().fold(0.0, f64::max);
    let intervals = strip
        .rows
        .iter()
        .filter_map(|row| row.interval.as_ref())
        .filter_map(|(interval, _)| Some(interval.bounds()?[1]));
    let band = strip.band.iter().map(|(_, high, _)| *high);
    let limit = strip.limit.filter(|limit| *limit <= FAR * most);
    // An interval of two samples may be as wide as the world: it must not push them all to the left.
    let high = samples()
        .chain(intervals.filter(|high| *high < 3.0 * most))
        .chain(band)
        .chain(limit)
        .fold(0.0, f64::max);
    let least = samples().filter(|value| *value > 0.0).fold(f64::INFINITY, f64::min);
    if least.is_finite() && most > UNEQUAL * least {
        return Scale::logarithmic(least * 0.8, high * 1.25, from, to);
    }
    Scale::linear(0.0, high * 1.05, from, to)
}

pub fn draw(strip: &Strip, width: i32) -> Svg {
    let narrow = width < 500;
    let rows = strip.rows.len() as i32;
    let top = if strip.limit.is_some() { 24 } else { 8 };
    let bottom = top + ROW * rows;
    drawn(width, bottom + 42, |canvas| {
        let widest = strip.rows.iter().map(|row| width_of(&row.label)).max().unwrap_or(0);
        let left = if narrow { 10 } else { (widest + 18).clamp(60, 180) };
        let scale = scale(strip, left, width - 14);
        if let Some((from, to, words)) = &strip.band {
            canvas.block((scale.at(*from), top), (scale.at(*to), bottom), Ink::Band, 0.18);
            canvas.spot_in(
                [scale.at(*from), top, scale.at(*to) - scale.at(*from), bottom - top],
                words.clone(),
            );
        }
        axis_below(canvas, &scale, strip.unit, [top, bottom], strip.axis);
        for (number, row) in (0_i32..).zip(&strip.rows) {
            let middle = top + ROW * number + ROW / 2;
            let label = fitting(&row.label, if narrow { width - 20 } else { left - 12 });
            match narrow {
                true => canvas.words(&label, (left + 2, middle - ROW / 2 + 10), Side::Right, Ink::Text),
                false => canvas.words(&label, (left - 10, middle), Side::Left, Ink::Text),
            }
            samples(canvas, &scale, row, middle, strip.unit);
            interval(canvas, &scale, row, middle + 18, strip.unit);
        }
        if let Some(limit) = strip.limit {
            the_limit(canvas, &scale, limit, [top, bottom], strip.unit);
        }
    })
}

fn the_limit(canvas: &mut Canvas<'_>, scale: &Scale, limit: f64, [top, bottom]: [i32; 2], unit: Unit) {
    let x = scale.at(limit);
    let words = format!("limit {}", reported(unit, limit));
    if scale.holds(limit) {
        canvas.dashes((x, top), (x, bottom), Ink::Limit);
        canvas.spot_in([x - 3, top, 6, bottom - top], words.clone());
        let half = width_of(&words) / 2;
        canvas.words(
            &words,
            (x.clamp(half + 2, canvas.width - half - 2), top - 11),
            Side::Middle,
            Ink::Limit,
        );
    } else {
        canvas.words(&format!("{words} →"), (canvas.width - 6, top - 11), Side::Left, Ink::Limit);
    }
}

/// A dot a sample, or heaps of them.
pub fn samples(canvas: &mut Canvas<'_>, scale: &Scale, row: &StripRow, middle: i32, unit: Unit) {
    if row.values.len() > MOST_DOTS {
        return heaps(canvas, scale, row, middle, unit);
    }
    for (number, value) in row.values.iter().enumerate() {
        // Dots of equal values lie beside each other, in an order that repeats itself every time.
        let aside = (number as f64 * 0.618_033_988_75).fract() * 16.0 - 8.0;
        let at = (scale.at(*value), middle - 6 + aside as i32);
        canvas.dot(at, 4, row.ink, 0.75);
        canvas.spot(at, 6, format!("{}, sample {}: {}", row.label, number + 1, reported(unit, *value)));
    }
}

fn heaps(canvas: &mut Canvas<'_>, scale: &Scale, row: &StripRow, middle: i32, unit: Unit) {
    let heaps = heaped(&row.values);
    let highest = heaps.iter().map(|heap| heap.2).max().unwrap_or(1) as f64;
    for (low, high, count) in heaps {
        let height = (30.0 * (count as f64 / highest).sqrt()).ceil() as i32;
        let (left, right) = (scale.at(low), scale.at(high).max(scale.at(low) + 1));
        canvas.block((left, middle + 8 - height), (right, middle + 8), row.ink, 0.75);
        let words = format!(
            "{}: {count} samples from {} to {}",
            row.label,
            reported(unit, low),
            reported(unit, high)
        );
        canvas.spot_in([left, middle - 24, right - left, 34], words);
    }
}

/// The interval of the typical one, below its row.
pub fn interval(canvas: &mut Canvas<'_>, scale: &Scale, row: &StripRow, y: i32, unit: Unit) {
    let Some((interval, name)) = row.interval.as_ref().filter(|(known, _)| known.bounds().is_some()) else {
        return;
    };
    let [low, middle, high] = [interval.low, interval.estimate, interval.high].map(|value| scale.at(value));
    canvas.line([(low, y), (high, y)], Ink::Text, 2);
    for (end, value) in [(low, interval.low), (high, interval.high)] {
        // An end without a bar lies outside.
        if scale.holds(value) {
            canvas.line([(end, y - 4), (end, y + 4)], Ink::Text, 2);
        }
    }
    canvas.area(vec![(middle, y - 5), (middle + 5, y), (middle, y + 5), (middle - 5, y)], Ink::Text, 1.0);
    let [estimate, low_words, high_words] =
        [interval.estimate, interval.low, interval.high].map(|value| reported(unit, value));
    canvas.spot_in(
        [low, y - 7, high - low, 14],
        format!("{name}: {estimate} ({} {low_words} … {high_words})", with_level(interval.level, "interval")),
    );
}
