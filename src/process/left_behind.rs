//! What a child has left running: found, ended, and told.

use std::fs;

use rustix::process::{Pid, Signal, WaitOptions, kill_process, kill_process_group, waitpid};

use super::{guardian, service};

/// A process that a child left running.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftBehind {
    /// Its number.
    pub number: i32,
    /// Its command line; of a kernel's short name alone where it has none.
    pub command: Vec<String>,
}

/// Ends whatever a child has left: its group, and what came to us as an orphan.
pub(super) fn end_left_behind(group: Option<Pid>) -> Vec<LeftBehind> {
    let mut ended = Vec::new();
    // Each round may free further orphans; a target that forks faster than this is not waited for.
    for _ in 0..100 {
        let children = own_children();
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
    for (pid, _, _) in own_children() {
        let _ = waitpid(Some(pid), WaitOptions::NOHANG);
    }
    ended
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
        .filter(|number| Some(*number) != guardian && !service::is_one(*number))
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
