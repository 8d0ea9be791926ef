//! Why a drill is not written as an experiment.

use std::path::PathBuf;

use miette::Diagnostic;
use thiserror::Error;

use crate::drill::{Fault, Trouble, Unplaced};
use crate::report::drill::{sentence, unplaced};

/// Why a drill is not written as an experiment.
#[derive(Clone, Debug, Error, Diagnostic)]
pub enum NoExperiment {
    /// An experiment has one fault.
    #[error("an experiment is written of one fault, and {} were given", .0)]
    #[diagnostic(help("write each into a folder of its own"))]
    Several(usize),
    /// It would write over what is there.
    #[error("{} is there already", path.display())]
    #[diagnostic(help("name a folder that is not there yet: --write-experiment makes it"))]
    FolderTaken {
        /// The folder.
        path: PathBuf,
    },
    /// The fault has no place in this project.
    #[error("{} has no place here: {}", fault.word(), unplaced(*why))]
    #[diagnostic(help("`vitals drill --list` shows the other faults"))]
    NoPlace {
        /// The fault.
        fault: Fault,
        /// Why.
        why: Unplaced,
    },
    /// Its way back is no rollback of a commit.
    #[error("dependency-upgrade changes lock files of its own, and no commit: there is nothing to roll back")]
    #[diagnostic(help("rehearse it here: `vitals drill dependency-upgrade`"))]
    OfLocks,
    /// No check passes, so none would say that it is green again.
    #[error("no check passes in a clone of HEAD, so there is no steady state: {}", failing.join(", "))]
    #[diagnostic(help("`vitals health` says why; only committed files are in the clone"))]
    NothingPasses {
        /// The checks.
        failing: Vec<String>,
    },
    /// The checks could not be asked.
    #[error("in a clone of HEAD {}", sentence(.0))]
    #[diagnostic(help("`vitals health` says why; only committed files are in the clone"))]
    NoAnswer(Trouble),
}
