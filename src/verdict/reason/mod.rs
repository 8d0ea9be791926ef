//! Why a verdict is what it is, and what it rests on: data, which `report::words` makes into sentences.
//!
//! One enum for each subject; `about` and `kind` name them in JSON, beside the sentence (`text`).

mod check;
mod command;
mod cycle;
mod exception;
mod location;
mod suite;
mod syntax;
mod websocket;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use check::CheckReason;
pub use command::{CommandReason, ReportTrouble, TapFault, TestSource};
pub use cycle::CycleReason;
pub use exception::{Exception, comes_of_an_import};
pub use location::Location;
pub use suite::{Counts, SuiteReason, TestFailure};
pub use syntax::SyntaxReason;
pub use websocket::{Isolation, Spread, WebsocketReason};

/// One reason, or one piece of evidence.
///
/// The derived functions read and write the fields; the traits are implemented in `report::words`, which adds the sentence and
/// reads what is not known, and what older versions wrote, as [`Reason::Legacy`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(remote = "Self", tag = "about", rename_all = "snake_case")]
pub enum Reason {
    /// Of the run as a whole.
    Run(RunReason),
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

/// What the run as a whole did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RunReason {
    /// Ctrl-C, before there was an answer.
    Interrupted,
}

macro_rules! of_subjects {
    ($($subject:ident: $reason:ident),*) => {$(
        impl From<$reason> for Reason {
            fn from(reason: $reason) -> Self {
                Self::$subject(reason)
            }
        }
    )*};
}
of_subjects!(
    Run: RunReason,
    Check: CheckReason,
    Suite: SuiteReason,
    Command: CommandReason,
    Syntax: SyntaxReason,
    Cycle: CycleReason,
    Websocket: WebsocketReason
);

impl From<String> for Reason {
    fn from(text: String) -> Self {
        Self::Legacy(crate::untrusted::redact(&text))
    }
}

impl From<&str> for Reason {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl Reason {
    /// The fields of a reason, for the one place that writes reasons.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn fields<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}

impl Reason {
    /// The lines of source that it names, the most relevant first.
    pub fn locations(&self) -> Vec<Location> {
        match self {
            Self::Suite(reason) => reason.location().into_iter().collect(),
            Self::Syntax(reason) => reason.location().into_iter().collect(),
            Self::Cycle(reason) => reason.locations(),
            Self::Run(_) | Self::Check(_) | Self::Command(_) | Self::Websocket(_) | Self::Legacy(_) => {
                Vec::new()
            }
        }
    }
}
