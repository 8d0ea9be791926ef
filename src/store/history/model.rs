//! What the history holds, as it is given and as it comes back.

use std::fmt;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::git::Commit;
use crate::python::Fingerprint;
use crate::statistics::Interval;

/// A run's number in one database. It is never given twice, not even after the run was pruned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RunId(pub i64);

/// A measure's number in one database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MeasureId(pub i64);

/// An event's number in one database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EventId(pub i64);

/// What was measured: a commit, or a checkout, on a machine with an interpreter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variant {
    /// As written on the command line of a comparison: `main`, `py:3.13`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The commit; its subject is empty where it was not asked for.
    pub commit: Option<Commit>,
    /// Whether tracked files differed from it.
    pub dirty: Option<bool>,
    /// [`Fingerprint::key`]: what keeps series apart. Empty where no interpreter was measured.
    pub machine: String,
}

impl Variant {
    /// Of a fingerprint: its commit, with a subject where one is known.
    pub fn of(fingerprint: &Fingerprint, subject: Option<&str>) -> Self {
        let commit = fingerprint
            .git_commit
            .clone()
            .map(|hash| Commit { hash, subject: subject.unwrap_or_default().to_owned() });
        Self { label: None, commit, dirty: fingerprint.git_dirty, machine: fingerprint.key() }
    }

    /// The commit's hash.
    pub fn hash(&self) -> Option<&str> {
        self.commit.as_ref().map(|commit| commit.hash.as_str())
    }
}

/// A run, to be recorded.
#[derive(Clone, Debug)]
pub struct RunRecord {
    /// When it began, by this machine's clock.
    pub started: Timestamp,
    /// `check`, `compare`, `health`, `nightly`, …
    pub kind: String,
    /// The worst verdict, in a word.
    pub status: String,
    /// What it was about; of a comparison the candidate.
    pub variant: Variant,
    /// All of the fingerprint, where an interpreter was measured.
    pub fingerprint: Option<Fingerprint>,
    /// The report, as JSON.
    pub document: String,
    /// Its numbers.
    pub measures: Vec<Measure>,
}

/// What a series is of. Machines, relations and kinds of runs are within it, distinguished by a [`Scope`](super::Scope).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SeriesKey {
    /// `import`, `create`, `growth`; `check`, `health`, `websocket`.
    pub probe: String,
    /// Module, factory, or a check's name.
    pub target: String,
    /// `wall`, `resident memory`, …
    pub quantity: String,
    /// `seconds`, `bytes`, `count`, `part`; also of a ratio this is what both sides were counted in.
    pub unit: String,
}

impl fmt::Display for SeriesKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}, {}", self.probe, self.target, self.quantity)
    }
}

/// What a value is to be read against.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "relation", content = "base", rename_all = "snake_case")]
pub enum Relation {
    /// Nothing: it is in its own unit.
    Raw,
    /// A base that was measured beside it: the value is candidate over base. The base's commit, or its label where it is none.
    Ratio(String),
    /// The calibration that was measured beside it: the value is a multiple of it.
    #[serde(alias = "yardstick")]
    Calibrated,
}

impl Relation {
    /// In a word.
    pub fn kind(&self) -> RelationKind {
        match self {
            Self::Raw => RelationKind::Raw,
            Self::Ratio(_) => RelationKind::Ratio,
            Self::Calibrated => RelationKind::Calibrated,
        }
    }

    /// What a ratio is to.
    pub fn base(&self) -> Option<&str> {
        match self {
            Self::Ratio(base) => Some(base),
            Self::Raw | Self::Calibrated => None,
        }
    }
}

macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$doc])* $variant,)* }

        impl $name {
            /// As it is stored.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// Of a stored word.
            pub fn of_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

words! {
    /// [`Relation`], without what it is to.
    RelationKind {
        /// In its own unit.
        Raw = "raw",
        /// Candidate over base.
        Ratio = "ratio",
        /// Over the calibration.
        Calibrated = "calibration",
    }
}

words! {
    /// What happened to a series.
    Change {
        /// Worse from one run to the next.
        Step = "step",
        /// Worse little by little.
        Drift = "drift",
        /// A step, a drift or a failure that was reported is over.
        Recovery = "recovery",
        /// Better than it ever was reported to be.
        Better = "better",
        /// A probe or check that passed does not.
        Failure = "failure",
        /// A probe or check that passed could not be decided.
        Undecided = "undecided",
    }
}

impl Change {
    /// Whether it is for the worse, and known.
    pub fn is_worse(self) -> bool {
        matches!(self, Self::Step | Self::Drift | Self::Failure)
    }
}

words! {
    /// How a change is known; of a recovery, how what is over was known.
    Evidence {
        /// One run, by its verdict.
        Night = "night",
        /// The whole series: a change that may be too small for one run.
        Series = "series",
    }
}

/// One number of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measure {
    /// The series that it belongs to.
    #[serde(flatten)]
    pub series: SeriesKey,
    /// What it is to be read against.
    #[serde(flatten)]
    pub relation: Relation,
    /// Of what, where that is not what the run is about: the base of a comparison.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant: Option<Variant>,
    /// The number; finite.
    pub value: f64,
    /// Lower bound; None where none is known.
    pub low: Option<f64>,
    /// Upper bound likewise.
    pub high: Option<f64>,
    /// Samples that it rests on.
    pub n: usize,
    /// The verdict in a word, where this number was judged.
    pub verdict: Option<String>,
    /// The samples, in order, where they are kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub samples: Vec<f64>,
}

/// What recording came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recorded {
    /// A new row.
    New(RunId),
    /// The same run, byte by byte, was there.
    Already(RunId),
}

impl Recorded {
    /// The run's number, in either case.
    pub fn id(self) -> RunId {
        match self {
            Self::New(id) | Self::Already(id) => id,
        }
    }
}

/// A run in a list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RunRow {
    /// Its number here.
    pub id: RunId,
    /// Its name everywhere: 40 hexadecimal digits, made of its content.
    pub uid: String,
    /// When it began, as the clock said.
    pub started: Timestamp,
    /// When it began, at the earliest: not before the run that was recorded before it on the same machine.
    pub at: Timestamp,
    /// `check`, …
    pub kind: String,
    /// The worst verdict.
    pub status: String,
    /// What it was about.
    pub variant: Variant,
    /// Whether this database recorded it; else it was imported.
    pub own: bool,
    /// How many numbers it has.
    pub measures: usize,
}

/// One number in its series.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Point {
    /// For its samples.
    pub measure: MeasureId,
    /// The run.
    pub run: RunId,
    /// The run's name everywhere.
    pub uid: String,
    /// The place in the series, from 0: in the order of [`History::series`](super::History::series).
    pub sequence: usize,
    /// When the run began, as the clock said.
    pub started: Timestamp,
    /// `check`, `nightly`, …
    pub kind: String,
    /// What was measured, with the machine.
    pub variant: Variant,
    /// What the value is to be read against.
    pub relation: Relation,
    /// The number.
    pub value: f64,
    /// Lower bound.
    pub low: Option<f64>,
    /// Upper bound.
    pub high: Option<f64>,
    /// Samples.
    pub n: usize,
    /// The verdict, where it was judged.
    pub verdict: Option<String>,
}

/// A run and its commit, by their names everywhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunRef {
    /// The run's uid.
    pub run: String,
    /// The commit's hash.
    pub commit: Option<String>,
}

/// Something that was reported about a series.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Of what.
    #[serde(flatten)]
    pub series: SeriesKey,
    /// What happened.
    pub change: Change,
    /// How it is known.
    pub evidence: Evidence,
    /// The last run before it.
    pub before: Option<RunRef>,
    /// The first run after it.
    pub after: RunRef,
    /// The level after over that before, with its interval.
    pub ratio: Option<Interval>,
    /// The run (uid) in which it was first reported.
    #[serde(alias = "told")]
    pub reported: String,
    /// For a reader.
    pub note: Option<String>,
}

/// A commit that was accepted: from then on runs are held against it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Accepted {
    /// The commit.
    pub commit: Commit,
    /// The newest night (uid) of that moment: what was reported up to it is settled.
    pub after: Option<String>,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: Option<String>,
}
