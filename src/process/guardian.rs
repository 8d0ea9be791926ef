//! The guardian's own side: a small process beside the tool that outlives its sudden death by moments.
//!
//! Killed with SIGKILL, the tool can clean nothing up. Its guardian then finds the pipe between them at its end, kills the
//! process groups that are still running and removes the folders that are still there. What it has to look after it is sent
//! through that pipe, as it comes and goes: see [`Duty`].

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::io::{self, BufRead};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group, setsid};

use super::scratch_name;

/// The hidden command.
pub const COMMAND: &str = "__guardian";

/// What the guardian looks after.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Duty {
    /// A process group that must not outlive the tool.
    Group(i32),
    /// A folder that must not.
    Folder(PathBuf),
}

impl Duty {
    /// As the pipe carries it: `+` or `-`, the kind, its name, NUL.
    pub(super) fn record(&self, begins: bool) -> Vec<u8> {
        let (kind, name) = match self {
            Self::Group(number) => (b'g', number.to_string().into_bytes()),
            Self::Folder(path) => (b'f', path.as_os_str().as_bytes().to_vec()),
        };
        [&[if begins { b'+' } else { b'-' }, kind], &name[..], &[0]].concat()
    }

    /// Of a record without its NUL, and whether it begins.
    fn read(record: &[u8]) -> Option<(Self, bool)> {
        let [sign, kind, name @ ..] = record else { return None };
        let duty = match kind {
            b'g' => Self::Group(std::str::from_utf8(name).ok()?.parse().ok().filter(|number| *number > 1)?),
            b'f' => Self::Folder(
                Some(Path::new(OsStr::from_bytes(name))).filter(|path| scratch_name::is_one(path))?.into(),
            ),
            _ => return None,
        };
        Some((duty, *sign == b'+'))
    }
}

/// Waits for the tool's end, then cleans up. Gives the exit status.
pub fn keep_watch() -> u8 {
    // Ctrl-C in the terminal is for the tool alone.
    let _ = setsid();
    clean_up(left(io::stdin().lock()))
}

/// What was not released when the pipe ended.
fn left(pipe: impl BufRead) -> BTreeSet<Duty> {
    let mut duties = BTreeSet::new();
    for record in pipe.split(0).map_while(Result::ok) {
        match Duty::read(&record) {
            Some((duty, true)) => drop(duties.insert(duty)),
            Some((duty, false)) => drop(duties.remove(&duty)),
            None => {}
        }
    }
    duties
}

/// Groups come first: what they are may write into the folders.
fn clean_up(duties: BTreeSet<Duty>) -> u8 {
    let mut whole = true;
    for duty in duties {
        match duty {
            Duty::Group(number) => {
                let _ = Pid::from_raw(number).map(|group| kill_process_group(group, Signal::KILL));
            }
            Duty::Folder(folder) => whole &= remove(&folder),
        }
    }
    u8::from(!whole)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> Duty {
        Duty::Folder(format!("/tmp/vitals-run-{name:0>16}").into())
    }

    #[test]
    fn what_was_released_is_left_alone_and_the_rest_is_not() {
        let [first, second] = [folder("1"), folder("2")];
        let records = [
            first.record(true),
            Duty::Group(7).record(true),
            second.record(true),
            Duty::Group(8).record(true),
            second.record(false),
            Duty::Group(7).record(false),
        ];
        assert_eq!(left(&records.concat()[..]), BTreeSet::from([Duty::Group(8), first]));
    }

    #[test]
    fn only_groups_and_scratch_folders_are_taken() {
        let odd = ["+f/home", "+f/tmp/vitals-run-", "+g1", "+g-1", "+gx", "+", "", "+x1", "noise"];
        assert_eq!(left(odd.join("\0").as_bytes()), BTreeSet::new());
        // A name with a line's end in it is one name.
        let odd = Duty::Folder("/tmp/a\nb/vitals-run-0123456789abcdef".into());
        assert_eq!(left(&odd.record(true)[..]), BTreeSet::from([odd]));
    }
}
