//! Takes a project's folder, gives a first configuration: read from its files, of which nothing is run.

mod code;
mod declared;
mod facts;
mod layout;
mod place;
mod proposal;
mod reading;
mod suite;
mod text;
mod tree;
mod unread;

use std::path::Path;

pub use facts::READING;
pub use place::Place;
pub use proposal::{Entry, Fate, Item, Proposal, propose};
pub use text::text;
pub use unread::{Extent, Unread, WhyUnread};

/// What a project's files allow to propose; None where there is no Python at all.
pub fn proposal_of(folder: &Path) -> Option<Proposal> {
    let facts = facts::read(folder);
    let is_python = facts.tree.python().next().is_some();
    is_python.then(|| propose(&facts))
}
