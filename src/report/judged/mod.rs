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
    for place in reasons.iter().flat_map(Reason::locations) {
        if !places.contains(&place) {
            places.push(place);
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imports::{Kind, Step};
    use crate::verdict::FailureReason;

    #[test]
    fn places_of_reasons_are_listed_once_in_their_order() {
        let step = |file: &str, line| Step {
            importer: "a".into(),
            imported: "b".into(),
            file: file.into(),
            line,
            kind: Kind::Plain,
            implied: false,
        };
        let cycle = FailureReason::CircularImport { path: vec![step("a.py", 1), step("b.py", 2)] };
        let reasons = [cycle.clone().into(), Reason::Legacy("imported at c.py:3".into()), cycle.into()];
        let places: Vec<_> = places_of(&reasons);
        let expected = [("a.py", 1), ("b.py", 2)].map(|(file, line)| Location { file: file.into(), line });
        assert_eq!(places, expected);
    }
}
