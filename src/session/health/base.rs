//! What a working tree can be compared with.

use std::path::Path;

use crate::config::revision;
use crate::git::{Repository, state};
use crate::process::Interrupt;
use crate::verdict::LastGood;

/// Branches that others begin at, by their usual names.
const TRUNKS: [&str; 2] = ["main", "master"];

/// A revision that differs from the tree: the commit at which all was well, the trunk, or else the commit before. None without any.
pub fn base(root: &Path, good: Option<&LastGood>, interrupt: &Interrupt) -> Option<String> {
    let repository = Repository::around(root, interrupt).ok()??;
    let (head, changed) = state(root, interrupt)?;
    let differs = |name: &&str| {
        let commit = revision(name).ok().and_then(|name| repository.resolve(&name, interrupt).ok());
        commit.is_some_and(|commit| changed || commit.hash != head)
    };
    let short = good.map(|good| good.commit.get(..10).unwrap_or(&good.commit));
    if let Some(good) = short.filter(differs) {
        return Some(good.to_owned());
    }
    if let Some(trunk) = TRUNKS.into_iter().find(differs) {
        return Some(trunk.to_owned());
    }
    repository.parent(&head, interrupt).ok()?.map(|_| "HEAD~1".to_owned())
}
