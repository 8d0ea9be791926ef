//! What a child has left running: found, ended, and reported.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command};
use std::sync::{Mutex, MutexGuard, PoisonError};

use procfs::FromRead;
use procfs::process::Stat;
use rustix::process::{Pid, Signal, WaitOptions, getpgid, kill_process, kill_process_group, waitpid};

use super::of_git::take_away;

/// A process that a child left running.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftBehind {
    /// Its process id.
    pub number: i32,
    /// Its command line; of a kernel's short name alone where it has none.
    pub command: Vec<String>,
}

/// The children of this process, by their number, which is their group's too.
struct Children {
    /// Those that a run has started and waits for.
    running: BTreeSet<i32>,
    /// The tool's own: guardians.
    own: BTreeSet<i32>,
}

/// A process has one set of children, whatever starts them: the kernel gives no other.
static CHILDREN: Mutex<Children> = Mutex::new(Children { running: BTreeSet::new(), own: BTreeSet::new() });

fn children() -> MutexGuard<'static, Children> {
    CHILDREN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Starts a child in a group of its own; from its first moment nobody else's end may end it.
pub(super) fn begin(command: &mut Command) -> io::Result<Child> {
    take_away(command);
    let mut children = children();
    let child = command.process_group(0).spawn()?;
    children.running.insert(child.id() as i32);
    Ok(child)
}

/// Starts a child of the tool's own, which is never taken for one that was left behind.
pub(super) fn begin_own(command: &mut Command) -> io::Result<Child> {
    let mut children = children();
    let child = command.process_group(0).spawn()?;
    children.own.insert(child.id() as i32);
    Ok(child)
}

/// Such a child was waited for.
pub(super) fn end_own(child: &Child) {
    children().own.remove(&(child.id() as i32));
}

/// Ends whatever a child has left: its group, and what came to us as an orphan.
///
/// While other children run beside it, an orphan in another group is its own only where it carries the mark, an assignment
/// in the environment that the child was given; what carries none may be theirs, and the last of them ends it.
pub(super) fn end_left_behind(group: Option<Pid>, mark: Option<&str>) -> Vec<LeftBehind> {
    let mut known = children();
    if let Some(group) = group {
        known.running.remove(&group.as_raw_nonzero().get());
    }
    let mut ended = Vec::new();
    // Each round may free further orphans; a target that forks faster than this is not waited for.
    for _ in 0..100 {
        let mut there = own_children(&known.own);
        there.retain(|(_, process, _)| may_be_ended(process.number, group, mark, &known.running));
        if there.is_empty() {
            break;
        }
        for (pid, process, zombie) in there {
            if !zombie {
                ended.push(process);
                let _ = kill_process(pid, Signal::KILL);
            }
            let _ = waitpid(Some(pid), WaitOptions::empty());
        }
    }
    if let Some(group) = group {
        let _ = kill_process_group(group, Signal::KILL);
    }
    for (pid, process, _) in own_children(&known.own) {
        if may_be_ended(process.number, group, mark, &known.running) {
            let _ = waitpid(Some(pid), WaitOptions::NOHANG);
        }
    }
    ended
}

fn may_be_ended(number: i32, group: Option<Pid>, mark: Option<&str>, others: &BTreeSet<i32>) -> bool {
    if others.is_empty() {
        return true;
    }
    let own = Pid::from_raw(number).and_then(|pid| getpgid(Some(pid)).ok());
    let in_group = || own.is_some() && own == group;
    !others.contains(&number) && (in_group() || mark.is_some_and(|mark| carries(number, mark)))
}

/// Whether a process was begun with this assignment in its environment.
fn carries(number: i32, mark: &str) -> bool {
    let environment = fs::read(format!("/proc/{number}/environ")).unwrap_or_default();
    environment.split(|byte| *byte == 0).any(|assignment| assignment == mark.as_bytes())
}

/// Processes whose parent is this one, without those that are `ours`, and whether each has ended already.
fn own_children(ours: &BTreeSet<i32>) -> Vec<(Pid, LeftBehind, bool)> {
    let Ok(tasks) = fs::read_dir("/proc/self/task") else { return Vec::new() };
    let lists = tasks.filter_map(|task| fs::read_to_string(task.ok()?.path().join("children")).ok());
    let numbers: Vec<i32> = lists
        .flat_map(|list| list.split_whitespace().filter_map(|word| word.parse().ok()).collect::<Vec<_>>())
        .collect();
    numbers
        .into_iter()
        .filter(|number| !ours.contains(number))
        .filter_map(|number| {
            let stat = Stat::from_file(format!("/proc/{number}/stat")).ok()?;
            let mut command = command_line(number);
            if command.is_empty() {
                command.push(stat.comm);
            }
            Some((Pid::from_raw(number)?, LeftBehind { number, command }, stat.state == 'Z'))
        })
        .collect()
}

fn command_line(number: i32) -> Vec<String> {
    let bytes = fs::read(format!("/proc/{number}/cmdline")).unwrap_or_default();
    let words = bytes.split(|byte| *byte == 0).filter(|word| !word.is_empty());
    words.map(|word| String::from_utf8_lossy(word).into_owned()).collect()
}
