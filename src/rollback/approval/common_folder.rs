//! The common git directory, found without git: git refuses a repository of another account, and who approves is another.

use std::fs;
use std::path::{Path, PathBuf};

/// Of the repository around a folder; None where there is none.
pub fn common_folder(folder: &Path) -> Option<PathBuf> {
    let folder = folder.canonicalize().ok()?;
    let (top, mark) = folder.ancestors().find_map(|folder| {
        let mark = folder.join(".git");
        fs::symlink_metadata(&mark).is_ok().then(|| (folder.to_owned(), mark))
    })?;
    let directory = if mark.is_dir() { mark } else { top.join(named(&mark, "gitdir: ")?) };
    let common = match named(&directory.join("commondir"), "") {
        Some(shared) => directory.join(shared),
        None => directory,
    };
    common.join("objects").is_dir().then(|| common.canonicalize().ok())?
}

/// The path that a file of git names.
fn named(file: &Path, prefix: &str) -> Option<PathBuf> {
    let text = fs::read_to_string(file).ok()?;
    Some(PathBuf::from(text.lines().next()?.strip_prefix(prefix)?.trim_end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worktree_and_its_repository_have_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let top = folder.path().canonicalize().expect("there");
        let make = |path: &str| fs::create_dir_all(top.join(path)).expect("made");
        make("shop/.git/objects");
        make("shop/back/deep");
        make("shop/.git/worktrees/side");
        make("side");
        fs::write(top.join("side/.git"), format!("gitdir: {}/shop/.git/worktrees/side\n", top.display()))
            .expect("written");
        fs::write(top.join("shop/.git/worktrees/side/commondir"), "../..\n").expect("written");
        let common = Some(top.join("shop/.git"));
        assert_eq!(common_folder(&top.join("shop/back/deep")), common);
        assert_eq!(common_folder(&top.join("side")), common);
        make("none/.git");
        assert_eq!(common_folder(&top.join("none")), None);
    }
}
