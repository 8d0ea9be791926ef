//! The list of recovery: what has to hold, and by what each line is answered.

use std::sync::LazyLock;

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use super::event::LineSeen;
use super::missing::unwritten;
use super::record::Log;
use super::tried::tried;
use crate::escalation::Answer;
use crate::store::history::DrillRow;

/// An attestation of a line counts so long where it has no end of its own.
const VALID: SignedDuration = SignedDuration::from_hours(24);

/// A line of the list.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// In a word: by it the line is attested.
    pub name: String,
    /// To which it belongs.
    pub group: String,
    /// What has to hold.
    pub text: String,
    /// Checks of these kinds answer it,
    #[serde(default)]
    pub kinds: Vec<String>,
    /// and those with one of these tags,
    #[serde(default)]
    pub tags: Vec<String>,
    /// and critical ones.
    #[serde(default)]
    pub critical: bool,
    /// A comparison with the baseline from before answers it.
    #[serde(default)]
    pub baseline: bool,
    /// The drills of the history answer it.
    #[serde(default)]
    pub drills: bool,
    /// The incident's own report answers it.
    #[serde(default)]
    pub report: bool,
    /// It is of the short list that follows an emergency at once.
    #[serde(default)]
    pub emergency: bool,
}

#[derive(Deserialize)]
struct Lines {
    line: Vec<Line>,
}

static LINES: LazyLock<Vec<Line>> = LazyLock::new(|| {
    let read = toml::from_str::<Lines>(include_str!("recovery.toml"));
    // A test reads the file.
    read.map(|lines| lines.line).unwrap_or_default()
});

/// The lines of the whole list, or of the short one.
pub fn lines(only_emergency: bool) -> Vec<&'static Line> {
    LINES.iter().filter(|line| line.emergency || !only_emergency).collect()
}

/// What a check of the configuration came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Its name.
    pub name: String,
    /// `import`, `pytest`, …
    pub kind: String,
    /// For choosing.
    pub tags: Vec<String>,
    /// Its failure is critical.
    pub critical: bool,
    /// Yes where it passed, no where it failed or broke, else unknown.
    pub answer: Answer,
}

/// All that is known of a line.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// All checks.
    pub checks: &'a [Asked],
    /// Against the baseline from before, by probe; None where there is no such comparison.
    pub compared: Option<&'a [Asked]>,
    /// The last drill of each fault.
    pub drills: &'a [DrillRow],
    /// The journal.
    pub log: &'a Log,
    /// Now.
    pub now: Timestamp,
}

impl Line {
    /// Whether it holds, and by what. Unknown is never yes; somebody who says no is believed.
    pub fn seen(&self, known: &Known<'_>) -> LineSeen {
        let attested = self.attested(known);
        let (answer, why, by) = match (self.asked(known), attested) {
            (Some(_), Some((Answer::No, why, by))) => (Answer::No, why, Some(by)),
            (Some((answer, why)), _) => (answer, why, None),
            (None, Some((answer, why, by))) => (answer, why, Some(by)),
            (None, None) => (Answer::Unknown, self.unanswered(known), None),
        };
        LineSeen { line: self.name.clone(), answer, why, by }
    }

    /// By what was run; None where nothing that was run fits.
    fn asked(&self, known: &Known<'_>) -> Option<(Answer, String)> {
        if self.report {
            let missing = unwritten(known.log);
            let names: Vec<&str> = missing.iter().map(|section| section.word()).collect();
            return Some(match names.is_empty() {
                true => (Answer::Yes, "nothing is missing from it".to_owned()),
                false => (Answer::No, format!("missing: {}", names.join(", "))),
            });
        }
        if self.drills {
            return tried(known.drills, known.now);
        }
        let asked: Vec<&Asked> = match self.baseline {
            true => known.compared?.iter().collect(),
            false => known.checks.iter().filter(|check| self.fits(check)).collect(),
        };
        let of = |answer: Answer| {
            asked.iter().filter(move |check| check.answer == answer).map(|check| check.name.as_str())
        };
        let (failed, unknown): (Vec<_>, Vec<_>) = (of(Answer::No).collect(), of(Answer::Unknown).collect());
        match (asked.is_empty(), failed.is_empty(), unknown.is_empty()) {
            (true, ..) => None,
            (_, false, _) => Some((Answer::No, format!("failed: {}", failed.join(", ")))),
            (_, _, false) => Some((Answer::Unknown, format!("undecided: {}", unknown.join(", ")))),
            _ => Some((Answer::Yes, format!("passed: {}", of(Answer::Yes).collect::<Vec<_>>().join(", ")))),
        }
    }

    fn fits(&self, check: &Asked) -> bool {
        self.kinds.contains(&check.kind)
            || self.tags.iter().any(|tag| check.tags.contains(tag))
            || self.critical && check.critical
    }

    /// By somebody's word, with its end.
    fn attested(&self, known: &Known<'_>) -> Option<(Answer, String, String)> {
        let (stamp, attestation) = known.log.attested(&self.name)?;
        let until = attestation.until.unwrap_or(stamp.time + VALID);
        let by = attestation.by.clone().unwrap_or_else(|| stamp.user.clone());
        let end = until.strftime("%Y-%m-%d %H:%M UTC");
        if known.now >= until {
            return Some((Answer::Unknown, format!("what was attested has expired: {end}"), by));
        }
        Some((attestation.answer, format!("attested, until {end}"), by))
    }

    fn unanswered(&self, known: &Known<'_>) -> String {
        let attest = format!("vitals incident attest {} yes", self.name);
        if self.baseline {
            let what = if known.compared.is_none() { "no baseline from before" } else { "no probe" };
            return format!("{what}, and nobody attests it: {attest}");
        }
        if self.drills {
            return format!(
                "no drill of the last 90 days (vitals drill --all), and nobody attests it: {attest}"
            );
        }
        match self.tags.first() {
            Some(tag) => format!("no check is tagged {tag:?}, and nobody attests it: {attest}"),
            None => format!("nobody attests it: {attest}"),
        }
    }
}
