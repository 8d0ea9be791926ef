//! A history in pixels.

use super::columns::Column;
use super::data::TrendData;
use super::text::{date, in_words, seconds};
use crate::report::charts::axis::axis_left;
use crate::report::charts::canvas::{Canvas, Side, Svg, drawn, width_of};
use crate::report::charts::palette::Ink;
use crate::report::charts::scale::Scale;
use crate::report::charts::value::reported;

const HEIGHT: i32 = 280;

pub fn draw(data: &TrendData, columns: &[Column], width: i32) -> Svg {
    drawn(width, HEIGHT, |canvas| {
        let (Some(first), Some(last)) = (columns.first(), columns.last()) else {
            return canvas.words("the history is empty", (width / 2, HEIGHT / 2), Side::Middle, Ink::Faint);
        };
        let (left, right, top, bottom) = (72, width - 16, 26, HEIGHT - 42);
        let most = columns.iter().map(|column| column.high).fold(f64::MIN, f64::max);
        let high = data.limit.filter(|limit| *limit < 2.0 * most).map_or(most, |limit| limit.max(most));
        let least = columns.iter().map(|column| column.low).fold(f64::MAX, f64::min);
        // From zero, unless everything is far from it.
        // What does not move stands in the middle, not at the edge.
        let moves = (high - least).max(0.1 * high.abs());
        let low = if least > 0.7 * high { least - moves } else { least.min(0.0) };
        let up = Scale::linear(low, high + (moves * 0.16).max((high - low) * 0.08), bottom, top);
        let edge = ((last.at - first.at) * 0.02).max(1.0);
        let across = Scale::linear(first.at - edge, last.at + edge, left, right);
        axis_left(canvas, &up, data.unit, [left, right]);
        dates(canvas, &across, [top, bottom]);
        points(canvas, data, columns, [&across, &up]);
        levels(canvas, data, [&across, &up], [top, bottom]);
        if let Some(limit) = data.limit {
            let words = format!("limit {}", reported(data.unit, limit));
            if up.holds(limit) {
                canvas.dashes((left, up.at(limit)), (right, up.at(limit)), Ink::Limit);
                canvas.words(&words, (left + 6, up.at(limit) - 10), Side::Right, Ink::Limit);
            } else {
                canvas.words(&format!("{words} ↑"), (right, 12), Side::Left, Ink::Limit);
            }
        }
    })
}

fn points(canvas: &mut Canvas<'_>, data: &TrendData, columns: &[Column], [across, up]: [&Scale; 2]) {
    if columns.len() < data.points.len() {
        let upper = columns.iter().map(|column| (across.at(column.at), up.at(column.high)));
        let lower = columns.iter().rev().map(|column| (across.at(column.at), up.at(column.low)));
        canvas.area(upper.chain(lower).collect(), Ink::Base, 0.22);
    } else {
        for column in columns {
            let x = across.at(column.at);
            let ends = [up.at(column.low), up.at(column.high)];
            if column.low < column.high {
                canvas.line(ends.map(|end| (x, end)), Ink::Base, 2);
                for end in ends {
                    canvas.line([(x - 4, end), (x + 4, end)], Ink::Base, 2);
                }
            }
        }
    }
    canvas.line(columns.iter().map(|column| (across.at(column.at), up.at(column.middle))), Ink::Base, 1);
    for column in columns {
        let at = (across.at(column.at), up.at(column.middle));
        canvas.dot(at, if columns.len() > 60 { 2 } else { 4 }, Ink::Base, 1.0);
        canvas.spot(at, 6, spot(data, column));
    }
}

fn spot(data: &TrendData, column: &Column) -> String {
    let point = &data.points[column.first];
    let [low, middle, high] =
        [column.low, column.middle, column.high].map(|value| reported(data.unit, value));
    if column.first == column.last {
        let commit = point.commit.as_deref().map_or_else(String::new, |commit| format!(", commit {commit}"));
        let range = if column.low < column.high { format!(" ({low} … {high})") } else { String::new() };
        let label = if point.label.is_empty() { String::new() } else { format!(", {}", point.label) };
        return format!("{}{commit}{label}: {middle}{range}", date(column.at, true));
    }
    let last = &data.points[column.last];
    let [from, to] = [point, last].map(|point| date(seconds(point.at), true));
    format!(
        "{} measurements, {from} to {to}: median {middle}, from {low} to {high}",
        column.last - column.first + 1
    )
}

fn levels(canvas: &mut Canvas<'_>, data: &TrendData, [across, up]: [&Scale; 2], [top, bottom]: [i32; 2]) {
    let moment = |index: usize| data.points.get(index).map(|point| seconds(point.at));
    let (Some(begin), Some(end)) = (moment(0), data.points.last().map(|point| seconds(point.at))) else {
        return;
    };
    for (number, change) in data.changes.iter().enumerate() {
        let Some(at) = moment(change.from) else { continue };
        let before = number.checked_sub(1).and_then(|n| moment(data.changes[n].from)).unwrap_or(begin);
        let after = data.changes.get(number + 1).and_then(|next| moment(next.from)).unwrap_or(end);
        let x = across.at(at);
        canvas.dashes((x, top), (x, bottom), Ink::Candidate);
        canvas.line(
            [(across.at(before), up.at(change.before)), (x, up.at(change.before))],
            Ink::Candidate,
            2,
        );
        canvas.line([(x, up.at(change.after)), (across.at(after), up.at(change.after))], Ink::Candidate, 2);
        let level = |value: f64| (reported(data.unit, value), up.at(value) - 10);
        let ((before, above), (after, over)) = (level(change.before), level(change.after));
        canvas.words(&before, (x - 6, above), Side::Left, Ink::Candidate);
        canvas.words(&after, (x + 6, over), Side::Right, Ink::Candidate);
        canvas.spot_in([x - 4, top, 8, bottom - top], in_words(data, change));
    }
}

/// Days, or hours where it is about hours.
fn dates(canvas: &mut Canvas<'_>, across: &Scale, [top, bottom]: [i32; 2]) {
    const HOUR: f64 = 3600.0;
    const STEPS: [f64; 14] = [
        60.0,
        300.0,
        900.0,
        HOUR,
        3.0 * HOUR,
        6.0 * HOUR,
        12.0 * HOUR,
        24.0 * HOUR,
        48.0 * HOUR,
        168.0 * HOUR,
        336.0 * HOUR,
        720.0 * HOUR,
        2160.0 * HOUR,
        8760.0 * HOUR,
    ];
    let (low, high) = across.ends();
    let with_time = high - low < 72.0 * HOUR;
    let room = f64::from(canvas.width - 90) / f64::from(width_of("2026-01-01 00:00") + 14);
    let step = STEPS.into_iter().find(|step| (high - low) / step <= room).unwrap_or(high - low).max(1.0);
    let first = (low / step).ceil();
    let round = (0..50).map(|n| (first + f64::from(n)) * step).take_while(|at| *at <= high);
    let mut marks: Vec<f64> = round.collect();
    if marks.is_empty() {
        marks.push(f64::midpoint(low, high));
    }
    for at in marks {
        let x = across.at(at);
        let words = date(at, with_time);
        let half = width_of(&words) / 2;
        canvas.line([(x, top), (x, bottom)], Ink::Grid, 1);
        canvas.words(
            &words,
            (x.clamp(half + 2, canvas.width - half - 2), bottom + 12),
            Side::Middle,
            Ink::Faint,
        );
    }
    canvas.line([(across.at(low), bottom), (across.at(high), bottom)], Ink::Faint, 1);
    canvas.words("time (UTC)", (across.at(high), bottom + 30), Side::Left, Ink::Faint);
}
