//! A command, run to its end, or to its deadline, or to Ctrl-C.

use std::fs::File;
use std::io;
use std::process::{Command, ExitStatus, Stdio};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use wait4::{ResourceUsage, Wait4};

use super::group::{group, monotonic};
use super::interrupt::Interrupt;
use super::left_behind::{self, LeftBehind, end_left_behind};
use super::streams::{self, SideChannel, Sink, Streams, Tail};
use super::timeout::{Termination, Timeout};
use crate::quantity::{Bytes, Monotonic, Nanos};

/// How a child ended, and what it used.
#[derive(Debug)]
pub struct Ended {
    /// Exit code or signal.
    pub status: ExitStatus,
    /// Whether it was ended from outside.
    pub termination: Option<Termination>,
    /// `CLOCK_MONOTONIC` just before the spawn.
    pub spawned_at: Monotonic,
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

/// What the kernel counted for one child and the children that it waited for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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

/// Runs a command to its end, or to its deadline, or to the end of the run: its budget, or Ctrl-C.
///
/// # Errors
/// Where the command cannot be started or waited for.
pub fn run(
    command: Command,
    side: Option<SideChannel<'_>>,
    timeout: Timeout,
    interrupt: &Interrupt,
) -> io::Result<Ended> {
    run_keeping(streams::KEPT, command, side, timeout, interrupt)
}

/// The same, with more of each stream's end kept.
///
/// # Errors
/// Where the command cannot be started or waited for.
pub fn run_keeping(
    bytes: usize,
    mut command: Command,
    side: Option<SideChannel<'_>>,
    timeout: Timeout,
    interrupt: &Interrupt,
) -> io::Result<Ended> {
    command.stdin(Stdio::null()).stdout(Stdio::piped());
    attended(bytes, command, side, timeout, interrupt)
}

/// The same for a command that reads a file and whose whole output is wanted: `sink` takes it as it comes.
///
/// # Errors
/// Where the command cannot be started or waited for.
pub fn run_through(
    mut command: Command,
    input: File,
    sink: Sink<'_>,
    timeout: Timeout,
    interrupt: &Interrupt,
) -> io::Result<Ended> {
    let (pipe, output) = io::pipe()?;
    command.stdin(input).stdout(output);
    let side = SideChannel { pipe: pipe.into(), sink, before_end: None };
    attended(streams::KEPT, command, Some(side), timeout, interrupt)
}

fn attended(
    bytes: usize,
    mut command: Command,
    side: Option<SideChannel<'_>>,
    timeout: Timeout,
    interrupt: &Interrupt,
) -> io::Result<Ended> {
    command.stderr(Stdio::piped());
    let spawned_at = monotonic();
    let mut child = left_behind::begin(&mut command)?;
    let group = group(&child);
    interrupt.guard.begin_group(group);
    // The parent's copies of what the child inherits must go, or the side channel never ends.
    drop(command);
    let mut streams = Streams::of(&mut child, side, bytes)?;
    let termination = streams.attend(&child, timeout.within(interrupt.ends), interrupt)?;
    let used = child.wait4()?;
    let wall = monotonic().since(spawned_at);
    let left_behind = end_left_behind(group, None);
    interrupt.guard.end_group(group);
    streams.drain();
    Ok(Ended {
        status: used.status,
        termination,
        spawned_at,
        wall,
        used: used.rusage.into(),
        stdout: streams.stdout.1,
        stderr: streams.stderr.1,
        left_behind,
    })
}
