//! What a rollback, its undo, or its recovery came to.

use super::journal::{Begun, End};
use super::prune::Pruned;
use super::verdict::{Answer, CheckVerdict};

/// What a rollback, its undo, or its recovery came to.
#[derive(Debug)]
pub struct Done {
    /// The first record of its journal.
    pub begun: Begun,
    /// The commit that HEAD was moved to; None where nothing was moved.
    pub commit: Option<String>,
    /// The commit that undid it at once.
    pub undone_by: Option<String>,
    /// How it ended.
    pub end: End,
    /// What checks said in the checkout and of the running service.
    pub verdicts: Vec<CheckVerdict>,
    /// A command after the move that failed, with what it said.
    pub failed_command: Option<(Vec<String>, String)>,
    /// The ref to what was uncommitted, where anything was.
    pub snapshot: Option<String>,
    /// The ref to files that somebody had written into what was cut short.
    pub torn: Option<String>,
    /// What of old rollbacks was removed afterwards.
    pub pruned: Pruned,
}

impl Done {
    /// Of one that has just begun.
    pub(super) fn of(begun: Begun) -> Self {
        Self {
            begun,
            commit: None,
            undone_by: None,
            end: End::Before,
            verdicts: Vec::new(),
            failed_command: None,
            snapshot: None,
            torn: None,
            pruned: Pruned::default(),
        }
    }

    /// Whether what made it be undone answered nothing, rather than red.
    pub fn is_unknown(&self) -> bool {
        let red = self.verdicts.iter().any(|verdict| verdict.answer == Answer::Red);
        !red && self.failed_command.is_none()
    }
}
