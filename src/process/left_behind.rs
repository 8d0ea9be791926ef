//! What a child has left running: found, ended, and reported.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rustix::process::{Pid, Signal, WaitOptions, getpgid, kill_process, kill_process_group, waitpid};

use super::guardian;

/// A process that a child left running.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftBehind {
    /// Its number.
    pub number: i32,
    /// Its command line; of a kernel's short name alone where it has none.
    pub command: Vec<String>,
}

/// Children that run now, by their number, which is their group's too.
static RUNNING: Mutex<BTreeSet<i32>> = Mutex::new(BTreeSet::new());

fn running() -> MutexGuard<'static, BTreeSet<i32>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Starts a child in a group of its own; from its first moment nobody else's end may end it.
pub(super) fn begin(command: &mut Command) -> io::Result<Child> {
    let mut running = running();
    let child = command.process_group(0).spawn()?;
    running.insert(child.id() as i32);
    Ok(child)
}

/// Ends whatever a child has left: its group, and what came to us as an orphan.
///
/// While other children run beside it, an orphan in another group may be theirs: the last of them ends those.
pub(super) fn end_left_behind(group: Option<Pid>) -> Vec<LeftBehind> {
    let mut others = running();
    if let Some(group) = group {
        others.remove(&group.as_raw_nonzero().get());
    }
    let mut ended = Vec::new();
    // Each round may free further orphans; a target that forks faster than this is not waited for.
    for _ in 0..100 {
        let mut children = own_children();
        children.retain(|(_, process, _)| may_be_ended(process.number, group, &others));
        if children.is_empty() {
            break;
        }
        for (pid, process, zombie) in children {
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
    for (pid, process, _) in own_children() {
        if may_be_ended(process.number, group, &others) {
            let _ = waitpid(Some(pid), WaitOptions::NOHANG);
        }
    }
    ended
}

fn may_be_ended(number: i32, group: Option<Pid>, others: &BTreeSet<i32>) -> bool {
    if others.is_empty() {
        return true;
    }
    let own = Pid::from_raw(number).and_then(|pid| getpgid(Some(pid)).ok());
    !others.contains(&number) && own.is_some() && own == group
}

/// Processes whose parent is this one, and whether each has ended already.
fn own_children() -> Vec<(Pid, LeftBehind, bool)> {
    let Ok(tasks) = fs::read_dir("/proc/self/task") else { return Vec::new() };
    let lists = tasks.filter_map(|task| fs::read_to_string(task.ok()?.path().join("children")).ok());
    let numbers: Vec<i32> = lists
        .flat_map(|list| list.split_whitespace().filter_map(|word| word.parse().ok()).collect::<Vec<_>>())
        .collect();
    let guardian = guardian::number();
    numbers
        .into_iter()
        .filter(|number| Some(*number) != guardian)
        .filter_map(|number| {
            let stat = fs::read_to_string(format!("/proc/{number}/stat")).ok()?;
            let (name, rest) = stat.split_once('(')?.1.rsplit_once(')')?;
            let mut command = command_line(number);
            if command.is_empty() {
                command.push(name.to_owned());
            }
            Some((Pid::from_raw(number)?, LeftBehind { number, command }, rest.trim_start().starts_with('Z')))
        })
        .collect()
}

fn command_line(number: i32) -> Vec<String> {
    let bytes = fs::read(format!("/proc/{number}/cmdline")).unwrap_or_default();
    let words = bytes.split(|byte| *byte == 0).filter(|word| !word.is_empty());
    words.map(|word| String::from_utf8_lossy(word).into_owned()).collect()
}
