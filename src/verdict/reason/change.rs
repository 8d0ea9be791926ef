//! Of what changed before something failed, as the repository and the history know it.

use serde::{Deserialize, Serialize};

use super::culprit::{CulpritSearch, NotSearched};
use super::{ComparisonReason, Location};
use crate::git::{Commit, DatedCommit};
use crate::quantity::Nanos;
use crate::verdict::status::Status;

/// What changed before something failed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ChangeReason {
    /// A line that a reason names is from this commit.
    Line {
        /// The line.
        place: Location,
        /// The newest commit that changed it.
        commit: AgedCommit,
    },
    /// A line that is from this commit or an earlier one, which the shallow repository does not have.
    LineBeforeHistory {
        /// The line.
        place: Location,
        /// Where the history that is here begins.
        commit: AgedCommit,
    },
    /// A line that no commit has.
    LineNotCommitted {
        /// The line.
        place: Location,
    },
    /// A line of a file that git does not track.
    FileNotTracked {
        /// The line.
        place: Location,
    },
    /// A name, or a module, was removed.
    Removed {
        /// `package.module:name`, or a module.
        name: String,
        /// The newest commit that had it before and not after.
        by: AgedCommit,
    },
    /// HEAD has the name, the working tree does not.
    RemovalNotCommitted {
        /// `package.module:name`, or a module.
        name: String,
    },
    /// No commit of the history that is here had the name.
    NeverThere {
        /// `package.module:name`, or a module.
        name: String,
    },
    /// The newest commit that added or removed the name anywhere in Python source.
    Touched {
        /// Without its module.
        name: String,
        /// The commit.
        by: AgedCommit,
    },
    /// Places that fail where the name is gone.
    NeededIn {
        /// `package.module:name`, or a module.
        name: String,
        /// How many there are.
        count: usize,
        /// Some of them, by file and line.
        places: Vec<Location>,
    },
    /// What was committed since all was well.
    Since {
        /// When that was.
        good: LastGood,
        /// Commits since.
        count: usize,
        /// The newest of them.
        newest: Vec<AgedCommit>,
        /// Whether tracked files differ from HEAD; None where that was not known.
        changed: Option<bool>,
    },
    /// The working tree was compared with the commit at which all was well.
    Compared {
        /// When that was.
        good: LastGood,
        /// What the comparison came to.
        status: Status,
        /// The time, and the first modules and lines that make the difference.
        reasons: Vec<ComparisonReason>,
    },
    /// The commit at which all was well is not in this repository.
    GoodCommitMissing {
        /// When that was.
        good: LastGood,
    },
    /// The commit at fault was searched for.
    Culprit {
        /// What that came to.
        search: Box<CulpritSearch>,
    },
    /// It was not.
    CulpritNotSearched {
        /// Why.
        why: NotSearched,
        /// The command that searches for it, where there is a range.
        next: Option<String>,
    },
    /// Something of it is not known.
    NotKnown {
        /// Why.
        why: UnknownChange,
    },
}

/// A commit, and how old it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct AgedCommit {
    /// The commit.
    #[serde(flatten)]
    pub commit: Commit,
    /// When it was committed: RFC 3339, UTC; None where git gives no such time.
    pub committed: Option<String>,
    /// How long before this run that was; None where it is in the future.
    pub age: Option<Nanos>,
}

impl AgedCommit {
    /// Of a commit, now.
    pub fn of(dated: DatedCommit, now: jiff::Timestamp) -> Self {
        let nanos = |committed| u64::try_from(now.duration_since(committed).as_nanos()).ok().map(Nanos);
        Self {
            age: dated.committed.and_then(nanos),
            committed: dated.committed.map(|time| time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()),
            commit: dated.commit,
        }
    }
}

/// The last time that all was well, of a clean checkout.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LastGood {
    /// What passed, or was captured.
    pub what: GoodRun,
    /// When it began: RFC 3339, UTC.
    pub started: String,
    /// The hash of the commit that was checked out.
    pub commit: String,
}

impl LastGood {
    /// Ten digits of the commit's hash.
    pub fn short(&self) -> &str {
        self.commit.get(..10).unwrap_or(&self.commit)
    }
}

/// What shows that all was well.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum GoodRun {
    /// A run of the history that passed.
    Run {
        /// Its number there.
        run: i64,
        /// By which command.
        command: String,
    },
    /// A baseline.
    Baseline {
        /// The name under which it was captured.
        name: String,
    },
}

/// Why it is not known what changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "because", rename_all = "snake_case")]
pub enum UnknownChange {
    /// The target is in no repository.
    NoRepository,
    /// The repository has no commit yet.
    NoCommit,
    /// The budget was spent before everything was looked up.
    Budget,
    /// Git, or the history, gives no answer.
    Refused {
        /// What it says.
        error: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_dated_in_the_future_has_no_age() {
        let at = |second| jiff::Timestamp::from_second(second).ok();
        let commit = |committed| DatedCommit {
            commit: Commit { hash: "c".into(), subject: String::new() },
            committed,
        };
        let now = at(1_700_000_000).expect("a time");
        let aged = |committed| AgedCommit::of(commit(committed), now);
        assert_eq!(aged(at(1_699_999_990)).age, Some(Nanos(10_000_000_000)));
        let future = aged(at(1_800_000_000));
        assert_eq!((future.age, future.committed.as_deref()), (None, Some("2027-01-15T08:00:00Z")));
        assert_eq!((aged(None).age, aged(None).committed), (None, None));
    }
}
