//! Why an incident cannot be opened, read or written.

use std::path::PathBuf;

use miette::Diagnostic;
use thiserror::Error;

use crate::blame::Blame;
use crate::journal::Fault;
use crate::system_error::SystemError;

/// Why an incident cannot be opened, read or written.
#[derive(Debug, Error, Diagnostic)]
pub enum IncidentError {
    /// Nothing to which it could belong.
    #[error("{} is in no git repository", folder.display())]
    #[diagnostic(help("an incident's journal lies in the common git directory: change to the checkout"))]
    NoRepository {
        /// Where it was looked for.
        folder: PathBuf,
    },
    /// A name that is none.
    #[error("{name:?} is no name of an incident")]
    #[diagnostic(help("letters, digits, `.`, `_` and `-`, sixty at most, such as checkout-down"))]
    NoName {
        /// As written.
        name: String,
    },
    /// One at a time.
    #[error("the incident {id} is open already, since {since}")]
    #[diagnostic(help("add to it with `vitals incident note TEXT`, or end it with `vitals incident close`"))]
    AlreadyOpen {
        /// Its identity.
        id: String,
        /// When it was opened, and by whom.
        since: String,
    },
    /// Nothing to add to.
    #[error("no incident is open{}", last.as_ref().map(|last| format!("; the last one, {last}")).unwrap_or_default())]
    #[diagnostic(help(
        "open one with `vitals incident open NAME`; `vitals incident list` shows those of before"
    ))]
    NoneOpen {
        /// The last one's identity, and how it ended.
        last: Option<String>,
    },
    /// Nothing is added to what is over.
    #[error("the incident {id} was closed at {at} by {by}")]
    #[diagnostic(help("its report can still be made: `vitals incident report {id}`"))]
    AlreadyClosed {
        /// Its identity.
        id: String,
        /// When.
        at: String,
        /// By whom.
        by: String,
    },
    /// An identity that no incident has.
    #[error("there is no incident {id:?}, or several begin so")]
    #[diagnostic(help("`vitals incident list` shows all"))]
    NoSuchIncident {
        /// As written.
        id: String,
    },
    /// What has to wait until it is over.
    #[error("{what} waits until the incident {id} is over")]
    #[diagnostic(help(
        "end it with `vitals incident close`, or give a reason, which is written down: --during-incident REASON"
    ))]
    Frozen {
        /// The command.
        what: String,
        /// The open incident.
        id: String,
    },
    /// What it was opened with is not what is here.
    #[error("the configuration that the incident {id} was opened with is not at hand")]
    #[diagnostic(help(
        "a response goes by the configuration as it was then; close the incident with `vitals incident close --anyway REASON`, and open it again"
    ))]
    NotPinned {
        /// The open incident.
        id: String,
    },
    /// The file refuses.
    #[error("the journal {} cannot be used: {fault}", path.display())]
    #[diagnostic(help("{}", way_out(fault)))]
    Journal {
        /// The file.
        path: PathBuf,
        /// Why.
        fault: Fault,
    },
    /// The system refuses.
    #[error("{what}: {error}")]
    #[diagnostic(help("{}", error.advice()))]
    System {
        /// What was being done.
        what: String,
        /// Why not.
        error: SystemError,
    },
}

impl IncidentError {
    /// Whose fault it is; None of what is refused.
    pub fn blame(&self) -> Option<Blame> {
        match self {
            Self::NoName { .. } | Self::NoSuchIncident { .. } | Self::NoRepository { .. } => {
                Some(Blame::Usage)
            }
            Self::Frozen { .. }
            | Self::AlreadyOpen { .. }
            | Self::NoneOpen { .. }
            | Self::NotPinned { .. }
            | Self::AlreadyClosed { .. } => None,
            Self::Journal { fault: Fault::System(error), .. } | Self::System { error, .. } => {
                Some(error.blame())
            }
            Self::Journal { .. } => None,
        }
    }
}

fn way_out(fault: &Fault) -> String {
    match fault {
        Fault::System(error) => error.advice().to_owned(),
        Fault::Empty => "the file was left alone: its first line is no record".to_owned(),
        Fault::Schema(_) => "the file was left alone; use the version of vitals that wrote it".to_owned(),
        Fault::Damaged(_) => "the file was left alone; `vitals incident show` reads the rest".to_owned(),
    }
}
