//! A forked child that works, answers and leaves, while this process waits for it.

use std::time::Duration;

use pyo3::prelude::*;

use super::channel::{Channel, leave};
use super::clock;
use super::output::flush_output;
use super::sharing;
use crate::quantity::Nanos;
use crate::wire::{CHANNEL_LOST, ChildEnd, Message, WHERE_SIGNAL};

/// Exit status of a child that has sent what it made.
const ANSWERED: i32 = 83;
/// Exit status of a child that has sent why there is nothing.
const REFUSED: i32 = 84;

/// The tool's deadline comes before that of a child: it looks at the child before it ends both.
const LATER: Nanos = Nanos::from_millis(2_000);
/// What a child has to say where it stands, before it is killed.
const TO_SAY_WHERE: Duration = Duration::from_millis(100);

/// Forks; the child does the work, which sends its answer; this process waits for it, no longer than allowed.
///
/// Returns whether the work succeeded.
pub fn run(py: Python<'_>, channel: &Channel, allowed: Nanos, work: impl FnOnce() -> bool) -> PyResult<bool> {
    flush_output(py);
    let signals = ChildSignal::by_default();
    let child: i32 = sharing::unheard(|| py.import("os")?.call_method0("fork"))?.extract()?;
    if child != 0 {
        return Ok(wait(child, allowed + LATER).unwrap_or_else(|how| {
            channel.send(&Message::ChildLost { how });
            false
        }));
    }
    drop(signals);
    // SAFETY: PR_SET_PDEATHSIG takes a signal number; the child must not outlive the worker.
    unsafe { libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL) };
    channel.adopt();
    channel.send(&Message::Working { process: std::process::id() });
    let status = if work() { ANSWERED } else { REFUSED };
    flush_output(py);
    leave(status)
}

/// What is done on SIGCHLD is the system's default for as long as this is there: where the target ignores the signal, or
/// waits for every child in a handler, how a child ended would be lost.
struct ChildSignal {
    before: libc::sigaction,
}

impl ChildSignal {
    fn by_default() -> Self {
        // SAFETY: all-zero is a valid `sigaction`, with the default handler and an empty mask; both are valid for the call.
        let before = unsafe {
            let default: libc::sigaction = std::mem::zeroed();
            let mut before: libc::sigaction = std::mem::zeroed();
            libc::sigaction(libc::SIGCHLD, &raw const default, &raw mut before);
            before
        };
        Self { before }
    }
}

impl Drop for ChildSignal {
    fn drop(&mut self) {
        // SAFETY: `before` came from the same call.
        unsafe { libc::sigaction(libc::SIGCHLD, &raw const self.before, std::ptr::null_mut()) };
    }
}

/// Waits for a child; kills it when its time is up. Whether it made its objects, or how it was lost.
fn wait(child: i32, allowed: Nanos) -> Result<bool, ChildEnd> {
    let started = clock::monotonic();
    let mut pause = Duration::from_micros(50);
    loop {
        let mut status = 0;
        // SAFETY: `status` is valid for writes; `child` is a child of this process that nobody else waits for.
        let ended = unsafe { libc::waitpid(child, &raw mut status, libc::WNOHANG) };
        if ended == child {
            return how_it_ended(status);
        }
        if ended < 0 {
            return Err(ChildEnd::WaitedByTarget);
        }
        if clock::monotonic().since(started) > allowed {
            // SAFETY: `child` was not reaped yet, so the number is still its own.
            unsafe { libc::kill(child, WHERE_SIGNAL) };
            std::thread::sleep(TO_SAY_WHERE);
            // SAFETY: as above.
            unsafe {
                libc::kill(child, libc::SIGKILL);
                libc::waitpid(child, &raw mut status, 0);
            }
            return Err(ChildEnd::NotInTime(allowed));
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(1));
    }
}

fn how_it_ended(status: i32) -> Result<bool, ChildEnd> {
    if libc::WIFSIGNALED(status) {
        return Err(ChildEnd::Signal(libc::WTERMSIG(status)));
    }
    match libc::WEXITSTATUS(status) {
        ANSWERED => Ok(true),
        REFUSED => Ok(false),
        CHANNEL_LOST => Err(ChildEnd::ChannelLost),
        other => Err(ChildEnd::Status(other)),
    }
}

#[cfg(feature = "python-tests")]
#[allow(clippy::unwrap_used)]
pub mod tests {
    use super::super::inside::channel;
    use super::*;

    inside! {
        fn what_a_child_sends_arrives_and_its_end_is_known(py) {
            let (channel, far) = channel();
            let minute = Nanos::from_millis(60_000);
            let made = run(py, &channel, minute, || {
                channel.send(&Message::AlreadyLoaded);
                true
            });
            let refused = run(py, &channel, minute, || false);
            drop(channel);
            assert_eq!((made.unwrap(), refused.unwrap()), (true, false));
            assert!(matches!(far.messages()[..], [Message::AlreadyLoaded]));
        }
        fn an_ending_is_named(_) {
            assert_eq!(how_it_ended(ANSWERED << 8), Ok(true));
            assert_eq!(how_it_ended(REFUSED << 8), Ok(false));
            assert_eq!(how_it_ended(libc::SIGSEGV), Err(ChildEnd::Signal(libc::SIGSEGV)));
            assert_eq!(how_it_ended(CHANNEL_LOST << 8), Err(ChildEnd::ChannelLost));
        }
    }
}
