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

/// Writes the last record, and removes the ref that held the commit.
pub(super) fn close(site: &Site<'_>, journal: &mut Journal, end: End) -> Result<(), RollbackError> {
    journal.write(Entry::Closed(end))?;
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
