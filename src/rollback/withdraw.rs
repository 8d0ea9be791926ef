//! The move back to a commit of HEAD's own history: what was done since is in no branch afterwards.

use super::error::RollbackError;
use super::moving::unlocked;
use super::site::Site;
use crate::git::write;

/// Moves HEAD, its branch, the index and the files back, in the order in which a merge writes them. What is staged or edited elsewhere
/// stays as it is, and git refuses what overlaps.
pub(super) fn withdraw(site: &Site<'_>, from: &str, to: &str) -> Result<(), RollbackError> {
    // A file whose time alone has changed would be in the way.
    let _ = write(site.top(), &["update-index", "-q", "--refresh"], &[], b"");
    let moved = unlocked(site, || {
        write(site.top(), &["read-tree", "-m", "-u", from, to], &[], b"")?;
        write(site.top(), &["update-ref", "-m", "vitals rollback: rewritten", "HEAD", to, from], &[], b"")
    });
    Ok(moved?)
}
