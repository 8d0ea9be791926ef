//! What is asked of a response, and how it goes on.

use std::path::PathBuf;

use crate::config::Settings;
use crate::escalation::{Action, NotAuthorised, Operators};
use crate::quantity::Nanos;
use crate::respond::{Emergency, Ended, Known, StepName};

/// What is asked of a response.
#[derive(Clone, Debug)]
pub struct AskedOfResponse<'a> {
    /// What is responded to.
    pub emergency: Emergency,
    /// Within what time.
    pub clock: Nanos,
    /// What changes the service, the checkout or a remote may be done.
    pub yes: bool,
    /// It is pushed at the end.
    pub publishes: bool,
    /// Where to; None for where it usually is.
    pub remote: Option<String>,
    /// Who may do what.
    pub operators: Operators,
    /// As which level somebody acts, where that was said.
    pub level: Option<String>,
    /// The options that choose the configuration, as they are written.
    pub config: Vec<String>,
    /// Those that choose the target too.
    pub options: Vec<String>,
    /// The configuration as it was when the incident was opened.
    pub settings: &'a Settings,
    /// Where that lies; None where it was not kept.
    pub pinned: Option<PinnedFile>,
    /// How the incident was opened by this command.
    pub opened: Option<Ended>,
    /// Milliseconds since this command began.
    pub since_ms: i64,
}

/// A configuration's file, and what it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PinnedFile {
    /// The file.
    pub file: PathBuf,
    /// Its content when the incident was opened.
    pub copy: PathBuf,
    /// Whether the file has another content by now.
    pub differs: bool,
}

/// How a response goes on.
#[derive(Debug)]
pub enum ResponseEvent<'a> {
    /// It goes on with what an earlier one had begun: so many of its steps ended.
    Resumed(usize),
    /// A step is about to be taken.
    Next {
        /// Which.
        step: StepName,
        /// The command, as it is run; empty where none is configured.
        command: &'a [String],
        /// Variables that go before it.
        variables: &'a [(&'static str, String)],
        /// Its share of the clock.
        share: Nanos,
        /// What is left of the clock, in milliseconds; less than nothing where it is over.
        left_ms: i64,
    },
    /// A step waits for a yes.
    Waits(StepName),
    /// The plan needs this of a level's authority, which these levels have.
    Needs(Action, Vec<String>),
    /// It is not the operator's to do.
    NotAllowed(&'a NotAuthorised),
    /// A step ended.
    Ended {
        /// What the journal has of it.
        ended: &'a Ended,
        /// Its share of the clock.
        share: Nanos,
    },
    /// It is over, or stopped.
    Over {
        /// All that is known.
        known: &'a Known,
        /// Milliseconds since it began.
        took_ms: i64,
    },
}
