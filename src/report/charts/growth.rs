//! Growth round by round, with its slope, the slope's interval, and where it meets the limit.

use vitals_probes::wire::Round;

use super::axis::{axis_below, axis_left};
use super::canvas::{Canvas, Side, Svg, drawn, width_of};
use super::chart::{Chart, Picture, Table};
use super::palette::Ink;
use super::scale::Scale;
use super::value::reported;
use crate::comparison::Unit;
use crate::measure::{GrowthMeasurement, GrowthSummary, Rising, Series, Shape};
use crate::quantity::Bytes;
use crate::report::words::quantity::{known_or_dash, with_level};
use crate::statistics::quantile;

const HEIGHT: i32 = 280;
/// A limit is drawn where the growth meets it within so many times the objects that were made.
const NEAR: f64 = 4.0;
/// Rows of the table behind it, at most.
const ROWS: usize = 400;

/// One run, as it is drawn.
struct Line<'a> {
    label: String,
    ink: Ink,
    rounds: &'a [Round],
    summary: Option<&'a GrowthSummary>,
    objects: u32,
}

/// What of a round is drawn.
struct Quantity {
    title: &'static str,
    id: &'static str,
    unit: Unit,
    of: fn(&Round) -> Option<f64>,
    series: fn(&GrowthSummary) -> Option<&Series>,
}

const MEMORY: Quantity = Quantity {
    title: "Unique memory after each round",
    id: "memory",
    unit: Unit::Bytes,
    of: |round| Some(round.memory.dirty?.0 as f64),
    series: |summary| summary.dirty.as_ref(),
};
const RESIDENT: Quantity = Quantity {
    title: "Resident memory after each round",
    of: |round| Some(round.memory.rss?.0 as f64),
    series: |summary| summary.rss.as_ref(),
    ..MEMORY
};
const LIVE: Quantity = Quantity {
    title: "Live objects after each round",
    id: "live",
    unit: Unit::Count,
    of: |round| Some(round.live_objects as f64),
    series: |summary| Some(&summary.live_objects),
};

/// One factory: its memory, and its live objects where they rise.
pub fn growth(measured: &GrowthMeasurement, limit: Option<Bytes>) -> Vec<Chart> {
    of_lines(&[line("", measured, Ink::Base)], limit)
}

/// One factory on two sides, run by run.
pub fn growths(base: &[GrowthMeasurement], candidate: &[GrowthMeasurement]) -> Vec<Chart> {
    let side = |name: &str, runs: &'_ [GrowthMeasurement], ink| -> Vec<(String, Ink, usize)> {
        (0..runs.len())
            .map(|n| (if runs.len() > 1 { format!("{name}, run {}", n + 1) } else { name.into() }, ink, n))
            .collect()
    };
    let mut lines = Vec::new();
    for (label, ink, n) in side("base", base, Ink::Base) {
        lines.push(line(&label, &base[n], ink));
    }
    for (label, ink, n) in side("candidate", candidate, Ink::Candidate) {
        lines.push(line(&label, &candidate[n], ink));
    }
    of_lines(&lines, None)
}

fn line<'a>(label: &str, measured: &'a GrowthMeasurement, ink: Ink) -> Line<'a> {
    let label = if label.is_empty() { "measured".into() } else { label.to_owned() };
    Line {
        label,
        ink,
        rounds: &measured.rounds,
        summary: measured.summary.as_ref(),
        objects: measured.objects,
    }
}

fn of_lines(lines: &[Line<'_>], limit: Option<Bytes>) -> Vec<Chart> {
    if lines.iter().all(|line| line.rounds.len() < 2) {
        return Vec::new();
    }
    let live = lines.iter().filter_map(|line| line.summary).any(|summary| summary.rises(Rising::LiveObjects));
    let was_read = |quantity: &&Quantity| {
        lines.iter().flat_map(|line| line.rounds).all(|round| (quantity.of)(round).is_some())
    };
    let memory = [&MEMORY, &RESIDENT].into_iter().find(was_read);
    let mut charts: Vec<Chart> = memory.map(|memory| chart(lines, memory, limit)).into_iter().collect();
    charts.extend((live || memory.is_none()).then(|| chart(lines, &LIVE, None)));
    charts
}

/// Since the state before the first round.
fn since(quantity: &Quantity, rounds: &[Round]) -> Vec<(f64, f64)> {
    let Some(before) = rounds.first().and_then(quantity.of) else { return Vec::new() };
    let point = |round: &Round| Some((round.made as f64, (quantity.of)(round)? - before));
    rounds.iter().filter_map(point).collect()
}

/// A line per object through the middle of the counted rounds.
struct Fit {
    from: f64,
    middle: (f64, f64),
    /// Lower bound, estimate, upper bound: per object.
    slopes: [f64; 3],
}

impl Fit {
    fn of(line: &Line<'_>, quantity: &Quantity) -> Option<Self> {
        let summary = line.summary?;
        let points = since(quantity, line.rounds);
        let counted = points.get(summary.warm_up_rounds..)?;
        let middle = |of: fn(&(f64, f64)) -> f64| quantile(&counted.iter().map(of).collect::<Vec<_>>(), 0.5);
        let slope = (quantity.series)(summary)?.slope;
        let slopes =
            [slope.low, slope.estimate, slope.high].map(|slope| slope / f64::from(line.objects.max(1)));
        Some(Self {
            from: counted.first()?.0,
            middle: (middle(|point| point.0)?, middle(|point| point.1)?),
            slopes,
        })
    }

    fn at(&self, objects: f64, which: usize) -> f64 {
        self.middle.1 + self.slopes[which] * (objects - self.middle.0)
    }
}

/// How many objects until the limit, where it leaks and the limit is near enough to be drawn.
fn meets(lines: &[Line<'_>], limit: Option<Bytes>) -> Option<(f64, f64)> {
    let [line] = lines else { return None };
    let (limit, made) = (limit?, line.rounds.last()?.made as f64);
    let more = line.summary?.objects_until(limit)?;
    (made + more <= NEAR * made).then_some((made + more, limit.0 as f64))
}

fn chart(lines: &[Line<'_>], quantity: &Quantity, limit: Option<Bytes>) -> Chart {
    let mut legend: Vec<(Ink, String)> = lines.iter().map(|line| (line.ink, line.label.clone())).collect();
    legend.push((Ink::Text, "slope with its interval".into()));
    if let Some(limit) = limit {
        let goes_on = if meets(lines, Some(limit)).is_some() { ", and how it is reached" } else { "" };
        legend.push((Ink::Limit, format!("limit {limit}{goes_on}")));
    }
    Chart {
        id: quantity.id,
        title: quantity.title.into(),
        description: lines.iter().map(|line| describe(line, quantity, limit)).collect::<Vec<_>>().join(" "),
        picture: Picture::of(|width| draw(lines, quantity, limit, width)),
        legend,
        table: table(lines),
    }
}

fn describe(line: &Line<'_>, quantity: &Quantity, limit: Option<Bytes>) -> String {
    let Some(summary) = line.summary else {
        return format!("{}: too few rounds for a slope.", line.label);
    };
    let Some(slope) = (quantity.series)(summary).map(|series| series.slope) else {
        return format!("{}: not read.", line.label);
    };
    let [estimate, low, high] =
        [slope.estimate, slope.low, slope.high].map(|value| reported(quantity.unit, value));
    let shape = match summary.shape {
        Shape::Leak => "it rises in a straight line to the end",
        Shape::Plateau => "it rose, and then stood",
        Shape::Steady => "it does not rise",
    };
    let until = limit.and_then(|limit| Some((limit, summary.objects_until(limit)?)));
    let until = until.map_or_else(String::new, |(limit, more)| {
        format!(" If it goes on, {limit} are reached after {more:.0} more objects.")
    });
    format!(
        "{}: {shape}; {estimate} a round of {} objects ({} {low} … {high}), {} rounds after {} to warm up.{until}",
        line.label,
        line.objects,
        with_level(slope.level, "interval"),
        summary.counted_rounds,
        summary.warm_up_rounds
    )
}

fn draw(lines: &[Line<'_>], quantity: &Quantity, limit: Option<Bytes>, width: i32) -> Svg {
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
        let across = Scale::linear(0.0, furthest * 1.02, left, right);
        let floor = if quantity.unit == Unit::Bytes { 4096.0 } else { 1.0 };
        let up = Scale::linear(least, high.max(least + floor) * 1.08, bottom, top);
        if let Some(warm) =
            lines.first().and_then(|line| Some(line.rounds.get(line.summary?.warm_up_rounds)?.made))
        {
            warm_up(canvas, across.at(0.0), across.at(warm as f64), [top, bottom]);
        }
        axis_left(canvas, &up, quantity.unit, [left, right]);
        axis_below(canvas, &across, Unit::Count, [top, bottom], "objects made so far");
        for (line, points) in lines.iter().zip(&points) {
            if let (Some(fit), Some(last)) = (Fit::of(line, quantity), points.last()) {
                slope(canvas, &fit, [&across, &up], last.0);
                if let Some((objects, _)) = meets {
                    projection(canvas, &fit, [&across, &up], *last, objects);
                }
            }
            measured(canvas, line, points, [&across, &up], quantity.unit);
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

fn table(lines: &[Line<'_>]) -> Table {
    let all = lines.iter().map(|line| line.rounds.len()).sum::<usize>();
    let rows = lines.iter().flat_map(|line| {
        let before = line.rounds.first().and_then(|round| round.memory.dirty);
        line.rounds.iter().map(move |round| {
            let grown = round.memory.dirty.zip(before).map(|(now, before)| now.delta(before));
            vec![
                format!("{}, round {}", line.label, round.round),
                round.made.to_string(),
                known_or_dash(grown),
                known_or_dash(round.memory.rss),
                known_or_dash(round.held.rss),
                round.live_objects.to_string(),
                round.blocks.to_string(),
                round.took.to_string(),
            ]
        })
    });
    Table {
        header: vec![
            "round",
            "objects made",
            "unique memory since",
            "resident",
            "resident, objects alive",
            "live objects",
            "blocks",
            "took",
        ],
        rows: rows.take(ROWS).collect(),
        left_out: (all > ROWS).then(|| format!("{} more rounds are in report.json", all - ROWS)),
    }
}
