//! The same move again, to the files of before; an undo is undone by the same.

use super::apply::begun;
use super::candidate::tree_before;
use super::done::Done;
use super::error::RollbackError;
use super::journal::{Begun, End, Entry, Journal, Kind};
use super::ready::expect_free;
use super::site::Site;
use super::verdict::Verifier;
use super::work::Work;

/// Undoes one by its identity, or the last.
///
/// # Errors
/// Where there is none, or it is refused.
pub fn undo(site: &Site<'_>, id: Option<&str>, verifier: &dyn Verifier) -> Result<Done, RollbackError> {
    let _lock = site.lock()?;
    site.expect_closed()?;
    let (undone, to) = chosen(site.all()?, id)?;
    let head = site.movable_head()?;
    let tree = tree_before(site, &undone.from, &to, &head.commit)?;
    let dirt = expect_free(site, &head.commit, &tree)?;
    let message = match undone.message.strip_prefix("Undo: ") {
        Some(first) => format!("Redo: {}", first.trim_start_matches("Redo: ")),
        None => format!("Undo: {}", undone.message.trim_start_matches("Redo: ")),
    };
    // History that was rewritten comes back itself: its commit follows the one that HEAD is.
    let back = (undone.rewrite.is_some() && head.commit == to).then(|| undone.from.clone());
    let begun = Begun {
        after: undone.after.clone(),
        to: back,
        ..begun(site, Kind::Undo, &undone.id, &head, &tree, &message)
    };
    Work::begin(site, verifier, begun, dirt)?.take_every_step()
}

/// One that was done, and the commit that it made.
fn chosen(all: Vec<Journal>, id: Option<&str>) -> Result<(Begun, String), RollbackError> {
    let done = all.into_iter().filter(|journal| journal.end() == Some(End::Done));
    let mut moved = done.filter_map(|journal| {
        let to = journal.entries.iter().find_map(|entry| match entry {
            Entry::Move { to, .. } => Some(to.clone()),
            _ => None,
        });
        Some((journal.begun, to?))
    });
    match id {
        None => moved.next_back().ok_or(RollbackError::NothingToUndo),
        Some(id) => moved
            .find(|(begun, _)| begun.id == id)
            .ok_or_else(|| RollbackError::NoSuchRollback { id: id.to_owned() }),
    }
}
