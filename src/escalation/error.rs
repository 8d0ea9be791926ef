//! Why an escalation is refused.

use miette::Diagnostic;
use thiserror::Error;

use super::authority::NotAuthorised;
use super::decided::AckRefused;
use crate::system_error::SystemError;

/// Why an escalation is refused.
#[derive(Debug, Error, Diagnostic)]
pub enum EscalateError {
    /// What the configuration says cannot be used.
    #[error("the levels and rules of the configuration cannot be used: {mistakes}")]
    #[diagnostic(help(
        "`vitals escalate lint` shows each with its line; `vitals escalate init` adds the shipped ones"
    ))]
    Unusable {
        /// What is wrong.
        mistakes: String,
    },
    /// An acknowledgement.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Ack(#[from] AckRefused),
    /// Authority.
    #[error(transparent)]
    #[diagnostic(transparent)]
    NotAuthorised(#[from] NotAuthorised),
    /// A name that nobody has.
    #[error("no [[contact]] of kind = \"person\" has the name {wanted:?}")]
    #[diagnostic(help("names are those of the configuration"))]
    NoSuchPerson {
        /// As asked for.
        wanted: String,
    },
    /// Somebody else's account.
    #[error("{name:?} acts by the account {uid}, and this is {own}")]
    #[diagnostic(help("run it from that account, or as whoever you are: --by NAME"))]
    OtherAccount {
        /// The contact.
        name: String,
        /// Its account.
        uid: u32,
        /// This one.
        own: u32,
    },
    /// Nobody's account.
    #[error("no contact acts by this account ({own})")]
    #[diagnostic(help("say who you are: --by NAME"))]
    Nobody {
        /// This one.
        own: u32,
    },
    /// A level that there is not.
    #[error("no [[level]] has the name {wanted:?}")]
    #[diagnostic(help("there are: {}", known.join(", ")))]
    NoSuchLevel {
        /// As asked for.
        wanted: String,
        /// What there is.
        known: Vec<String>,
    },
    /// Two watchers would send everything twice.
    #[error("a watcher of {incident} is running already")]
    #[diagnostic(help("it sends what is due; `vitals escalate` shows it"))]
    Watched {
        /// Which.
        incident: String,
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
