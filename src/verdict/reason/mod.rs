//! Why a verdict is what it is, and what it rests on: data, which `report::words` makes into sentences.
//!
//! One enum for each subject; `about` and `kind` name them in JSON, beside the sentence (`text`).

mod baseline;
mod check;
mod command;
mod comparison;
mod creation;
mod cycle;
mod exception;
mod failure;
mod growth;
mod import;
mod left;
mod location;
mod note;
mod pairs;
mod places;
mod reading;
mod retention;
mod run;
mod schema;
mod slowness;
mod suite;
mod syntax;
mod time;
mod websocket;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use baseline::{BaselineReason, Mismatch};
pub use check::CheckReason;
pub use command::{CommandReason, ReportTrouble, TapFault, TestSource};
pub use comparison::ComparisonReason;
pub use creation::CreationReason;
pub use cycle::CycleReason;
pub use exception::{Exception, comes_of_an_import};
pub use failure::FailureReason;
pub use growth::{GrowthReason, LeakRate};
pub use import::{ImportReason, ModuleTime};
pub use left::LeftReason;
pub use location::Location;
pub use note::{NoReplay, NoteReason, Planned, RunEnd};
pub use pairs::PairsReason;
pub use reading::ReadingReason;
pub use retention::RetentionReason;
pub use run::RunReason;
pub use slowness::SlownessReason;
pub use suite::{Counts, SuiteReason, TestFailure};
pub use syntax::SyntaxReason;
pub use time::{TimeReason, Timed, Typical};
pub use websocket::{Isolation, Spread, WebsocketReason};

/// One reason, or one piece of evidence.
///
/// The derived functions read and write the fields; the traits are implemented in `report::words`, which adds the sentence and
/// reads what is not known, and what older versions wrote, as [`Reason::Legacy`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(remote = "Self", tag = "about", rename_all = "snake_case")]
#[schemars(
    transform = schema::with_sentence,
    description = "One reason, or one piece of evidence: what it is about, which kind, its fields, and the same as a sentence."
)]
pub enum Reason {
    /// Of the run as a whole.
    Run(RunReason),
    /// Of times against their limit.
    Time(TimeReason),
    /// Of a worker that gave no answer.
    Failure(FailureReason),
    /// Of why something takes long.
    Slowness(SlownessReason),
    /// Of an import.
    Import(ImportReason),
    /// Of a creation.
    Creation(CreationReason),
    /// Of growing memory.
    Growth(GrowthReason),
    /// Of what allocates and holds what stays.
    Retention(RetentionReason),
    /// Of what could not be read.
    Reading(ReadingReason),
    /// Of what the target left behind.
    LeftBehind(LeftReason),
    /// Of two variants.
    Comparison(ComparisonReason),
    /// Of what a comparison rests on.
    Pairs(PairsReason),
    /// Of stored numbers.
    Baseline(BaselineReason),
    /// Of what a run's reader has to know beside its verdicts.
    Note(NoteReason),
    /// Of a check of any kind.
    Check(CheckReason),
    /// Of a pytest suite.
    Suite(SuiteReason),
    /// Of a command.
    Command(CommandReason),
    /// Of files that must compile.
    Syntax(SyntaxReason),
    /// Of the import graph.
    Cycle(CycleReason),
    /// Of conversations over a WebSocket.
    Websocket(WebsocketReason),
    /// A sentence of an older version, or of a newer one.
    #[serde(skip)]
    Legacy(String),
}

macro_rules! made_of {
    ($($reason:ident => $about:ident),* $(,)?) => {$(
        impl From<$reason> for Reason {
            fn from(reason: $reason) -> Self {
                Self::$about(reason)
            }
        }
    )*};
}
made_of!(
    RunReason => Run,
    TimeReason => Time,
    FailureReason => Failure,
    SlownessReason => Slowness,
    ImportReason => Import,
    CreationReason => Creation,
    GrowthReason => Growth,
    RetentionReason => Retention,
    ReadingReason => Reading,
    LeftReason => LeftBehind,
    ComparisonReason => Comparison,
    PairsReason => Pairs,
    BaselineReason => Baseline,
    NoteReason => Note,
    CheckReason => Check,
    SuiteReason => Suite,
    CommandReason => Command,
    SyntaxReason => Syntax,
    CycleReason => Cycle,
    WebsocketReason => Websocket,
);

impl Reason {
    /// The fields of a reason, for the one place that writes reasons.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn fields<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}
