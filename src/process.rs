//! The one place that spawns: own process group, deadline, grace, kill, bounded output, nothing left behind.

use std::collections::VecDeque;
use std::fs;
use std::io::{self, Read};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{
    Pid, PidfdFlags, Signal, WaitOptions, kill_process, kill_process_group, pidfd_open, wait, waitpid,
};
use rustix::time::{ClockId, clock_gettime};
use serde::Serialize;
use wait4::{ResourceUsage, Wait4};

use crate::quantity::{Bytes, Nanos};

/// What is kept of each stream: its end.
const KEPT: usize = 16 << 10;
/// Between SIGTERM and SIGKILL.
const GRACE: Duration = Duration::from_millis(500);

/// Ctrl-C and its like, seen once for the whole program.
#[derive(Debug)]
pub struct Interrupt {
    raised: Arc<AtomicBool>,
    wake: UnixStream,
}

impl Interrupt {
    /// Listens for SIGINT, SIGTERM and SIGHUP from now on, and takes in the orphans of every child.
    ///
    /// # Errors
    /// Where the system gives no pipe or no signal handler.
    pub fn listen() -> io::Result<Self> {
        // Without it (very old kernels) a daemon of the target's goes to init, as it would without us.
        let _ = rustix::process::set_child_subreaper(Some(rustix::process::getpid()));
        let (wake, write) = UnixStream::pair()?;
        let raised = Arc::new(AtomicBool::new(false));
        for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM, signal_hook::consts::SIGHUP]
        {
            signal_hook::flag::register(signal, raised.clone())?;
            signal_hook::low_level::pipe::register(signal, write.try_clone()?)?;
        }
        Ok(Self { raised, wake })
    }

    /// Whether the user asked to stop.
    pub fn raised(&self) -> bool {
        self.raised.load(Ordering::Relaxed)
    }
}

/// Why a child was ended from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// It made no progress for too long.
    Idle,
    /// The time of the whole run is over.
    Budget,
    /// The user asked to stop.
    Interrupt,
}

/// How a child ended, and what it used.
#[derive(Debug)]
pub struct Ended {
    /// Exit code or signal.
    pub status: ExitStatus,
    /// Whether it was ended from outside.
    pub cut: Option<Cut>,
    /// `CLOCK_MONOTONIC` just before the spawn.
    pub spawned_at: Nanos,
    /// From the spawn to the end.
    pub wall: Nanos,
    /// Its own resource use, from `wait4`.
    pub used: ResourceUse,
    /// The end of its standard output.
    pub stdout: Tail,
    /// The end of its standard error.
    pub stderr: Tail,
    /// Processes that it left running; they were ended.
    pub left_behind: Vec<LeftBehind>,
}

/// A process that a child left running.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftBehind {
    /// Its number.
    pub number: i32,
    /// Its command line; of a kernel's short name alone where it has none.
    pub command: Vec<String>,
}

/// What the kernel counted for one child and the children that it waited for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct ResourceUse {
    /// Processor time in user mode.
    pub user: Nanos,
    /// Processor time in the kernel.
    pub system: Nanos,
    /// Largest resident size.
    pub peak_rss: Bytes,
}

impl From<ResourceUsage> for ResourceUse {
    fn from(used: ResourceUsage) -> Self {
        let nanos = |time: Duration| Nanos(u64::try_from(time.as_nanos()).unwrap_or(u64::MAX));
        Self { user: nanos(used.utime), system: nanos(used.stime), peak_rss: Bytes(used.maxrss) }
    }
}

/// The last bytes of a stream, and how many there were.
#[derive(Debug, Default)]
pub struct Tail {
    kept: VecDeque<u8>,
    /// All bytes that came.
    pub total: Bytes,
}

impl Tail {
    fn push(&mut self, bytes: &[u8]) {
        self.total += Bytes(bytes.len() as u64);
        self.kept.extend(&bytes[bytes.len().saturating_sub(KEPT)..]);
        let surplus = self.kept.len().saturating_sub(KEPT);
        self.kept.drain(..surplus);
    }

    /// The kept end as text; a character cut in half becomes the replacement character.
    pub fn text(&self) -> String {
        let (front, back) = self.kept.as_slices();
        String::from_utf8_lossy(&[front, back].concat()).into_owned()
    }
}

/// `CLOCK_MONOTONIC`, the clock that the probes use too.
pub fn monotonic() -> Nanos {
    let now = clock_gettime(ClockId::Monotonic);
    Nanos(now.tv_sec as u64 * 1_000_000_000 + now.tv_nsec as u64)
}

/// Takes bytes, and says whether they were progress.
pub type Sink<'a> = &'a mut dyn FnMut(&[u8]) -> bool;

/// A pipe end to read from, beside the standard streams.
pub struct SideChannel<'a> {
    /// The read end.
    pub pipe: OwnedFd,
    /// Takes what arrives, and says whether it was progress.
    pub sink: Sink<'a>,
}

/// How long a child may take.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// Without progress on the side channel.
    pub idle: Duration,
    /// At the very latest.
    pub until: Option<Instant>,
}

impl Patience {
    /// For a child that shows no progress.
    pub fn of(idle: Duration) -> Self {
        Self { idle, until: None }
    }

    /// When the child has to be ended, and why, if it shows nothing from `now` on.
    fn end(self, now: Instant) -> (Instant, Cut) {
        let idle = now + self.idle;
        match self.until {
            Some(until) if until < idle => (until, Cut::Budget),
            _ => (idle, Cut::Idle),
        }
    }
}

/// Runs a command to its end, or to its deadline, or to Ctrl-C.
///
/// # Errors
/// Where the command cannot be started or waited for.
pub fn run(
    mut command: Command,
    side: Option<SideChannel<'_>>,
    patience: Patience,
    interrupt: &Interrupt,
) -> io::Result<Ended> {
    command.process_group(0).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let spawned_at = monotonic();
    let mut child = command.spawn()?;
    // The parent's copies of what the child inherits must go, or the side channel never ends.
    drop(command);
    let mut streams = Streams::of(&mut child, side)?;
    let cut = streams.attend(&child, patience, interrupt)?;
    let group = group(&child);
    let used = child.wait4()?;
    let wall = monotonic().saturating_sub(spawned_at);
    let left_behind = end_left_behind(group);
    streams.drain();
    Ok(Ended {
        status: used.status,
        cut,
        spawned_at,
        wall,
        used: used.rusage.into(),
        stdout: streams.stdout.1,
        stderr: streams.stderr.1,
        left_behind,
    })
}

fn group(child: &Child) -> Option<Pid> {
    Pid::from_raw(child.id() as i32)
}

/// The streams of a running child.
struct Streams<'a> {
    stdout: (Option<fs::File>, Tail),
    stderr: (Option<fs::File>, Tail),
    side: Option<(fs::File, Sink<'a>)>,
    buffer: Vec<u8>,
}

impl<'a> Streams<'a> {
    fn of(child: &mut Child, side: Option<SideChannel<'a>>) -> io::Result<Self> {
        let non_blocking = |fd: OwnedFd| -> io::Result<fs::File> {
            rustix::io::ioctl_fionbio(&fd, true)?;
            Ok(fs::File::from(fd))
        };
        let stdout = child.stdout.take().map(|pipe| non_blocking(pipe.into())).transpose()?;
        let stderr = child.stderr.take().map(|pipe| non_blocking(pipe.into())).transpose()?;
        let side = match side {
            Some(side) => Some((non_blocking(side.pipe)?, side.sink)),
            None => None,
        };
        Ok(Self {
            stdout: (stdout, Tail::default()),
            stderr: (stderr, Tail::default()),
            side,
            buffer: vec![0; 64 << 10],
        })
    }

    /// Reads until the child has ended; ends it where it must be ended.
    fn attend(
        &mut self,
        child: &Child,
        patience: Patience,
        interrupt: &Interrupt,
    ) -> io::Result<Option<Cut>> {
        let Some(pid) = group(child) else { return Ok(None) };
        let pidfd = pidfd_open(pid, PidfdFlags::empty())?;
        let (mut until, mut why) = patience.end(Instant::now());
        let mut cut = None;
        loop {
            let ended = self.wait_for_news(pidfd.as_fd(), until, cut.is_none().then_some(interrupt))?;
            let progress = self.drain();
            if ended {
                return Ok(cut);
            }
            let now = Instant::now();
            if cut.is_none() && interrupt.raised() {
                cut = Some(Cut::Interrupt);
                let _ = kill_process_group(pid, Signal::KILL);
                until = now + GRACE;
            } else if now >= until {
                let signal = if cut.is_none() { Signal::TERM } else { Signal::KILL };
                let _ = kill_process_group(pid, signal);
                cut = cut.or(Some(why));
                until = now + GRACE;
            } else if progress && cut.is_none() {
                (until, why) = patience.end(now);
            }
        }
    }

    /// Sleeps until something can be read, the child has ended (true), or time is up.
    fn wait_for_news(
        &self,
        pidfd: BorrowedFd<'_>,
        until: Instant,
        interrupt: Option<&Interrupt>,
    ) -> io::Result<bool> {
        let mut polled = vec![PollFd::from_borrowed_fd(pidfd, PollFlags::IN)];
        let files = [self.stdout.0.as_ref(), self.stderr.0.as_ref(), self.side.as_ref().map(|side| &side.0)];
        polled.extend(files.into_iter().flatten().map(|file| PollFd::new(file, PollFlags::IN)));
        polled.extend(interrupt.map(|interrupt| PollFd::new(&interrupt.wake, PollFlags::IN)));
        let left = until.saturating_duration_since(Instant::now());
        let timeout = Timespec { tv_sec: left.as_secs() as i64, tv_nsec: i64::from(left.subsec_nanos()) };
        match poll(&mut polled, Some(&timeout)) {
            Ok(_) => Ok(!polled[0].revents().is_empty()),
            Err(rustix::io::Errno::INTR) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Takes all that is there now; forgets a stream that has ended. True where the side channel made progress.
    fn drain(&mut self) -> bool {
        for (file, tail) in [&mut self.stdout, &mut self.stderr] {
            if file
                .as_mut()
                .is_some_and(|file| drain_one(file, &mut self.buffer, &mut |bytes| tail.push(bytes)))
            {
                *file = None;
            }
        }
        let mut progress = false;
        if let Some((file, sink)) = &mut self.side {
            let mut watched = |bytes: &[u8]| progress |= sink(bytes);
            if drain_one(file, &mut self.buffer, &mut watched) {
                self.side = None;
            }
        }
        progress
    }
}

/// Reads at most a few megabytes, so that one stream cannot keep the others waiting. True at its end.
fn drain_one(file: &mut fs::File, buffer: &mut [u8], sink: &mut dyn FnMut(&[u8])) -> bool {
    for _ in 0..64 {
        match file.read(buffer) {
            Ok(0) => return true,
            Ok(count) => sink(&buffer[..count]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return error.kind() != io::ErrorKind::WouldBlock,
        }
    }
    false
}

/// Ends whatever a child has left: its group, and what came to us as an orphan.
fn end_left_behind(group: Option<Pid>) -> Vec<LeftBehind> {
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
    while let Ok(Some(_)) = wait(WaitOptions::NOHANG) {}
    ended
}

/// Processes whose parent is this one, and whether each has ended already.
fn own_children() -> Vec<(Pid, LeftBehind, bool)> {
    let Ok(tasks) = fs::read_dir("/proc/self/task") else { return Vec::new() };
    let lists = tasks.filter_map(|task| fs::read_to_string(task.ok()?.path().join("children")).ok());
    let numbers: Vec<i32> = lists
        .flat_map(|list| list.split_whitespace().filter_map(|word| word.parse().ok()).collect::<Vec<_>>())
        .collect();
    numbers
        .into_iter()
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

/// An exit status in words.
pub fn describe(status: ExitStatus) -> String {
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("exit status {code}"),
        (None, Some(signal)) => {
            let name = signal_hook::low_level::signal_name(signal)
                .map_or_else(String::new, |name| format!(" ({name})"));
            format!("signal {signal}{name}")
        }
        (None, None) => "an unknown status".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tail_keeps_the_end_and_counts_everything() {
        let mut tail = Tail::default();
        for number in 0..100_000_u32 {
            tail.push(format!("{number}\n").as_bytes());
        }
        assert_eq!(tail.total, Bytes(588_890));
        assert!(tail.text().ends_with("99999\n"));
        assert_eq!(tail.text().len(), KEPT);
    }
}
