//! Commits made ready to be measured, each once, as long as there is room for their files.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::super::error::SessionError;
use super::super::side::{Preparation, Side};
use crate::config::{Variant, revision};
use crate::git::GitError;

/// What the files of all commits that are ready take at most: more are thrown away, the one that was used longest ago first.
const ROOM: u64 = 4 << 30;

/// The commits that are ready.
pub struct Revisions<'a> {
    preparation: Preparation<'a>,
    ready: BTreeMap<String, Ready>,
    uses: u64,
    /// How many were made ready.
    pub builds: usize,
}

struct Ready {
    side: Side,
    bytes: u64,
    used: u64,
}

impl<'a> Revisions<'a> {
    /// None yet.
    pub fn of(preparation: Preparation<'a>) -> Self {
        Self { preparation, ready: BTreeMap::new(), uses: 0, builds: 0 }
    }

    /// Makes a commit ready; None, with the reason, where that cannot be done.
    ///
    /// # Errors
    /// Ctrl-C, the budget, or what concerns no commit alone.
    pub fn make_ready(&mut self, hash: &str) -> Result<Option<String>, SessionError> {
        self.uses += 1;
        if let Some(ready) = self.ready.get_mut(hash) {
            ready.used = self.uses;
            return Ok(None);
        }
        let variant = match revision(hash) {
            Ok(revision) => Variant::Revision(revision),
            Err(error) => return Ok(Some(error.to_string())),
        };
        match self.preparation.side(&variant) {
            Ok(side) => {
                self.builds += 1;
                let bytes = side.tree.as_ref().map_or(0, |tree| size(&tree.top));
                self.ready.insert(hash.to_owned(), Ready { side, bytes, used: self.uses });
                Ok(None)
            }
            Err(
                error @ (SessionError::NotPrepared(_)
                | SessionError::NoRoot { .. }
                | SessionError::Git(GitError::NoSuchFolder { .. })),
            ) => Ok(Some(error.to_string())),
            Err(error) => Err(error),
        }
    }

    /// One that was made ready.
    pub fn side(&self, hash: &str) -> Option<&Side> {
        self.ready.get(hash).map(|ready| &ready.side)
    }

    /// Throws away what there is no room for, but for these; gives what went.
    pub fn make_room(&mut self, kept: &[&str]) -> Vec<String> {
        let mut gone = Vec::new();
        while self.ready.values().map(|ready| ready.bytes).sum::<u64>() > ROOM {
            let oldest = self.ready.iter().filter(|(hash, _)| !kept.contains(&hash.as_str()));
            let Some(hash) = oldest.min_by_key(|(_, ready)| ready.used).map(|(hash, _)| hash.clone()) else {
                break;
            };
            let tree = self.ready.remove(&hash).and_then(|ready| ready.side.tree);
            // What cannot be removed now goes with the run's folder.
            let _ = tree.map(|tree| fs::remove_dir_all(tree.top));
            gone.push(hash);
        }
        gone
    }
}

fn size(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let of = |entry: fs::DirEntry| match entry.file_type() {
        Ok(kind) if kind.is_dir() => size(&entry.path()),
        _ => entry.metadata().map_or(0, |about| about.len()),
    };
    entries.map(of).sum()
}
