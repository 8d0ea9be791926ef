//! A small process beside the tool that outlives its sudden death by moments.
//!
//! Killed with SIGKILL, the tool can clean nothing up. Its guardian then finds the pipe between them closed, ends the
//! workers' process groups and removes the scratch folder. There is one for the program, as there is one set of signal
//! handlers.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, BufRead, Write};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group, setsid};

/// The hidden command.
pub const COMMAND: &str = "__guardian";

static GUARDIAN: Mutex<Option<Guardian>> = Mutex::new(None);

struct Guardian {
    child: Child,
    /// Its end is the news.
    pipe: ChildStdin,
}

fn guardian() -> MutexGuard<'static, Option<Guardian>> {
    GUARDIAN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Starts the guardian of a folder that does not exist yet.
pub(super) fn start(folder: &Path) -> io::Result<()> {
    let mut child = Command::new("/proc/self/exe")
        .arg0("vitals")
        .arg(COMMAND)
        .arg(folder)
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()?;
    let pipe = child.stdin.take().ok_or_else(|| io::Error::other("the guardian has no pipe"))?;
    *guardian() = Some(Guardian { child, pipe });
    Ok(())
}

/// A process group that must not outlive the tool.
pub(super) fn watch(group: Option<Pid>) {
    report('+', group);
}

/// A process group that has ended.
pub(super) fn release(group: Option<Pid>) {
    report('-', group);
}

fn report(sign: char, group: Option<Pid>) {
    if let (Some(guardian), Some(group)) = (guardian().as_mut(), group) {
        // Where the guardian was killed, the next run's sweep does its work.
        let _ = writeln!(guardian.pipe, "{sign}{}", group.as_raw_nonzero());
    }
}

/// Its process number: a child of the tool that is not left behind by a target.
pub(super) fn number() -> Option<i32> {
    guardian().as_ref().map(|guardian| guardian.child.id() as i32)
}

/// Ends it, when there is nothing more to guard.
pub(super) fn dismiss() {
    if let Some(Guardian { mut child, pipe }) = guardian().take() {
        drop(pipe);
        let _ = child.wait();
    }
}

/// The guardian's own side: waits for the tool's end, then cleans up. Gives the exit status.
pub fn keep_watch(folder: &Path) -> u8 {
    // Ctrl-C in the terminal is for the tool alone.
    let _ = setsid();
    let mut groups = BTreeSet::new();
    for line in io::stdin().lock().lines().map_while(Result::ok) {
        let Ok(number) = line.get(1..).unwrap_or_default().parse::<i32>() else { continue };
        if line.starts_with('+') {
            groups.insert(number);
        } else {
            groups.remove(&number);
        }
    }
    for group in groups.into_iter().filter(|number| *number > 1).filter_map(Pid::from_raw) {
        let _ = kill_process_group(group, Signal::KILL);
    }
    if super::scratch::is_one(folder) { u8::from(!remove(folder)) } else { 1 }
}

/// Removes a folder in which dying processes may still write. Whether it is gone.
fn remove(folder: &Path) -> bool {
    for _ in 0..100 {
        match fs::remove_dir_all(folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                std::thread::sleep(Duration::from_millis(20));
            }
            _ => return true,
        }
    }
    false
}
