//! Notes of a run: what was not done or not asked, and how a baseline was used.

use serde::{Deserialize, Serialize};

use crate::git::Commit;
use crate::store::FingerprintDifference;

/// Why a baseline's commit is not measured again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "because", rename_all = "snake_case")]
pub enum NoReplay {
    /// It was not wanted.
    NotWanted,
    /// The baseline was captured outside of a repository.
    NoCommit,
    /// The baseline was captured with changes that are in no commit.
    Dirty,
    /// The commit is not in the target's repository.
    UnknownCommit {
        /// Its hash.
        commit: String,
    },
    /// The target is in no repository.
    NoRepository,
    /// Git gives no answer about the target's repository.
    Refused {
        /// What it says.
        error: String,
    },
}

/// What a run was to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Planned {
    /// Probes against their limits, or of two variants.
    Probes,
    /// The configuration's `[[check]]`.
    Checks,
}

/// What ended a run before it was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RunEnd {
    /// Ctrl-C.
    Interrupt,
    /// Its time was over.
    Budget,
    /// `--fail-fast`, at the first probe that did not pass.
    FailFast,
}

/// What a run's reader has to know beside its verdicts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum NoteReason {
    /// Not all that was planned was done.
    NotAllRun {
        /// What was planned.
        what: Planned,
        /// So many were left out,
        missing: usize,
        /// of so many.
        planned: usize,
        /// What ended the run, where that is known.
        by: Option<RunEnd>,
    },
    /// A comparison with a baseline was asked for and not made.
    NotCompared {
        /// The name under which it was captured.
        baseline: String,
        /// What ended the run.
        by: RunEnd,
    },
    /// A conversation was not compared: the servers of two commits cannot stand at one port.
    FixedPort {
        /// The check's name.
        check: String,
        /// The port that is written in it.
        port: u16,
    },
    /// A part of a night was not measured in its time.
    LeftOut {
        /// The part, and that it was left out.
        part: String,
        /// What the time was spent on.
        error: String,
    },
    /// Nothing is known of what no check was configured for.
    NotConfigured {
        /// What is usually checked.
        checks: Vec<String>,
    },
    /// A tolerance is configured, and nothing was compared.
    ToleranceNotJudged {
        /// Whose `regression` it is.
        probe: String,
    },
    /// A baseline's stored numbers were compared.
    StoredNumbersCompared {
        /// Why its commit was not measured again.
        why: NoReplay,
    },
    /// A baseline's commit was measured again.
    Replayed {
        /// The name under which it was captured.
        baseline: String,
        /// When it was captured: RFC 3339, UTC; more than once after a merge.
        captured: Vec<String>,
    },
    /// A replay makes up for another machine or interpreter.
    CapturedElsewhere {
        /// What differs from now.
        difference: FingerprintDifference,
    },
    /// The nights' reference could not be measured.
    ReferenceLost {
        /// The reference.
        commit: Commit,
        /// What git says.
        error: String,
    },
    /// Nothing is known of the commit that lies there.
    CommitUnknown {
        /// What git says.
        error: String,
    },
    /// A path of a check was found from the target's root, and not from the configuration's folder.
    PathFromRoot {
        /// The check's name.
        check: String,
        /// As written.
        path: String,
    },
    /// A night is not in the history.
    NotRecorded {
        /// Why not.
        error: String,
    },
}
