//! One entry: something that was judged.

use std::borrow::Cow;

use super::figure::Figure;
use crate::quantity::Nanos;
use crate::report::words::sentences;
use crate::verdict::{Location, Reason, Status, Verdict};

/// Lines of the target's output that are passed on.
pub const LINES: usize = 12;

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

impl<'a> Judged<'a> {
    /// With what every verdict has.
    pub fn of(kind: impl Into<Cow<'a, str>>, name: &'a str, verdict: &'a Verdict) -> Self {
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

/// The lines of source that reasons name, each once.
pub fn places_of(reasons: &[Reason]) -> Vec<Location> {
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
            by_call: false,
            through: None,
        };
        let cycle = FailureReason::CircularImport { path: vec![step("a.py", 1), step("b.py", 2)] };
        let reasons = [cycle.clone().into(), Reason::Legacy("imported at c.py:3".into()), cycle.into()];
        let places: Vec<_> = places_of(&reasons);
        let expected = [("a.py", 1), ("b.py", 2)].map(|(file, line)| Location { file: file.into(), line });
        assert_eq!(places, expected);
    }
}
