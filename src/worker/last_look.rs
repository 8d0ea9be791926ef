//! The last look at a worker, just before it is ended: what the kernel says of it, and where Python says that it stands.

use std::cell::Cell;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::thread::sleep;
use std::time::{Duration, Instant};

use procfs::FromRead;
use procfs::process::{Stat, Status};
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid};
use vitals_probes::kernel_wait::kernel_wait;
use vitals_probes::wire::{Message, WHERE_SIGNAL};

/// The longest that the fault handler is waited for: it takes milliseconds, on a busy machine more.
const LONGEST_ANSWER: Duration = Duration::from_millis(300);
const POLL: Duration = Duration::from_millis(5);
/// An interpreter whose lock is free answers well within this time.
const ANSWER: Duration = Duration::from_millis(150);
/// The end of what the fault handler printed: the main thread stands last.
const KEPT: u64 = 64 << 10;
/// Steps from a process to its forebear, at most.
const GENERATIONS: usize = 32;

/// What a worker's messages say of who works, and whether it answers.
#[derive(Default)]
pub(super) struct Seen {
    process: Cell<Option<Pid>>,
    asked: Cell<Option<Instant>>,
}

/// What was seen.
#[derive(Debug, Default)]
pub(super) struct LastLook {
    /// It was stopped, as by SIGSTOP.
    pub stopped: bool,
    /// The signal that stopped it; None of a process that only its own parent can ask.
    pub stopped_by: Option<i32>,
    /// The kernel function that its main thread waits in.
    pub kernel_wait: Option<String>,
    /// The system call that it waits in.
    pub syscall: Option<i64>,
    /// The interpreter was asked where it stands, and did not answer.
    pub holds_lock: bool,
}

impl Seen {
    /// Takes note of a message.
    pub fn hear(&self, message: &Message) {
        match message {
            Message::Working { process } => {
                self.process.set(i32::try_from(*process).ok().and_then(Pid::from_raw));
                self.asked.set(None);
            }
            Message::Asked => self.asked.set(Some(Instant::now())),
            _ => self.asked.set(None),
        }
    }

    /// Looks at whoever works now, a descendant of `child`, and has it say where it stands.
    pub fn look(&self, child: Pid, places: &File) -> LastLook {
        let Some(process) = self.process.get().filter(|process| descends(*process, child)) else {
            // It has not come as far as the probe.
            return of_the_kernel(child, child);
        };
        let mut look = of_the_kernel(process, child);
        look.holds_lock = self.asked.get().is_some_and(|asked| asked.elapsed() >= ANSWER);
        say_where(process, look.stopped, places);
        look
    }
}

fn of_the_kernel(process: Pid, child: Pid) -> LastLook {
    let number = process.as_raw_nonzero().get();
    let state = Stat::from_file(format!("/proc/{number}/stat")).ok().map(|stat| stat.state);
    let stopped = state == Some('T');
    let (kernel_wait, syscall) = kernel_wait(&number.to_string(), number);
    let stopped_by = if stopped && process == child { signal_that_stopped(child) } else { None };
    LastLook { stopped, stopped_by, kernel_wait, syscall, holds_lock: false }
}

fn signal_that_stopped(child: Pid) -> Option<i32> {
    let options = WaitIdOptions::STOPPED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    waitid(WaitId::Pid(child), options).ok()??.stopping_signal()
}

/// Asks by a signal, and waits until the answer is complete. A stopped process takes the signal as it goes on.
fn say_where(process: Pid, stopped: bool, places: &File) {
    let handled = || {
        let status = Status::from_file(format!("/proc/{}/status", process.as_raw_nonzero())).ok()?;
        Some(status.sigcgt & (1 << (WHERE_SIGNAL - 1)) != 0)
    };
    // Without its handler the signal would end it.
    let Some(signal) = Signal::from_named_raw(WHERE_SIGNAL).filter(|_| handled() == Some(true)) else {
        return;
    };
    let length = || places.metadata().map_or(0, |about| about.len());
    let before = length();
    if kill_process(process, signal).is_err() {
        return;
    }
    if stopped {
        let _ = kill_process(process, Signal::CONT);
    }
    let asked = Instant::now();
    let mut last = before;
    while asked.elapsed() < LONGEST_ANSWER {
        sleep(POLL);
        let now = length();
        if now > before && now == last {
            break;
        }
        last = now;
    }
}

/// Whether a process is another one, or its child, or its child's child. Its number came from inside: in a namespace of its
/// own it would be another process here.
fn descends(process: Pid, from: Pid) -> bool {
    let mut number = process.as_raw_nonzero().get();
    for _ in 0..GENERATIONS {
        if number == from.as_raw_nonzero().get() {
            return true;
        }
        match Stat::from_file(format!("/proc/{number}/stat")) {
            Ok(stat) if stat.ppid > 1 => number = stat.ppid,
            _ => return false,
        }
    }
    false
}

/// The end of what the fault handler has printed.
pub(super) fn printed(places: &File) -> io::Result<String> {
    let length = places.metadata()?.len();
    let begin = length.saturating_sub(KEPT);
    let mut bytes = vec![0; usize::try_from(length - begin).unwrap_or(0)];
    places.read_exact_at(&mut bytes, begin)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_descends_from_itself_and_from_its_parent_and_not_from_its_child() {
        let mut child = std::process::Command::new("sleep").arg("60").spawn().expect("a child");
        let pid = Pid::from_child(&child);
        let own = rustix::process::getpid();
        assert!(descends(pid, own) && descends(pid, pid) && !descends(own, pid));
        child.kill().expect("killed");
        child.wait().expect("waited for");
    }

    #[test]
    fn the_end_of_what_was_printed_is_read() {
        let mut file = tempfile::tempfile().expect("a file");
        assert_eq!(printed(&file).expect("read"), "");
        let text = "line\n".repeat(20_000);
        io::Write::write_all(&mut file, text.as_bytes()).expect("written");
        let end = printed(&file).expect("read");
        assert_eq!(end.len() as u64, KEPT);
        assert!(text.ends_with(&end));
    }
}
