//! The tool's side of its guardian: started with the first thing that must not outlive the run, dismissed with the run.
//!
//! It belongs to the run, and the run's children and folders hold on to it: however many of them there are, there is one
//! guardian, and it hears of each.

use std::io::{self, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Mutex, PoisonError};

use rustix::process::Pid;

use super::guardian::{COMMAND, Duty};
use super::left_behind;

/// Owns a run's guardian.
#[derive(Debug)]
pub(super) struct RunGuard {
    /// The program that becomes the guardian.
    program: PathBuf,
    guardian: Mutex<Option<Guardian>>,
}

#[derive(Debug)]
struct Guardian {
    child: Child,
    /// When it closes, the guardian does its work.
    pipe: ChildStdin,
}

impl RunGuard {
    /// Of a program that knows the hidden command. Nothing is started yet.
    pub(super) fn of(program: &Path) -> Self {
        Self { program: program.to_owned(), guardian: Mutex::new(None) }
    }

    /// Has the guardian look after a folder that does not exist yet.
    ///
    /// # Errors
    /// Where no process can be started.
    pub(super) fn begin_folder(&self, folder: &Path) -> io::Result<()> {
        self.send(&Duty::Folder(folder.to_owned()), true)
    }

    /// The folder is gone.
    pub(super) fn end_folder(&self, folder: &Path) {
        // Where the guardian was killed, the next run's sweep does its work.
        let _ = self.send(&Duty::Folder(folder.to_owned()), false);
    }

    /// A process group that has begun.
    pub(super) fn begin_group(&self, group: Option<Pid>) {
        self.group(group, true);
    }

    /// A process group that has ended.
    pub(super) fn end_group(&self, group: Option<Pid>) {
        self.group(group, false);
    }

    fn group(&self, group: Option<Pid>, begins: bool) {
        if let Some(group) = group {
            // Without a guardian a child is what it is without: it ends with its pipes.
            let _ = self.send(&Duty::Group(group.as_raw_nonzero().get()), begins);
        }
    }

    fn send(&self, duty: &Duty, begins: bool) -> io::Result<()> {
        let mut guardian = self.guardian.lock().unwrap_or_else(PoisonError::into_inner);
        if guardian.is_none() && !begins {
            return Ok(());
        }
        let guardian = match &mut *guardian {
            Some(guardian) => guardian,
            none => none.insert(Guardian::start(&self.program)?),
        };
        match guardian.pipe.write_all(&duty.record(begins)) {
            // It was killed: the next run's sweep does its work.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            sent => sent,
        }
    }
}

impl Guardian {
    fn start(program: &Path) -> io::Result<Self> {
        let mut command = Command::new(program);
        command
            .arg0("vitals")
            .arg(COMMAND)
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let mut child = left_behind::begin_own(&mut command)?;
        let pipe = child.stdin.take().ok_or_else(|| io::Error::other("the guardian has no pipe"))?;
        Ok(Self { child, pipe })
    }
}

impl Drop for RunGuard {
    /// Ends it, when there is nothing more to guard.
    fn drop(&mut self) {
        let guardian = self.guardian.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(Guardian { mut child, pipe }) = guardian {
            drop(pipe);
            let _ = child.wait();
            left_behind::end_own(&child);
        }
    }
}
