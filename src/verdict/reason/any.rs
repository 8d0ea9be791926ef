//! Any reason, or piece of evidence, by its subject.

use serde::{Deserialize, Serialize};

use super::baseline::BaselineReason;
use super::change::ChangeReason;
use super::check::CheckReason;
use super::command::CommandReason;
use super::comparison::ComparisonReason;
use super::creation::CreationReason;
use super::cycle::CycleReason;
use super::failure::FailureReason;
use super::growth::GrowthReason;
use super::http::HttpReason;
use super::import::ImportReason;
use super::left::LeftReason;
use super::note::NoteReason;
use super::pairs::PairsReason;
use super::pull_request::PullRequestReason;
use super::reading::ReadingReason;
use super::retention::RetentionReason;
use super::run::RunReason;
use super::slowness::SlownessReason;
use super::suite::SuiteReason;
use super::syntax::SyntaxReason;
use super::time::TimeReason;
use super::websocket::WebsocketReason;

/// One reason, or one piece of evidence.
///
/// The derived functions read and write the fields; the traits are implemented in `report::words`, which adds the sentence and
/// reads what is not known, and what older versions wrote, as [`Reason::Legacy`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(remote = "Self", tag = "about", rename_all = "snake_case")]
#[cfg_attr(test, schemars(
    transform = super::schema::with_sentence,
    description = "One reason, or one piece of evidence: what it is about, which kind, its fields, and the same as a sentence."
))]
pub enum Reason {
    /// Of the run as a whole.
    Run(RunReason),
    /// Of times against their limit.
    Time(TimeReason),
    /// Of a worker that gave no answer.
    Failure(FailureReason),
    /// Of why something takes long.
    Slowness(SlownessReason),
    /// Of an import probe.
    Import(ImportReason),
    /// Of a create probe.
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
    /// Of a pull request.
    PullRequest(PullRequestReason),
    /// Of what changed before it.
    Change(ChangeReason),
    /// Of a check of any kind.
    Check(CheckReason),
    /// Of a pytest suite.
    Suite(SuiteReason),
    /// Of a `command` check.
    Command(CommandReason),
    /// Of files that must compile.
    Syntax(SyntaxReason),
    /// Of the import graph.
    Cycle(CycleReason),
    /// Of a request to a service.
    Http(HttpReason),
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
    PullRequestReason => PullRequest,
    ChangeReason => Change,
    CheckReason => Check,
    SuiteReason => Suite,
    CommandReason => Command,
    SyntaxReason => Syntax,
    CycleReason => Cycle,
    HttpReason => Http,
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
