//! Growth in words: what can be seen, and the table behind the chart.

use vitals_probes::wire::ResourceKind;

use super::line::{Line, Quantity};
use crate::measure::Shape;
use crate::quantity::Bytes;
use crate::report::charts::chart::Table;
use crate::report::charts::value::reported;
use crate::report::words::quantity::{known_or_dash, with_level};
use crate::report::words::resource;

/// Rows of the table behind it, at most.
const ROWS: usize = 400;

pub fn describe(line: &Line<'_>, quantity: Quantity, limit: Option<Bytes>) -> String {
    let Some(summary) = line.summary else {
        return format!("{}: too few rounds for a slope.", line.label);
    };
    let Some(slope) = quantity.series(summary).map(|series| series.slope) else {
        return format!("{}: not read.", line.label);
    };
    let [estimate, low, high] =
        [slope.estimate, slope.low, slope.high].map(|value| reported(quantity.unit(), value));
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

/// The rounds, with a column for each kind that is kept.
pub fn table(lines: &[Line<'_>], kept: &[ResourceKind]) -> Table {
    let all = lines.iter().map(|line| line.rounds.len()).sum::<usize>();
    let rows = lines.iter().flat_map(|line| {
        let before = line.rounds.first().and_then(|round| round.memory.dirty);
        line.rounds.iter().map(move |round| {
            let grown = round.memory.dirty.zip(before).map(|(now, before)| now.delta(before));
            let counts = kept.iter().map(|kind| known_or_dash(round.resources.of(*kind)));
            let own = [
                format!("{}, round {}", line.label, round.round),
                round.made.to_string(),
                known_or_dash(grown),
                known_or_dash(round.memory.rss),
                known_or_dash(round.held.rss),
                round.live_objects.to_string(),
                round.blocks.to_string(),
                round.took.to_string(),
            ];
            own.into_iter().chain(counts).collect()
        })
    });
    let own = [
        "round",
        "objects made",
        "unique memory since",
        "resident",
        "resident, objects alive",
        "live objects",
        "blocks",
        "took",
    ];
    Table {
        header: own.into_iter().chain(kept.iter().map(|kind| resource(*kind, 2))).collect(),
        rows: rows.take(ROWS).collect(),
        left_out: (all > ROWS).then(|| format!("{} more rounds are in report.json", all - ROWS)),
    }
}
