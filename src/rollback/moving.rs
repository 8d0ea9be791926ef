//! The one move of a checkout: forward to a commit. Where it was cut short, each of its files is rewritten from one side.

use std::collections::HashMap;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::ErrorKind;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use rustix::fs::syncfs;

use super::at_work;
use super::error::RollbackError;
use super::site::Site;
use super::snapshot;
use crate::git::{Changed, Entry, GitError, write};

/// Where a checkout is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// At the commit that it was to leave.
    Before,
    /// At the commit that it was to reach.
    After,
}

/// What it took to make a checkout whole.
#[derive(Debug)]
pub(super) struct Settled {
    /// Where it is now, wholly.
    pub side: Side,
    /// A ref to files that were neither side's.
    pub kept: Option<String>,
}

/// Moves HEAD, its branch, the index and the files to a commit that follows HEAD.
pub(super) fn advance(site: &Site<'_>, to: &str) -> Result<(), RollbackError> {
    let arguments = [
        "merge",
        "--ff-only",
        "--no-squash",
        "--no-autostash",
        // Else git writes over ignored files.
        "--no-overwrite-ignore",
        "--quiet",
        "--no-stat",
        to,
    ];
    Ok(unlocked(site, || write(site.top(), &arguments, &[], b""))?)
}

/// Moves, and removes locks that git has left: it ends well even where it could not remove one of its own.
pub(super) fn unlocked(
    site: &Site<'_>,
    moves: impl FnOnce() -> Result<Vec<u8>, GitError>,
) -> Result<(), GitError> {
    let held = locks(site);
    let moved = moves();
    let left: Vec<PathBuf> = locks(site).into_iter().filter(|lock| !held.contains(lock)).collect();
    if !left.is_empty() && at_work::any(site).is_none() {
        remove_all(&left);
    }
    moved.map(drop)
}

/// Rewrites what git could not write or remove and only warned of, after a move that it says has succeeded.
pub(super) fn expect_whole(site: &Site<'_>, id: &str, from: &str, to: &str) -> Result<(), RollbackError> {
    let changed = site.repository.differences([from, to], site.interrupt)?;
    let dirt = site.repository.dirt(site.interrupt)?;
    let is_left = |change: &Changed| {
        change.sides[1].is_none()
            && fs::symlink_metadata(site.top().join(&change.path)).is_ok_and(|about| !about.is_dir())
    };
    if changed.iter().any(|change| dirt.has(&change.path) || is_left(change)) {
        settle(site, id, from, to)?;
    }
    on_disk(site.top(), &changed)
}

/// More files than this are synced with all others of their disk.
const ONE_BY_ONE: usize = 1000;

/// Waits until the files are on the disk: git syncs its own, and not those of the checkout.
fn on_disk(top: &Path, changed: &[Changed]) -> Result<(), RollbackError> {
    let system = |error: std::io::Error| RollbackError::System {
        what: format!("syncing the files of {}", top.display()),
        error: error.into(),
    };
    if changed.len() > ONE_BY_ONE {
        let folder = File::open(top).map_err(system)?;
        return syncfs(&folder).map_err(|error| system(error.into()));
    }
    for change in changed {
        let whole = top.join(&change.path);
        if fs::symlink_metadata(&whole).is_ok_and(|about| about.is_file()) {
            File::open(&whole).and_then(|file| file.sync_all()).map_err(system)?;
        }
    }
    Ok(())
}

/// Makes a checkout whole after a move from one commit to another that may have been cut short anywhere.
///
/// Git writes files first, then the index, then HEAD: so HEAD says which side it is, and only paths that differ can be torn.
pub(super) fn settle(site: &Site<'_>, id: &str, from: &str, to: &str) -> Result<Settled, RollbackError> {
    expect_quiet(site, id)?;
    let head = site.head()?;
    let side = match head.commit.as_str() {
        now if now == to => Side::After,
        now if now == from => Side::Before,
        now => {
            let [now, before, after] = [now, from, to].map(str::to_owned);
            return Err(RollbackError::HeadElsewhere { now, before, after });
        }
    };
    // Of a dead git: none is here that could hold them.
    remove_all(&locks(site));
    let changed = site.repository.differences([from, to], site.interrupt)?;
    let kept = keep_strange(site, id, &changed, [from, to])?;
    rewrite(site, &changed, side, if side == Side::After { to } else { from })?;
    Ok(Settled { side, kept })
}

/// That no git of a rollback is at work still, and none that may hold a lock.
pub(super) fn expect_quiet(site: &Site<'_>, id: &str) -> Result<(), RollbackError> {
    let open = |why| Err(RollbackError::Open { id: id.to_owned(), why });
    if let Some(number) = at_work::own(site) {
        return open(format!("git is at work in it (process {number}); its end has to come first"));
    }
    match (locks(site).first(), at_work::any(site)) {
        (Some(lock), Some(number)) => open(format!(
            "{} may be held by a git that runs here (process {number}); end it first",
            lock.display()
        )),
        _ => Ok(()),
    }
}

/// That nobody else's git holds a lock: one that is there after the move is ours then.
pub(super) fn expect_unlocked(site: &Site<'_>) -> Result<(), RollbackError> {
    locks(site).into_iter().next().map_or(Ok(()), |lock| Err(RollbackError::GitLocked(lock)))
}

/// Locks that are there, of what a move writes.
fn locks(site: &Site<'_>) -> Vec<PathBuf> {
    let own =
        ["index.lock", "HEAD.lock", "ORIG_HEAD.lock"].map(|name| site.repository.directory().join(name));
    let branch = site.head().ok().and_then(|head| head.branch);
    let shared = branch.map(|branch| site.common.join(format!("{branch}.lock")));
    let all = own.into_iter().chain(shared).chain([site.common.join("packed-refs.lock")]);
    all.filter(|lock| fs::symlink_metadata(lock).is_ok()).collect()
}

fn remove_all(locks: &[PathBuf]) {
    for lock in locks {
        let _ = fs::remove_file(lock);
    }
}

/// Keeps files that are neither side's, nor the beginning of one: somebody has written them since.
fn keep_strange(
    site: &Site<'_>,
    id: &str,
    changed: &[Changed],
    commits: [&str; 2],
) -> Result<Option<String>, RollbackError> {
    let mut strange = Vec::new();
    for change in changed {
        if is_strange(site, change, commits)? {
            strange.push(change.path.clone());
        }
    }
    let of_index = is_index_strange(site, changed)?;
    if strange.is_empty() && !of_index {
        return Ok(None);
    }
    let name = format!("refs/vitals/torn/{id}");
    let commit = snapshot::of_files(site, commits[0], &strange, of_index)?;
    match site.repository.refers(&name, site.interrupt)? {
        Some(there) if there == commit => {}
        // Of an attempt before this one: both are kept.
        Some(there) => return keep_beside(site, &name, &there, &commit).map(Some),
        None => site.repository.create_ref(&name, &commit)?,
    }
    Ok(Some(name))
}

/// Whether somebody has staged something since: git writes the index whole, of one side or the other.
fn is_index_strange(site: &Site<'_>, changed: &[Changed]) -> Result<bool, RollbackError> {
    let sides: HashMap<&Path, &Changed> =
        changed.iter().map(|change| (change.path.as_path(), change)).collect();
    let staged = site.repository.staged(|path| sides.contains_key(path), site.interrupt)?;
    let is_strange = |entry: &Entry| {
        sides.get(entry.path.as_path()).is_some_and(|change| !change.sides.contains(&entry.content))
    };
    Ok(staged.iter().any(is_strange))
}

fn keep_beside(site: &Site<'_>, name: &str, there: &str, commit: &str) -> Result<String, RollbackError> {
    let name = format!("{name}-{}", &commit[..10.min(commit.len())]);
    if there != commit && site.repository.refers(&name, site.interrupt)?.is_none() {
        site.repository.create_ref(&name, commit)?;
    }
    Ok(name)
}

fn is_strange(site: &Site<'_>, change: &Changed, commits: [&str; 2]) -> Result<bool, RollbackError> {
    let whole = site.top().join(&change.path);
    let Ok(about) = fs::symlink_metadata(&whole) else { return Ok(false) };
    let content = if about.is_symlink() {
        fs::read_link(&whole).map(|target| target.as_os_str().as_bytes().to_vec())
    } else if about.is_file() {
        fs::read(&whole)
    } else {
        return Ok(false);
    };
    let content = content.map_err(|error| RollbackError::System {
        what: format!("reading {}", whole.display()),
        error: error.into(),
    })?;
    for (side, commit) in change.sides.iter().zip(commits) {
        if side.is_none() {
            continue;
        }
        let mut name = OsString::from(format!("{commit}:"));
        name.push(change.path.as_os_str());
        let arguments = [OsString::from("cat-file"), "--filters".into(), "--end-of-options".into(), name];
        let written = write(site.top(), &arguments, &[], b"")?;
        if written.starts_with(&content) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Makes index and files of the changed paths those of a commit.
fn rewrite(site: &Site<'_>, changed: &[Changed], side: Side, commit: &str) -> Result<(), RollbackError> {
    let of_side = |change: &&Changed| change.sides[usize::from(side == Side::After)].is_some();
    let (come, go): (Vec<&Changed>, Vec<&Changed>) = changed.iter().partition(of_side);
    for change in &go {
        remove(site.top(), &change.path)?;
    }
    let gone: Vec<Entry> =
        go.iter().map(|change| Entry { path: change.path.clone(), content: None }).collect();
    site.repository.set_entries(None, &gone)?;
    let mut paths = Vec::new();
    for change in &come {
        paths.extend_from_slice(change.path.as_os_str().as_bytes());
        paths.push(0);
    }
    if paths.is_empty() {
        return Ok(());
    }
    let source = format!("--source={commit}");
    let arguments = [
        "--literal-pathspecs",
        "restore",
        "--quiet",
        &source,
        "--staged",
        "--worktree",
        "--pathspec-from-file=-",
        "--pathspec-file-nul",
    ];
    Ok(write(site.top(), &arguments, &[], &paths).map(drop)?)
}

/// Removes a file, and the folders that are empty then.
fn remove(top: &Path, path: &Path) -> Result<(), RollbackError> {
    let whole: PathBuf = top.join(path);
    match fs::remove_file(&whole) {
        Ok(()) => {}
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::IsADirectory
            ) => {}
        Err(error) => {
            let what = format!("removing {}", whole.display());
            return Err(RollbackError::System { what, error: error.into() });
        }
    }
    for folder in path.ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty()) {
        if fs::remove_dir(top.join(folder)).is_err() {
            break;
        }
    }
    Ok(())
}
