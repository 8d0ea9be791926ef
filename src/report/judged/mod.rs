//! What was judged in a report, one entry each, whatever the report's kind: what every format but JSON is made of.

mod check;
mod checks;
mod comparison;
mod imports;
mod nights;
mod samples;

use std::borrow::Cow;

use super::Report;
use crate::quantity::Nanos;
use crate::report::words::sentences;
use crate::verdict::{Location, Reason, Status, Verdict};

pub use samples::{Sample, samples};

/// Lines of the target's output that are passed on.
const LINES: usize = 12;

/// One probe, check, comparison or question, with its verdict.
#[derive(Clone, Debug)]
pub struct Judged<'a> {
    /// `import`, `create`, `growth`, `pytest`, …; of a comparison with `compare ` before it.
    pub kind: Cow<'a, str>,
    /// Module, factory, or the check's name. The target's: not to be trusted.
    pub name: Cow<'a, str>,
    /// What it came to.
    pub status: Status,
    /// Why.
    pub reasons: Vec<String>,
    /// What it rests on.
    pub evidence: Vec<String>,
    /// What was measured, in words.
    pub measured: String,
    /// What it was held against, in words.
    pub limit: String,
    /// How long the measured thing took.
    pub took: Option<Nanos>,
    /// The same as numbers, and more of them.
    pub figures: Vec<Figure<'a>>,
    /// Where it is at fault, the most relevant first.
    pub places: Vec<Location>,
    /// The traceback, and the end of what the target printed.
    pub output: Vec<String>,
}

/// What a number is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unit {
    /// Seconds.
    Seconds,
    /// Bytes.
    Bytes,
    /// A plain number.
    Count,
    /// One number over another.
    Ratio,
}

/// One number of what was judged.
#[derive(Clone, Debug)]
pub struct Figure<'a> {
    /// `time`, `resident memory`, …
    pub quantity: Cow<'a, str>,
    /// `base` or `candidate` where there are two.
    pub side: &'static str,
    /// Its unit.
    pub unit: Unit,
    /// The median, or the estimate of a ratio.
    pub value: f64,
    /// Its interval.
    pub bounds: Option<[f64; 2]>,
    /// What it may not exceed.
    pub limit: Option<f64>,
}

impl Unit {
    /// Its name, as metrics and tables have it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Seconds => "seconds",
            Self::Bytes => "bytes",
            Self::Count => "count",
            Self::Ratio => "ratio",
        }
    }
}

impl From<crate::comparison::Unit> for Unit {
    fn from(unit: crate::comparison::Unit) -> Self {
        match unit {
            crate::comparison::Unit::Seconds => Self::Seconds,
            crate::comparison::Unit::Bytes => Self::Bytes,
            crate::comparison::Unit::Count => Self::Count,
        }
    }
}

impl<'a> Judged<'a> {
    /// With what every verdict has.
    fn of(kind: impl Into<Cow<'a, str>>, name: &'a str, verdict: &'a Verdict) -> Self {
        Self {
            kind: kind.into(),
            name: name.into(),
            status: verdict.status,
            reasons: sentences(&verdict.reasons),
            evidence: sentences(&verdict.evidence),
            measured: String::new(),
            limit: String::new(),
            took: None,
            figures: Vec::new(),
            places: places_of(&verdict.reasons),
            output: Vec::new(),
        }
    }

    /// `import shop.app`.
    pub fn title(&self) -> String {
        format!("{} {}", self.kind, self.name)
    }
}

/// All that a report judged, in its order.
pub fn judged(report: &Report) -> Vec<Judged<'_>> {
    match report {
        Report::Check(document) => {
            let compared = document.comparison.iter().flat_map(comparison::judged);
            document.probes.iter().map(check::judged).chain(compared).collect()
        }
        Report::Comparison(document) => comparison::judged(document),
        Report::Health(document) => document.checks.iter().map(checks::of_health).collect(),
        Report::Audit(document) => document.checks.iter().map(checks::of_audit).collect(),
        Report::Websocket(document) => document.checks.iter().map(checks::of_websocket).collect(),
        Report::Nightly(document) => nights::judged(document),
        // It judges nothing.
        Report::Trend(_) => Vec::new(),
        Report::Imports(document) => imports::judged(document),
    }
}

/// What was asked for and not done, in words: such a run passes nothing, even where all that was done passed.
pub fn left_out(report: &Report) -> Option<String> {
    let head = report.head()?;
    let done = match report {
        Report::Check(document) => document.probes.len(),
        Report::Comparison(document) => document.probes.len(),
        Report::Health(document) => document.checks.len(),
        Report::Audit(document) => document.checks.len(),
        Report::Websocket(document) => document.checks.len(),
        Report::Nightly(document) if document.head.interrupted => 0,
        Report::Nightly(_) | Report::Trend(_) | Report::Imports(_) => return None,
    };
    let why = if head.interrupted { ": the run was interrupted" } else { "" };
    match head.planned.saturating_sub(done) {
        0 if head.interrupted => Some("the run was interrupted".into()),
        0 => None,
        missing => Some(format!("{missing} of {} were not run{why}", head.planned)),
    }
}

/// The lines of source that reasons name, each once.
fn places_of(reasons: &[Reason]) -> Vec<Location> {
    let mut places: Vec<Location> = Vec::new();
    for reason in reasons {
        let legacy = if let Reason::Legacy(text) = reason { places_in(text) } else { Vec::new() };
        for place in reason.locations().into_iter().chain(legacy) {
            if !places.contains(&place) {
                places.push(place);
            }
        }
    }
    places
}

/// The places in a sentence: `shop/app.py:12`.
fn places_in(sentence: &str) -> Vec<Location> {
    let mut places: Vec<Location> = Vec::new();
    for word in sentence.split_whitespace() {
        let word = word.trim_matches(['(', ')', ',', ';', '\'', '"', '`']);
        let Some((file, rest)) = word.split_once(".py:") else { continue };
        let digits = rest.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
        if let Ok(line @ 1..) = digits.parse() {
            let place = Location { file: format!("{file}.py"), line };
            if !places.contains(&place) {
                places.push(place);
            }
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_from_reasons() {
        let reasons = [
            "shop.slow is new: +60 ms, imported at shop/events.py:3".to_owned(),
            "1 of 4 files does not compile: broken.py:1: SyntaxError".to_owned(),
            "(a.py:7) http://x/y.py:no and b.py:0".to_owned(),
        ];
        let reported: Vec<_> = reasons
            .iter()
            .flat_map(|reason| places_in(reason))
            .map(|place| format!("{}:{}", place.file, place.line))
            .collect();
        assert_eq!(reported, ["shop/events.py:3", "broken.py:1", "a.py:7"]);
    }
}
