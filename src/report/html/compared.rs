//! Two variants beside each other.

use maud::{Markup, html};
use vitals_probes::wire::Span;

use super::check::stays;
use super::parts::{failures, listed};
use super::row::{Entry, Line};
use crate::cause::{Difference, Share};
use crate::comparison::{Interleaved, Now, Quantity, Unit};
use crate::measure::{ImportMeasurement, TimedPair};
use crate::plan::{Decision, Question};
use crate::quantity::BytesDelta;
use crate::report::charts::{
    self, Chart, Ink, Room, Small, Strip, StripRow, Table, creations, differential, growth, growths, icicle,
    strip, waterfall,
};
use crate::report::comparison::{ComparisonReport, SideRecord};
use crate::report::hot_lines;
use crate::report::words::cause::waiting;
use crate::report::words::quantity::{self, counted, known_or_dash, ratio_in_words};

/// The line of a comparison on the first screen.
fn line(prefix: &str, number: usize, probe: &ComparisonReport) -> Line {
    let quantities = &probe.comparison.quantities;
    let measured = quantities.first().map_or_else(
        || "not measured".into(),
        |first| {
            let repeated = probe
                .comparison
                .repeated()
                .map_or_else(String::new, |repeated| format!("; repeated {}", in_brief(repeated)));
            let rests_on = quantity::rests_on(&probe.comparison.measured);
            format!("{}{repeated}; {rests_on}", in_brief(first))
        },
    );
    Line {
        section: format!("{prefix}{}", number + 1),
        kind: format!("{}{}", probe.comparison.measured.probe(), beside(prefix)),
        name: probe.name.clone(),
        measured,
        says_it_all: true,
        reproduced_by: None,
        small: decisive(quantities).map(|judged| small(judged, bound(probe, judged))),
        verdict: (&probe.verdict).into(),
    }
}

/// What the row draws: what regressed, such as the repeated creations beside first ones that did not.
fn decisive(quantities: &[Quantity]) -> Option<&Quantity> {
    let regressed = || quantities.iter().filter(|quantity| quantity.regressed());
    let drawn = regressed().find(|quantity| quantity.ratio.is_some());
    drawn.or_else(|| regressed().next()).or(quantities.first())
}

/// Both sides, with what is tolerated.
pub fn small(judged: &Quantity, bound: Option<f64>) -> Small {
    Small::Change { base: judged.base, candidate: judged.candidate, ratio: judged.ratio, bound }
}

/// The largest ratio of a quantity that is no regression; None where any change is asked for.
fn bound(probe: &ComparisonReport, judged: &Quantity) -> Option<f64> {
    match (probe.rule.question, judged.unit) {
        (Question::Tolerance(tolerance), Unit::Seconds) => Some(1.0 + tolerance.of(judged.base)),
        (Question::Tolerance(tolerance), _) => Some(1.0 + tolerance.of_memory()),
        (Question::AnyChange, _) => None,
    }
}

/// Both sides, and their ratio.
pub fn in_brief(judged: &Quantity) -> String {
    let ratio = judged.ratio.map_or_else(String::new, |ratio| format!(", {}", ratio_in_words(&ratio)));
    let [base, candidate] = [judged.base, judged.candidate].map(|value| quantity::value(judged.unit, value));
    format!("{base} → {candidate}{ratio}")
}

/// With what it is compared, where a page has several comparisons.
pub fn beside(prefix: &str) -> &'static str {
    match prefix {
        "n" => ", beside the reference",
        "b" => ", against the baseline",
        _ => "",
    }
}

/// The two sides, in a line each.
pub fn sides(sides: &[SideRecord; 2]) -> Table {
    let row = |(name, side): (&str, &SideRecord)| {
        let print = &side.fingerprint;
        let commit = print.git_commit.as_deref().and_then(|hash| hash.get(..10)).unwrap_or_default();
        let dirty = if print.git_dirty == Some(true) { ", changed" } else { "" };
        let subject = side.subject.clone().unwrap_or_default();
        vec![name.to_owned(), side.label.clone(), print.python.version(), format!("{commit}{dirty}"), subject]
    };
    let rows = ["base", "candidate"].into_iter().zip(sides).map(row).collect();
    Table { header: vec!["side", "variant", "Python", "commit", "subject"], rows, left_out: None }
}

/// A comparison.
pub fn entry(prefix: &str, number: usize, probe: &ComparisonReport, room: Room) -> Entry {
    let [base, candidate] = probe.comparison.measured.failures();
    let before = html! {
        (failures(base.into_iter().chain(candidate)))
        (listed("Quantities", &quantities(&probe.comparison.quantities)))
        @if let Some(difference) = &probe.comparison.difference {
            (listed("What makes the difference", &shares(difference)))
        }
        (sampled(&probe.comparison.measured))
    };
    let after = html! {
        @if let Interleaved::Growth(growths) = &probe.comparison.measured
            && let Some(last) = growths.candidate.last() { (stays(last)) }
    };
    Entry { line: line(prefix, number, probe), before, charts: charts(probe, room), after }
}

/// The lines that creations work in.
fn sampled(measured: &Interleaved) -> Markup {
    match measured {
        Interleaved::Create(compared) => html! {
            @for table in hot_lines::changes(&compared.base, &compared.candidate) {
                (listed("Lines that take more or less CPU time", &table))
            }
        },
        Interleaved::Stored(against) => html! {
            @if let Some(Now::Create(now)) = &against.now {
                @for (heading, table) in hot_lines::lines(now) { (listed(heading, &table)) }
            }
        },
        Interleaved::Import(_) | Interleaved::Growth(_) => html! {},
    }
}

/// The charts of a comparison.
pub fn charts(probe: &ComparisonReport, room: Room) -> Vec<Chart> {
    let comparison = &probe.comparison;
    let difference = comparison.difference.as_ref();
    match &comparison.measured {
        Interleaved::Import(imports) => {
            let first = comparison.quantities.first();
            let samples = samples(probe, &imports.pairs, first, "Samples");
            let traced = traced(Some(&imports.base), &imports.candidate, difference, room);
            samples.into_iter().chain(traced).collect()
        }
        Interleaved::Create(compared) => {
            let repeated = comparison.repeated().and_then(|quantity| {
                let chart = samples(probe, &compared.repeated_pairs, Some(quantity), "Repeated creations")?;
                Some(Chart { id: "repeated", ..chart })
            });
            let first = comparison.quantities.first();
            let charts = [
                samples(probe, &compared.pairs, first, "First creations"),
                repeated,
                creations(&compared.base, &compared.candidate),
            ];
            charts.into_iter().flatten().collect()
        }
        Interleaved::Growth(compared) => growths(&compared.base, &compared.candidate),
        Interleaved::Stored(against) => match &against.now {
            Some(Now::Import(now)) => traced(None, now, difference, room),
            Some(Now::Growth(now)) => growth(now, None),
            Some(Now::Create(_)) | None => Vec::new(),
        },
    }
}

/// The candidate, by what changed; the base alone where the candidate has no trace.
fn traced(
    base: Option<&ImportMeasurement>,
    candidate: &ImportMeasurement,
    difference: Option<&Difference>,
    room: Room,
) -> Vec<Chart> {
    let before = base.and_then(|base| base.trace.as_ref());
    let Some(trace) = &candidate.trace else {
        return before.and_then(|before| icicle(before, "base", room)).into_iter().collect();
    };
    let over_time = waterfall(trace, "candidate", room);
    differential(trace, before, difference, room).into_iter().chain(over_time).collect()
}

/// The pairs in what the rule judges: the wall time without the wait for a processor. Nothing where there is none.
fn samples(
    probe: &ComparisonReport,
    pairs: &[TimedPair],
    judged: Option<&Quantity>,
    what: &str,
) -> Option<Chart> {
    if pairs.is_empty() {
        return None;
    }
    let values =
        |of: fn(&TimedPair) -> Span| pairs.iter().map(|pair| of(pair).active().as_secs_f64()).collect();
    let interval = judged.and_then(|judged| {
        let ratio = judged.ratio?;
        let words = format!("base's {} × {}", quantity::statistic(judged.statistic), ratio_in_words(&ratio));
        Some((ratio.times(judged.base), words))
    });
    let band = match (probe.rule.question, judged) {
        (Question::Tolerance(tolerance), Some(judged)) => {
            let words = format!("tolerated: up to {} over the base", quantity::tolerance(tolerance));
            Some((judged.base, judged.base * (1.0 + tolerance.of(judged.base)), words))
        }
        _ => None,
    };
    Some(strip(&Strip {
        title: format!("{what} of both sides, interleaved"),
        axis: "time, without the wait for a processor",
        unit: Unit::Seconds,
        rows: vec![
            StripRow {
                label: "base".into(),
                ink: Ink::Base,
                values: values(|pair| pair.base),
                interval: None,
            },
            StripRow {
                label: "candidate".into(),
                ink: Ink::Candidate,
                values: values(|pair| pair.candidate),
                interval,
            },
        ],
        limit: None,
        band,
    }))
}

/// What each quantity came to.
pub fn quantities(quantities: &[Quantity]) -> Table {
    let row = |quantity: &Quantity| {
        let [base, candidate] =
            [quantity.base, quantity.candidate].map(|value| quantity::value(quantity.unit, value));
        let ratio = quantity.ratio.as_ref().map_or_else(String::new, ratio_in_words);
        let finding = quantity.finding.map_or("shown only", found);
        vec![quantity.name.to_string(), base, candidate, ratio, finding.into()]
    };
    Table {
        header: vec!["quantity", "base", "candidate", "ratio (interval)", "finding"],
        rows: quantities.iter().map(row).collect(),
        left_out: None,
    }
}

fn found(finding: Decision) -> &'static str {
    match finding {
        Decision::Regressed => "regressed",
        Decision::RegressedInPart => "regressed in a part of the runs",
        Decision::Within => "within what is tolerated",
        Decision::Faster => "faster",
        Decision::Undecided { .. } => "undecided",
    }
}

/// `+3.54 MB`, as the times beside it.
fn signed(rss: Option<BytesDelta>) -> String {
    let sign = if rss.is_some_and(|rss| rss.0 > 0) { "+" } else { "" };
    format!("{sign}{}", known_or_dash(rss))
}

fn shares(difference: &Difference) -> Table {
    let row = |share: &Share| {
        let along = if share.along > 0 {
            format!(" and {} with it", counted(share.along, "module", "modules"))
        } else {
            String::new()
        };
        let place = share.stall.as_ref().or(share.importer.as_ref());
        let place = place.map_or_else(String::new, charts::place);
        let waiting = share.waiting.map_or_else(String::new, |known| format!(" ({})", waiting(known)));
        let part = share.part;
        let change = serde_json::to_value(share.change)
            .ok()
            .and_then(|word| word.as_str().map(|word| word.replace('_', " ")));
        vec![
            format!("{}{along}", share.module),
            format!("{}{waiting}", change.unwrap_or_default()),
            part.time.to_string(),
            part.cpu.to_string(),
            signed(part.rss),
            place,
        ]
    };
    let rest = |name: String, part: &crate::cause::Part| {
        vec![
            name,
            String::new(),
            part.time.to_string(),
            part.cpu.to_string(),
            signed(part.rss),
            String::new(),
        ]
    };
    let mut rows: Vec<Vec<String>> = difference.shares.iter().map(row).collect();
    rows.push(rest(format!("{} other modules", difference.other_modules), &difference.others));
    if !difference.collections.is_nothing() {
        rows.push(rest("garbage collection".into(), &difference.collections.part()));
    }
    rows.push(rest("outside of modules".into(), &difference.outside));
    rows.push(rest("all together".into(), &difference.whole));
    Table { header: vec!["module", "change", "time", "processor", "resident", "place"], rows, left_out: None }
}
