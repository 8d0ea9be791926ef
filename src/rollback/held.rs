//! Refs that a rollback holds, and which of them go with its end.

use super::error::RollbackError;
use super::journal::{End, Entry, Journal};
use super::site::Site;

/// The ref to what was uncommitted.
pub(super) fn snapshot_ref(id: &str) -> String {
    format!("refs/vitals/snap/{id}")
}

/// The ref that holds the commit until HEAD does.
pub(super) fn candidate_ref(id: &str) -> String {
    format!("refs/vitals/candidate/{id}")
}

/// The ref to what HEAD was before history was rewritten.
pub(super) fn before_ref(id: &str) -> String {
    format!("refs/vitals/before/{id}")
}

/// Holds HEAD's commit, which no branch has after the move.
pub(super) fn hold_before(site: &Site<'_>, journal: &mut Journal) -> Result<(), RollbackError> {
    let commit = journal.begun.from.clone();
    journal.write(Entry::Before { commit: commit.clone() })?;
    Ok(site.repository.create_ref(&before_ref(&journal.begun.id), &commit)?)
}

/// Writes the last record, and removes the refs that held what a branch has now.
pub(super) fn close(site: &Site<'_>, journal: &mut Journal, end: End) -> Result<(), RollbackError> {
    journal.write(Entry::Closed(end))?;
    let is_back = |entry: &&Entry| matches!(entry, Entry::Before { .. }) && end != End::Done;
    if journal.entries.iter().find(is_back).is_some() {
        let _ = site.repository.delete_ref(&before_ref(&journal.begun.id), &journal.begun.from);
    }
    let candidate = journal.entries.iter().find_map(|entry| match entry {
        Entry::Candidate { commit } => Some(commit.clone()),
        _ => None,
    });
    if let Some(commit) = candidate {
        // It was perhaps never made; a ref too many does no harm.
        let _ = site.repository.delete_ref(&candidate_ref(&journal.begun.id), &commit);
    }
    Ok(())
}
