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
const LOWEST: u64 = 6;

/// Writes frames, each whole, from any thread.
pub struct Channel {
    pipe: Mutex<File>,
    nonce: u64,
    identity: (u64, u64),
    owner: AtomicU32,
}

fn identity(file: &File) -> io::Result<(u64, u64)> {
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
        Ok(Self { pipe: Mutex::new(pipe), nonce, identity, owner: AtomicU32::new(std::process::id()) })
    }

    /// The descriptor's number, which is not a leftover of the target.
    pub fn number(&self) -> RawFd {
        self.pipe.lock().unwrap_or_else(PoisonError::into_inner).as_raw_fd()
    }

    /// A forked child that is meant to speak becomes an owner.
    pub fn adopt(&self) {
        self.owner.store(std::process::id(), Ordering::Relaxed);
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
