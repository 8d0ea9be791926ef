//! A command that this program never ends: git that writes, and what restarts a service.
//!
//! It is in a group of its own, so that Ctrl-C in a terminal does not reach it, and no duty of the guardian. What it prints goes into
//! memory and not through a pipe: where this program is killed, a pipe would end it with SIGPIPE in the middle of its work. What it leaves
//! running (a daemon, `git gc`) is no child of ours either.

use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::process::{Command, ExitStatus};
use std::sync::mpsc::sync_channel;
use std::thread;
use std::time::Duration;

use rustix::fs::{MemfdFlags, memfd_create};
use rustix::process::{getpid, set_child_subreaper};

use super::left_behind;

/// What it came to.
#[derive(Debug)]
pub struct Unattended {
    /// None where it was still running when the wait was over; it goes on.
    pub status: Option<ExitStatus>,
    /// Its whole standard output.
    pub stdout: Vec<u8>,
    /// Its whole standard error.
    pub stderr: Vec<u8>,
}

/// Runs it with `input`, and waits for its end, or so long.
///
/// # Errors
/// Where it cannot be started, or its output cannot be read.
pub fn run_unattended(
    mut command: Command,
    input: &[u8],
    longest: Option<Duration>,
) -> io::Result<Unattended> {
    let mut given = memory()?;
    given.write_all(input)?;
    given.rewind()?;
    let [mut stdout, mut stderr] = [memory()?, memory()?];
    command.stdin(given).stdout(stdout.try_clone()?).stderr(stderr.try_clone()?);
    let orphans = NotOurs::begin();
    let mut child = left_behind::begin_own(&mut command)?;
    let status = match longest {
        None => {
            let status = child.wait();
            left_behind::end_own(&child);
            Some(status?)
        }
        Some(longest) => {
            let (report, ended) = sync_channel(1);
            thread::Builder::new().name("unattended".into()).spawn(move || {
                let status = child.wait();
                left_behind::end_own(&child);
                let _ = report.send(status);
            })?;
            ended.recv_timeout(longest).ok().transpose()?
        }
    };
    drop(orphans);
    Ok(Unattended { status, stdout: content(&mut stdout)?, stderr: content(&mut stderr)? })
}

/// A file without a name that no full disk refuses.
fn memory() -> io::Result<File> {
    Ok(memfd_create("vitals", MemfdFlags::CLOEXEC)?.into())
}

fn content(file: &mut File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.rewind()?;
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// While it is there, orphans of children go to init and not to this process, which would end them as left behind.
struct NotOurs;

impl NotOurs {
    fn begin() -> Self {
        let _ = set_child_subreaper(None);
        Self
    }
}

impl Drop for NotOurs {
    fn drop(&mut self) {
        let _ = set_child_subreaper(Some(getpid()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_gives_status_and_both_streams_whole() {
        let mut command = Command::new("sh");
        command.args(["-c", "cat; echo bad >&2; exit 3"]);
        let input = vec![b'x'; 300_000];
        let done = run_unattended(command, &input, None).expect("it runs");
        assert_eq!(done.status.and_then(|status| status.code()), Some(3));
        assert_eq!((done.stdout == input, &*done.stderr), (true, &b"bad\n"[..]));
    }

    #[test]
    fn one_that_goes_on_is_not_waited_for_without_end() {
        let mut command = Command::new("sleep");
        command.arg("5");
        let done = run_unattended(command, b"", Some(Duration::ZERO)).expect("it runs");
        assert_eq!(done.status, None);
    }
}
