//! Why an approval does not count.

use std::time::Duration;

use thiserror::Error;

use crate::escalation::NotAuthorised;

/// So long an approval counts.
pub const VALID: Duration = Duration::from_secs(15 * 60);

/// Why an approval does not count.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ApprovalFault {
    /// There is none.
    #[error("nobody has approved it")]
    Missing,
    /// It is of one who makes or applies the plan.
    #[error("{0} approves what the same account makes or applies")]
    Own(String),
    /// It is too old.
    #[error("the approval of {by} is {} minutes old, and counts for 15", age.as_secs() / 60)]
    Expired {
        /// Who approved.
        by: String,
        /// How old it is.
        age: Duration,
    },
    /// Its time has not come.
    #[error("the approval of {0} is of a time that has not come")]
    Future(String),
    /// A link, several names, or one that others may write.
    #[error("the approval {0} is no plain file that only its owner can write")]
    NotPlain(String),
    /// Of another plan, or not as it was written.
    #[error("the approval {0} is of another plan, or damaged")]
    Other(String),
    /// A number without an account, such as a container's.
    #[error("the approval's owner, {0}, is no account of this machine")]
    NoAccount(u32),
    /// Its level may not, is none, or is another's.
    #[error("the approval of {by} does not count: {why}")]
    Level {
        /// Who approved.
        by: String,
        /// Why not.
        why: NotAuthorised,
    },
    /// The plan does not say who made it.
    #[error("the plan does not say who made it, so that another cannot be known")]
    NoMaker,
    /// Git does not accept the tag.
    #[error("the tag {name} is no approval: {said}")]
    Tag {
        /// Its name.
        name: String,
        /// Why.
        said: String,
    },
}
