//! The run's own temporary folder: worktrees and bytecode live here, and nothing of it stays.

use std::fs::{self, DirBuilder, File};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use rustix::fs::{FlockOperation, flock};

use super::guard::RunGuard;
use super::interrupt::Interrupt;
use super::scratch_name::{draw, is_one};

const LOCK: &str = ".lock";
/// A folder that is younger may be one whose run is just about to lock it.
const YOUNG: Duration = Duration::from_secs(60);

/// Why there is no temporary folder.
#[derive(Debug)]
pub enum ScratchError {
    /// The process that removes it could not be started.
    Guardian(io::Error),
    /// It could not be made.
    Folder(io::Error),
}

/// A folder that is removed whatever happens: where it is dropped, by the guardian at the end of the run or where that was
/// killed, or by the next run where the guardian was killed too.
#[derive(Debug)]
pub struct Scratch {
    folder: PathBuf,
    count: AtomicU32,
    guard: Arc<RunGuard>,
    at_the_end: bool,
    /// Held as long as the run lasts; a folder whose lock is free belongs to nobody.
    _lock: File,
}

impl Scratch {
    /// Makes the folder, and removes those of runs that died.
    ///
    /// # Errors
    /// Where the system's temporary folder cannot be written, or no process can be started.
    pub fn open(interrupt: &Interrupt) -> Result<Self, ScratchError> {
        Self::guarded_by(interrupt.guard.clone())
    }

    /// For tests that start no process.
    ///
    /// # Errors
    /// As [`Scratch::open`].
    #[cfg(test)]
    pub fn unguarded() -> Result<Self, ScratchError> {
        Self::guarded_by(Arc::new(RunGuard::of(Path::new("/bin/true"))))
    }

    pub(super) fn guarded_by(guard: Arc<RunGuard>) -> Result<Self, ScratchError> {
        let temporary = std::env::temp_dir();
        sweep(&temporary);
        let folder = temporary.join(draw());
        guard.begin_folder(&folder).map_err(ScratchError::Guardian)?;
        let made = DirBuilder::new().mode(0o700).create(&folder).and_then(|()| locked(&folder));
        match made {
            Ok(lock) => Ok(Self { folder, count: AtomicU32::new(0), guard, at_the_end: false, _lock: lock }),
            Err(error) => {
                guard.end_folder(&folder);
                Err(ScratchError::Folder(error))
            }
        }
    }

    /// Leaves its removal to the guardian, at the end of the run: two trees of a large project can take a minute on a busy disk,
    /// for which nobody should wait before the answer is there.
    pub fn removed_at_the_end(mut self) -> Self {
        self.at_the_end = true;
        self
    }

    /// The folder itself.
    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// A fresh folder inside; `name` is for whoever looks.
    ///
    /// # Errors
    /// Where the disk is full.
    pub fn folder(&self, name: &str) -> io::Result<PathBuf> {
        let place = self.place(name);
        fs::create_dir(&place)?;
        Ok(place)
    }

    /// A fresh path inside, where nothing is yet.
    pub fn place(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}-{}", self.count.fetch_add(1, Ordering::Relaxed)))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if self.at_the_end {
            return;
        }
        // One in which something still writes is the guardian's to remove.
        if fs::remove_dir_all(&self.folder).is_ok() {
            self.guard.end_folder(&self.folder);
        }
    }
}

fn locked(folder: &Path) -> io::Result<File> {
    let lock = File::create(folder.join(LOCK))?;
    flock(&lock, FlockOperation::NonBlockingLockExclusive)?;
    Ok(lock)
}

/// Removes the folders of this user's runs that are no more.
fn sweep(temporary: &Path) {
    let Ok(entries) = fs::read_dir(temporary) else { return };
    let own = rustix::process::getuid().as_raw();
    for folder in entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| is_one(path)) {
        let abandoned = fs::symlink_metadata(&folder).is_ok_and(|about| {
            let old = about.modified().is_ok_and(|time| time.elapsed().is_ok_and(|age| age > YOUNG));
            about.is_dir() && about.uid() == own && old
        });
        if abandoned && lock_is_free(&folder) {
            let _ = fs::remove_dir_all(&folder);
        }
    }
}

fn lock_is_free(folder: &Path) -> bool {
    match File::open(folder.join(LOCK)) {
        Ok(lock) => flock(&lock, FlockOperation::NonBlockingLockExclusive).is_ok(),
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;
    use std::time::SystemTime;

    use super::*;

    fn abandoned(temporary: &Path, name: &str) -> PathBuf {
        let folder = temporary.join(name);
        fs::create_dir(&folder).expect("a folder");
        fs::write(folder.join(LOCK), "").expect("a file");
        let hour_ago = SystemTime::now() - Duration::from_secs(3600);
        File::open(&folder).and_then(|folder| folder.set_modified(hour_ago)).expect("a time");
        folder
    }

    /// A guardian that writes down what it is sent, and when it begins and ends.
    fn writing_guardian(folder: &Path) -> (Arc<RunGuard>, PathBuf) {
        let (program, record) = (folder.join("guardian"), folder.join("record"));
        let script =
            format!("#!/bin/sh\n(printf 'begins\\0'; cat; printf 'ends\\0') >> {}\n", record.display());
        fs::write(&program, script).expect("a script");
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("executable");
        (Arc::new(RunGuard::of(&program)), record)
    }

    #[test]
    fn one_that_is_removed_at_the_end_is_left_to_the_guardian() {
        let temporary = tempfile::tempdir().expect("a folder");
        let (guard, record) = writing_guardian(temporary.path());
        let scratch = Scratch::guarded_by(guard.clone()).expect("opened").removed_at_the_end();
        let folder = scratch.folder.clone();
        drop(scratch);
        drop(guard);
        let sent = fs::read_to_string(record).expect("a record");
        assert!(sent.contains(&format!("+f{}", folder.display())) && !sent.contains("\0-f"), "{sent}");
        fs::remove_dir_all(folder).expect("there still");
    }

    /// A second folder had a guardian of its own, which ended that of the first: and that removed the first as it went.
    #[test]
    fn one_guardian_looks_after_every_folder_of_a_run_to_its_end() {
        let temporary = tempfile::tempdir().expect("a folder");
        let (guard, record) = writing_guardian(temporary.path());
        let first = Scratch::guarded_by(guard.clone()).expect("opened");
        let second = Scratch::guarded_by(guard.clone()).expect("opened");
        let folders = [first.folder.clone(), second.folder.clone()];
        drop(second);
        assert_eq!(folders.each_ref().map(|folder| folder.exists()), [true, false]);
        drop(first);
        assert!(!folders[0].exists());
        // It is waited for, so that all that it writes is written.
        drop(guard);
        let [one, two] = folders.map(|folder| folder.display().to_string());
        let sent = fs::read_to_string(record).expect("a record");
        let sent: Vec<&str> = sent.split_terminator('\0').collect();
        let expected = [
            "begins".to_owned(),
            format!("+f{one}"),
            format!("+f{two}"),
            format!("-f{two}"),
            format!("-f{one}"),
            "ends".to_owned(),
        ];
        assert_eq!(sent, expected);
    }

    #[test]
    fn only_what_nobody_holds_is_swept() {
        let temporary = tempfile::tempdir().expect("a folder");
        let dead = abandoned(temporary.path(), "vitals-run-0123456789abcdef");
        let held = abandoned(temporary.path(), "vitals-run-0123456789abcdee");
        let foreign = abandoned(temporary.path(), "vitals-run-of-somebody");
        let lock = File::open(held.join(LOCK)).expect("a lock");
        flock(&lock, FlockOperation::NonBlockingLockExclusive).expect("free");
        sweep(temporary.path());
        assert_eq!([dead.exists(), held.exists(), foreign.exists()], [false, true, true]);
    }
}
