//! How a preparation failed, as data.

use std::fmt;

use crate::git::Commit;
use crate::untrusted::{printable, redact};

/// A command of `[pr] prepare` that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unprepared {
    /// Which side it was of, where that is known.
    pub side: Option<PreparedSide>,
    /// The commit whose files it ran in.
    pub commit: Commit,
    /// As a shell would take it.
    pub command: String,
    /// How it failed.
    pub fault: PrepareFault,
    /// The end of what it wrote.
    pub output: Vec<String>,
}

impl fmt::Display for Unprepared {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = self.side.map_or("", PreparedSide::word);
        let (commit, fault) = (self.commit.short(), self.fault.words());
        write!(formatter, "`prepare` in [pr] failed for {side}{commit}: `{}` {fault}", self.command)?;
        write!(formatter, "{}", lines_below(&self.output))
    }
}

/// Why a command of `[pr] prepare` did not do what it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PrepareFault {
    /// The system does not start it.
    NotStarted(String),
    /// It ended so.
    Ended(String),
    /// It had not ended after its longest time.
    TooLong,
    /// The run's time was over.
    Budget,
}

impl PrepareFault {
    /// After the command.
    pub fn words(&self) -> String {
        match self {
            Self::NotStarted(error) => format!("cannot be started: {error}"),
            Self::Ended(status) => format!("ended with {status}"),
            Self::TooLong => "did not end within half an hour".into(),
            Self::Budget => "was not done when the budget was spent".into(),
        }
    }
}

/// A side of a pull request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PreparedSide {
    /// Where the branch began.
    Base,
    /// The branch.
    Head,
}

impl PreparedSide {
    /// Before the commit.
    pub fn word(self) -> &'static str {
        match self {
            Self::Base => "the base, ",
            Self::Head => "the head, ",
        }
    }
}

/// Output of the target below a message.
fn lines_below(lines: &[String]) -> String {
    lines.iter().map(|line| format!("\n{}", printable(&redact(line)))).collect()
}
