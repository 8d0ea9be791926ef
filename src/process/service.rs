//! A server in the background: started, watched, and ended with all that it started itself.

use std::io;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};

use super::group::group;
use super::guard::RunGuard;
use super::interrupt::Interrupt;
use super::left_behind::{self, LeftBehind, end_left_behind};
use super::streams::{GRACE, KEPT, Streams, Tail};
use super::timeout::Timeout;

/// A watcher has no deadline of its own: whoever started the service has one, and so has the guardian.
const AS_LONG_AS_NEEDED: Duration = Duration::from_secs(30 * 24 * 3600);

/// A variable that a server is given.
const MARK: &str = "VITALS_SERVER";

/// A running server. It is ended when this value goes.
#[derive(Debug)]
pub struct Service {
    group: Option<Pid>,
    /// What it and all that it starts carry in their environment.
    mark: String,
    guard: Arc<RunGuard>,
    news: Receiver<io::Result<Served>>,
    watcher: Option<JoinHandle<()>>,
    ended: Option<io::Result<Served>>,
}

#[derive(Debug)]
struct Served {
    status: ExitStatus,
    stdout: Tail,
    stderr: Tail,
}

/// How a server ended, and what it said.
#[derive(Debug)]
pub struct ServiceEnd {
    /// Exit code or signal; None where it could not be learnt.
    pub status: Option<ExitStatus>,
    /// Whether it ended before it was asked to.
    pub early: bool,
    /// The end of its standard output.
    pub stdout: Tail,
    /// The end of its standard error.
    pub stderr: Tail,
    /// Processes that it left running; they were ended.
    pub left_behind: Vec<LeftBehind>,
}

impl Service {
    /// Starts a command in its own process group. Ctrl-C ends it too.
    ///
    /// # Errors
    /// Where the command cannot be started.
    pub fn start(mut command: Command, interrupt: &Interrupt) -> io::Result<Self> {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let interrupt = interrupt.try_clone()?;
        // Two servers may run side by side: whose a process is that one of them leaves is seen by this.
        let number = format!("{:016x}", rand::random::<u64>());
        command.env(MARK, &number);
        let child = left_behind::begin(&mut command)?;
        let group = group(&child);
        let guard = interrupt.guard.clone();
        guard.begin_group(group);
        let (report, news) = sync_channel(1);
        let watcher = thread::Builder::new().name("service".into()).spawn(move || {
            let _ = report.send(attend(child, &interrupt));
        })?;
        let mark = format!("{MARK}={number}");
        Ok(Self { group, mark, guard, news, watcher: Some(watcher), ended: None })
    }

    /// Whether it has ended by itself.
    pub fn has_ended(&mut self) -> bool {
        self.wait(Duration::ZERO)
    }

    fn wait(&mut self, time: Duration) -> bool {
        if self.ended.is_none() {
            self.ended = match self.news.recv_timeout(time) {
                Ok(served) => Some(served),
                Err(RecvTimeoutError::Timeout) => None,
                Err(RecvTimeoutError::Disconnected) => Some(Err(io::Error::other("nobody watched it"))),
            };
        }
        self.ended.is_some()
    }

    /// Asks it to end, then insists.
    pub fn end(mut self) -> ServiceEnd {
        let early = self.has_ended();
        let left_behind = self.stop();
        let served = self.ended.take().and_then(Result::ok);
        let (status, stdout, stderr) = match served {
            Some(served) => (Some(served.status), served.stdout, served.stderr),
            None => (None, Tail::keeping(KEPT), Tail::keeping(KEPT)),
        };
        ServiceEnd { status, early, stdout, stderr, left_behind }
    }

    fn stop(&mut self) -> Vec<LeftBehind> {
        let Some(watcher) = self.watcher.take() else { return Vec::new() };
        for signal in [Signal::TERM, Signal::KILL] {
            if let (false, Some(group)) = (self.wait(Duration::ZERO), self.group) {
                let _ = kill_process_group(group, signal);
                self.wait(GRACE);
            }
        }
        let _ = watcher.join();
        let left_behind = end_left_behind(self.group, Some(&self.mark));
        self.guard.end_group(self.group);
        left_behind
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.stop();
    }
}

fn attend(mut child: Child, interrupt: &Interrupt) -> io::Result<Served> {
    let attended = Streams::of(&mut child, None, KEPT).and_then(|mut streams| {
        streams.attend(&child, Timeout::of(AS_LONG_AS_NEEDED).within(interrupt.ends), interrupt)?;
        streams.drain();
        Ok(streams)
    });
    if attended.is_err() {
        let _ = child.kill();
    }
    let status = child.wait()?;
    let streams = attended?;
    Ok(Served { status, stdout: streams.stdout.1, stderr: streams.stderr.1 })
}
