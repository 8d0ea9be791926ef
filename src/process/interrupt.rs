//! What ends a run from outside: Ctrl-C, its budget, and where the tool itself is killed, its guardian.

use std::io;
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::guard::RunGuard;
use crate::plan::Budget;

/// What ends a run from outside. Every child and every folder of a run is begun with it, so that none outlives the run.
#[derive(Debug)]
pub struct Interrupt {
    raised: Arc<AtomicBool>,
    pub(super) wake: UnixStream,
    /// When the run has to be over.
    pub(super) ends: Option<Instant>,
    pub(super) guard: Arc<RunGuard>,
}

/// What ended a wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waited {
    /// The time is over.
    Over,
    /// The user asked to stop.
    Interrupted,
    /// The pipe that is written to has no reader.
    NoReader,
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
        Ok(Self { raised, wake, ends: None, guard: Arc::new(RunGuard::of(Path::new("/proc/self/exe"))) })
    }

    /// The same for a run with a budget: whatever it starts ends with that.
    pub fn within(self, budget: Budget) -> Self {
        Self { ends: budget.ends(), ..self }
    }

    /// Waits for so long, or until the user asks to stop, or nobody is left to read this stream.
    pub fn wait_with_reader(&self, time: Duration, stream: &impl AsFd) -> Waited {
        let timeout = timespec(time);
        // Nothing is asked of the stream: the kernel reports a pipe without a reader by itself.
        let mut polled = [PollFd::new(&self.wake, PollFlags::IN), PollFd::new(stream, PollFlags::empty())];
        // A signal wakes it too; then it is the one that was waited for.
        let woken = poll(&mut polled, Some(&timeout)).is_ok();
        let gone = PollFlags::ERR | PollFlags::HUP;
        if self.raised() {
            Waited::Interrupted
        } else if woken && polled[1].revents().intersects(gone) {
            Waited::NoReader
        } else {
            Waited::Over
        }
    }

    /// Waits for so long, or until the user asks to stop.
    pub fn wait(&self, time: Duration) {
        let timeout = timespec(time);
        // A signal wakes it too; then it is the one that was waited for.
        let _ = poll(&mut [PollFd::new(&self.wake, PollFlags::IN)], Some(&timeout));
    }

    /// The same, for a thread that outlives its starter's borrow.
    ///
    /// # Errors
    /// Where no descriptor is left.
    pub fn try_clone(&self) -> io::Result<Self> {
        Ok(Self {
            raised: self.raised.clone(),
            wake: self.wake.try_clone()?,
            ends: self.ends,
            guard: self.guard.clone(),
        })
    }

    /// As if the user had asked to stop.
    #[cfg(test)]
    pub fn raise(&self) {
        self.raised.store(true, Ordering::Relaxed);
    }

    /// Whether the user asked to stop.
    pub fn raised(&self) -> bool {
        self.raised.load(Ordering::Relaxed)
    }
}

fn timespec(time: Duration) -> Timespec {
    Timespec { tv_sec: time.as_secs() as i64, tv_nsec: i64::from(time.subsec_nanos()) }
}
