//! The way back to the tool: a descriptor of our own that the target may close or take over.

use std::fs::File;
use std::io::{self, Write};
use std::iter::successors;
use std::os::fd::{AsRawFd, FromRawFd, RawFd};
use std::os::unix::fs::MetadataExt;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::frame;
use crate::wire::{CHANNEL_LOST, Message};

/// High enough that a target's own files do not land there, where the limit on descriptors allows it.
const HIGH: u64 = 700;
/// The lowest that is not one of those which the worker inherits.
const LOWEST: u64 = 8;

/// The process that works for the tool; in a copy of it that the target forked, another one than itself.
static WORKER: AtomicU32 = AtomicU32::new(0);

/// Ends a copy of the worker that the target has forked and that goes on as if it were the worker: it would make the same
/// objects once more, and fork with each of them.
pub fn leave_if_copied() {
    let worker = WORKER.load(Ordering::Relaxed);
    if worker != 0 && worker != std::process::id() {
        leave(0);
    }
}

/// Writes frames, each whole, from any thread.
pub struct Channel {
    pipe: Mutex<File>,
    nonce: u64,
    identity: (u64, u64),
    owner: AtomicU32,
}

/// By which a file is known again under its number.
pub fn identity(file: &File) -> io::Result<(u64, u64)> {
    file.metadata().map(|data| (data.dev(), data.ino()))
}

/// From where on a descriptor is looked for, one after the other: what lies below the limit is what there is.
fn starts(limit: u64) -> impl Iterator<Item = RawFd> {
    let first = HIGH.min(limit - limit / 8).max(LOWEST);
    let halves = successors(Some(first), |start| Some(start / 2).filter(|half| *half > LOWEST));
    halves.chain([LOWEST]).filter_map(|start| RawFd::try_from(start).ok())
}

/// The soft limit on the numbers of descriptors.
fn limit() -> u64 {
    let mut limit = libc::rlimit { rlim_cur: HIGH, rlim_max: HIGH };
    // SAFETY: the pointer is to a structure of the type that the call fills in.
    match unsafe { libc::getrlimit(libc::RLIMIT_NOFILE, &raw mut limit) } {
        0 => limit.rlim_cur,
        _ => HIGH,
    }
}

/// Moves a descriptor out of the way, closed on `exec`.
pub fn move_high(low: RawFd) -> io::Result<File> {
    // SAFETY: `fcntl` with F_DUPFD_CLOEXEC has no requirement but a number; errors are checked.
    let duplicate = |start: RawFd| unsafe { libc::fcntl(low, libc::F_DUPFD_CLOEXEC, start) };
    let high = starts(limit()).map(duplicate).find(|high| *high >= 0);
    let high = high.ok_or_else(io::Error::last_os_error)?;
    // SAFETY: the parent handed `low` to this process for this use alone, and nothing else owns it.
    drop(unsafe { File::from_raw_fd(low) });
    // SAFETY: `high` was just opened here and has no other owner.
    Ok(unsafe { File::from_raw_fd(high) })
}

impl Channel {
    /// Takes over the inherited descriptor.
    pub fn take(low: RawFd, nonce: u64) -> io::Result<Self> {
        let pipe = move_high(low)?;
        let identity = identity(&pipe)?;
        WORKER.store(std::process::id(), Ordering::Relaxed);
        Ok(Self { pipe: Mutex::new(pipe), nonce, identity, owner: AtomicU32::new(std::process::id()) })
    }

    /// The descriptor's number, which is not a leftover of the target.
    pub fn number(&self) -> RawFd {
        self.pipe.lock().unwrap_or_else(PoisonError::into_inner).as_raw_fd()
    }

    /// A forked child that is meant to speak becomes an owner.
    pub fn adopt(&self) {
        self.owner.store(std::process::id(), Ordering::Relaxed);
        WORKER.store(std::process::id(), Ordering::Relaxed);
    }

    /// Sends a message.
    ///
    /// Ends the process where the descriptor is no longer ours: a number that the target closed may by now
    /// be a file of its own, which must not be written. A process that the target forked stays silent.
    pub fn send(&self, message: &Message) {
        if std::process::id() != self.owner.load(Ordering::Relaxed) {
            return;
        }
        let mut pipe = self.pipe.lock().unwrap_or_else(PoisonError::into_inner);
        let ours = identity(&pipe).is_ok_and(|now| now == self.identity);
        let written =
            ours && frame::encode(self.nonce, message).is_ok_and(|bytes| pipe.write_all(&bytes).is_ok());
        if !written {
            leave(CHANNEL_LOST);
        }
    }
}

/// Ends the process at once, without the interpreter's finalisation, which is not measured.
pub fn leave(status: i32) -> ! {
    // SAFETY: `_exit` takes a number and does not return.
    unsafe { libc::_exit(status) }
}

#[cfg(feature = "python-tests")]
#[allow(clippy::unwrap_used)]
pub mod tests {
    use super::super::inside::channel;
    use super::*;

    inside! {
        fn descriptors_lie_high_and_below_any_limit(_) {
            for (limit, first) in [(u64::MAX, 700), (1024, 700), (512, 448), (64, 56), (8, 8), (0, 8)] {
                let all: Vec<RawFd> = starts(limit).collect();
                assert_eq!((all[0], all.last()), (first, Some(&8)), "{limit}");
                assert!(all.is_sorted_by(|a, b| a >= b), "{all:?}");
            }
        }
        fn a_moved_descriptor_is_the_same_file_under_a_high_number(_) {
            let (read, write) = io::pipe().unwrap();
            let (low, before) = (write.as_raw_fd(), File::from(std::os::fd::OwnedFd::from(write.try_clone().unwrap())));
            std::mem::forget(write);
            let moved = move_high(low).unwrap();
            assert!(moved.as_raw_fd() >= 700, "{moved:?}");
            assert_eq!(identity(&moved).unwrap(), identity(&before).unwrap());
            // SAFETY: the descriptor is only asked for its flags; where it is not open, that is refused.
            assert_eq!(unsafe { libc::fcntl(moved.as_raw_fd(), libc::F_GETFD) }, libc::FD_CLOEXEC);
            // SAFETY: likewise.
            assert_eq!(unsafe { libc::fcntl(low, libc::F_GETFD) }, -1, "the low number is free");
            drop(read);
        }
        fn what_is_sent_arrives_whole_and_in_order(_) {
            let (channel, far) = channel();
            channel.send(&Message::AlreadyLoaded);
            channel.send(&Message::Done);
            drop(channel);
            assert!(matches!(far.messages()[..], [Message::AlreadyLoaded, Message::Done]));
        }
        fn a_process_that_the_target_forked_stays_silent(_) {
            let (channel, far) = channel();
            channel.owner.store(1, Ordering::Relaxed);
            channel.send(&Message::Done);
            channel.adopt();
            channel.send(&Message::AlreadyLoaded);
            drop(channel);
            assert!(matches!(far.messages()[..], [Message::AlreadyLoaded]));
        }
        fn a_descriptor_that_was_taken_over_ends_the_process_unwritten(_) {
            let (channel, far) = channel();
            let (mut read, write) = io::pipe().unwrap();
            // SAFETY: the child only writes and ends; it takes no lock that another thread could hold.
            let child = unsafe { libc::fork() };
            if child == 0 {
                // SAFETY: both numbers are open here; the target could do the same.
                unsafe { libc::dup2(write.as_raw_fd(), channel.number()) };
                channel.adopt();
                channel.send(&Message::Done);
                leave(0);
            }
            let mut status = 0;
            // SAFETY: `status` is valid for writes for the length of the call.
            assert_eq!(unsafe { libc::waitpid(child, &raw mut status, 0) }, child);
            assert_eq!(libc::WEXITSTATUS(status), CHANNEL_LOST);
            drop((write, channel));
            let mut bytes = Vec::new();
            io::Read::read_to_end(&mut read, &mut bytes).unwrap();
            assert!(bytes.is_empty() && far.messages().is_empty());
        }
    }
}
