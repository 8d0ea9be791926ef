//! What vitals itself writes into a checkout: nobody's uncommitted work, and changed by every run.

use std::ffi::OsStr;
use std::path::{Component, Path};

use crate::git::Dirt;
use crate::user_file::OWN_FOLDER;

/// Folders below `.vitals` that hold what can be made again. Baselines are the user's.
const FOLDERS: [&str; 3] = ["plans", "bisect", "notify"];

/// The history's file, with those that SQLite puts beside it.
const HISTORY: &str = "history.db";

/// Takes them out of what is not tracked or was edited. What is staged, somebody has staged.
pub(super) fn left_out(mut dirt: Dirt) -> Dirt {
    dirt.untracked.retain(|path| !is_own(path));
    dirt.edited.retain(|path| !is_own(path));
    dirt
}

fn is_own(path: &Path) -> bool {
    let mut parts = path.components().map(Component::as_os_str);
    if !parts.any(|part| part == OsStr::new(OWN_FOLDER)) {
        return false;
    }
    let (Some(first), below) = (parts.next(), parts.next().is_some()) else { return false };
    let name = first.to_string_lossy();
    if below { FOLDERS.contains(&&*name) } else { name.starts_with(HISTORY) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plans_history_searches_and_notices_are_own_and_baselines_are_not() {
        for own in [
            ".vitals/plans/a.json",
            "back/.vitals/history.db-wal",
            ".vitals/bisect/x/journal",
            ".vitals/notify/1",
        ] {
            assert!(is_own(Path::new(own)), "{own}");
        }
        for kept in
            [".vitals/baselines/main.json", ".vitals/plans", "plans/a.json", ".vitals/other", ".vitals"]
        {
            assert!(!is_own(Path::new(kept)), "{kept}");
        }
    }
}
