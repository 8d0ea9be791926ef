//! Users wait for each other: nobody speaks before all are connected, and nobody leaves while another may still be answered.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{OnceLock, atomic::AtomicBool};
use std::time::{Duration, Instant};

/// Where the users of one check meet.
#[derive(Debug)]
pub struct Gate {
    users: u32,
    linger: Duration,
    here: AtomicU32,
    done: AtomicU32,
    all_done: OnceLock<Instant>,
}

impl Gate {
    /// For so many users, who stay on for `linger` after the last is done.
    pub fn new(users: u32, linger: Duration) -> Self {
        Self { users, linger, here: AtomicU32::new(0), done: AtomicU32::new(0), all_done: OnceLock::new() }
    }

    /// A user's place in it; one that is dropped, as after a failure, keeps nobody waiting.
    pub fn enter(&self) -> Participant<'_> {
        Participant { gate: self, here: AtomicBool::new(false), done: AtomicBool::new(false) }
    }

    /// Whether all are connected, or have failed to.
    pub fn all_here(&self) -> bool {
        self.here.load(Ordering::Acquire) >= self.users
    }

    /// Whether nothing more is to be heard.
    pub fn may_leave(&self) -> bool {
        self.all_done.get().is_some_and(|since| since.elapsed() >= self.linger)
    }
}

/// A user's place.
#[derive(Debug)]
pub struct Participant<'a> {
    gate: &'a Gate,
    here: AtomicBool,
    done: AtomicBool,
}

impl Participant<'_> {
    /// This user is connected.
    pub fn here(&self) {
        if !self.here.swap(true, Ordering::AcqRel) {
            self.gate.here.fetch_add(1, Ordering::AcqRel);
        }
    }

    /// This user has heard all that it should, or never will.
    pub fn done(&self) {
        if !self.done.swap(true, Ordering::AcqRel)
            && self.gate.done.fetch_add(1, Ordering::AcqRel) + 1 >= self.gate.users
        {
            self.gate.all_done.get_or_init(Instant::now);
        }
    }
}

impl Drop for Participant<'_> {
    fn drop(&mut self) {
        self.here();
        self.done();
    }
}
