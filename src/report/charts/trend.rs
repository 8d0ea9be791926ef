//! A history: points over time, what became of the level, and where it changed.

use jiff::Timestamp;

use super::axis::axis_left;
use super::canvas::{Canvas, Side, Svg, drawn, width_of};
use super::chart::{Chart, Picture, Table};
use super::palette::Ink;
use super::scale::Scale;
use super::value::reported;
use crate::comparison::Unit;
use crate::report::words::quantity::with_level;
use crate::statistics::{Interval, quantile};

const HEIGHT: i32 = 280;
/// More points than this are drawn in columns, each with its median and its range.
const MOST_POINTS: usize = 300;
/// Columns, then.
const COLUMNS: usize = 150;
/// Rows of the table behind it: the newest.
const ROWS: usize = 300;

/// One measurement of the history.
#[derive(Clone, Debug)]
pub struct TrendPoint {
    /// When.
    pub at: Timestamp,
    /// What was measured.
    pub value: f64,
    /// How far it is known.
    pub interval: Option<Interval>,
    /// Of which commit.
    pub commit: Option<String>,
    /// More about it, for people.
    pub label: String,
}

/// A place from which on another level holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Level {
    /// The first point of the new level.
    pub from: usize,
    /// The level before.
    pub before: f64,
    /// The level from there on.
    pub after: f64,
}

/// A history.
#[derive(Clone, Debug)]
pub struct TrendData {
    /// What it is of.
    pub title: String,
    /// What the values are counted in.
    pub unit: Unit,
    /// In the order of time.
    pub points: Vec<TrendPoint>,
    /// In the order of time.
    pub changes: Vec<Level>,
    /// The limit, where there is one.
    pub limit: Option<f64>,
}

/// Some neighbouring points as one.
struct Column {
    first: usize,
    last: usize,
    at: f64,
    low: f64,
    middle: f64,
    high: f64,
}

/// Draws a history.
pub fn trend(data: &TrendData) -> Chart {
    let columns = columns(data);
    let mut legend = vec![(
        Ink::Base,
        if data.points.len() > MOST_POINTS {
            "median and range of each column".into()
        } else {
            "measured, with its interval".into()
        },
    )];
    if !data.changes.is_empty() {
        legend.push((Ink::Candidate, "a change, and the level on both sides".into()));
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

fn seconds(at: Timestamp) -> f64 {
    at.as_millisecond() as f64 / 1e3
}

fn date(at: f64, with_time: bool) -> String {
    let format = if with_time { "%Y-%m-%d %H:%M" } else { "%Y-%m-%d" };
    Timestamp::from_second(at as i64).map(|at| at.strftime(format).to_string()).unwrap_or_default()
}

fn columns(data: &TrendData) -> Vec<Column> {
    let of = |first: usize, points: &[TrendPoint]| {
        let values: Vec<f64> = points.iter().map(|point| point.value).collect();
        let [low, middle, high] = [0.0, 0.5, 1.0].map(|part| quantile(&values, part).unwrap_or_default());
        let at = points.iter().map(|point| seconds(point.at)).sum::<f64>() / points.len().max(1) as f64;
        let interval = points.first().and_then(|point| point.interval).filter(|_| points.len() == 1);
        let (low, high) = interval.map_or((low, high), |interval| (interval.low, interval.high));
        Column { first, last: first + points.len() - 1, at, low, middle, high }
    };
    let each = if data.points.len() > MOST_POINTS { data.points.len().div_ceil(COLUMNS) } else { 1 };
    data.points.chunks(each).enumerate().map(|(n, points)| of(n * each, points)).collect()
}

fn describe(data: &TrendData, columns: usize) -> String {
    let count = data.points.len();
    let (Some(first), Some(last)) = (data.points.first(), data.points.last()) else {
        return "The history is empty.".into();
    };
    let [from, to] = [first, last].map(|point| date(seconds(point.at), false));
    let heaped = if columns < count { format!(", drawn as {columns} columns") } else { String::new() };
    let mut reported_of = vec![format!(
        "{count} measurements from {from} to {to}{heaped}; the last is {}.",
        reported(data.unit, last.value)
    )];
    for change in &data.changes {
        reported_of.push(format!("{}.", in_words(data, change)));
    }
    reported_of.join(" ")
}

fn in_words(data: &TrendData, change: &Level) -> String {
    let point = data.points.get(change.from);
    let when = point.map_or_else(String::new, |point| date(seconds(point.at), true));
    let commit = point
        .and_then(|point| point.commit.as_deref())
        .map_or_else(String::new, |commit| format!(", commit {commit}"));
    format!("{when}{commit}: {} → {}", reported(data.unit, change.before), reported(data.unit, change.after))
}

fn draw(data: &TrendData, columns: &[Column], width: i32) -> Svg {
    drawn(width, HEIGHT, |canvas| {
        let (Some(first), Some(last)) = (columns.first(), columns.last()) else {
            return canvas.words("the history is empty", (width / 2, HEIGHT / 2), Side::Middle, Ink::Faint);
        };
        let (left, right, top, bottom) = (72, width - 16, 26, HEIGHT - 42);
        let most = columns.iter().map(|column| column.high).fold(f64::MIN, f64::max);
        let high = data.limit.filter(|limit| *limit < 2.0 * most).map_or(most, |limit| limit.max(most));
        let least = columns.iter().map(|column| column.low).fold(f64::MAX, f64::min);
        // From zero, unless everything is far from it.
        let low = if least > 0.7 * high { least - (high - least) } else { least.min(0.0) };
        let up = Scale::linear(low, high + (high - low) * 0.08, bottom, top);
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
            canvas.line([(x, up.at(column.low)), (x, up.at(column.high))], Ink::Base, 1);
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

fn table(data: &TrendData) -> Table {
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

#[cfg(test)]
mod tests {
    use super::*;

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
