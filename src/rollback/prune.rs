//! Journals and refs of old rollbacks go: never one that is open, and never what the next `undo` needs.

use std::collections::BTreeSet;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::error::RollbackError;
use super::journal::{End, Entry, Journal};
use super::site::{HELD, Site};

/// Younger ones stay.
pub const DAYS: i64 = 90;

/// So many of the last stay, however old.
pub const LAST: usize = 20;

/// Digits of an identity: `20261201T030405-3f2a9c41`.
const ID: usize = 24;

/// What was removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pruned {
    /// Journals of closed rollbacks.
    pub journals: usize,
    /// Refs to what they kept.
    pub refs: usize,
}

/// Removes what is older than [`DAYS`] and beyond the [`LAST`]. What could not be removed is there the next time.
pub(super) fn prune(site: &Site<'_>) -> Result<Pruned, RollbackError> {
    let all = site.all()?;
    let now = Timestamp::now();
    let kept = kept(&all);
    let goes = |id: &str| !kept.contains(id) && is_old(id, now);
    let refs: Vec<(String, String)> =
        site.held()?.into_iter().filter(|(name, _)| id_of(name).is_some_and(goes)).collect();
    // Refs first: one without a journal is found by its own name.
    if !refs.is_empty() {
        site.repository.delete_refs(&refs)?;
    }
    let journals = all.iter().filter(|journal| goes(&journal.begun.id) && journal.remove().is_ok()).count();
    Ok(Pruned { journals, refs: refs.len() })
}

fn id_of(name: &str) -> Option<&str> {
    HELD.iter().find_map(|prefix| name.strip_prefix(prefix))?.get(..ID)
}

/// Those that stay whatever their age.
fn kept(all: &[Journal]) -> BTreeSet<&str> {
    let moved = |journal: &&Journal| {
        journal.end() == Some(End::Done)
            && journal.entries.iter().any(|entry| matches!(entry, Entry::Move { .. }))
    };
    let open = all.iter().filter(|journal| journal.end().is_none());
    let undoable = all.iter().rev().find(moved);
    let last = all.iter().rev().take(LAST);
    open.chain(undoable).chain(last).map(|journal| journal.begun.id.as_str()).collect()
}

/// By the time in its name; a name without one is never old.
fn is_old(id: &str, now: Timestamp) -> bool {
    let made = id.get(..15).and_then(|time| DateTime::strptime("%Y%m%dT%H%M%S", time).ok());
    let made = made.and_then(|time| time.to_zoned(TimeZone::UTC).ok());
    made.is_some_and(|made| now.duration_since(made.timestamp()) > SignedDuration::from_hours(24 * DAYS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn age_is_that_of_the_name() {
        let now: Timestamp = "2026-12-01T00:00:00Z".parse().expect("a time");
        assert!(is_old("20260901T000000-00000000", now));
        assert!(!is_old("20260903T000000-00000000", now));
        assert!(!is_old("20270101T000000-00000000", now), "of a clock that was wrong");
        assert!(!is_old("by-hand", now));
        assert_eq!(
            id_of("refs/vitals/torn/20260901T000000-00000000-0123456789"),
            Some("20260901T000000-00000000")
        );
        assert_eq!(id_of("refs/vitals/phase/20260901T000000-00000000"), None);
    }
}
