//! Which checks run now, for whoever waits for them.

use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use crate::measure::Progress;

/// The checks that run side by side.
pub struct RunningChecks<'a> {
    progress: &'a dyn Progress,
    ends: Option<Instant>,
    names: Mutex<Vec<&'a str>>,
}

impl<'a> RunningChecks<'a> {
    /// None yet; they are ended then.
    pub fn until(ends: Option<Instant>, progress: &'a dyn Progress) -> Self {
        Self { progress, ends, names: Mutex::default() }
    }

    /// One more runs as long as the work takes.
    pub fn during<T>(&self, name: &'a str, work: impl FnOnce() -> T) -> T {
        self.change(|names| names.push(name));
        let done = work();
        self.change(|names| names.retain(|running| *running != name));
        done
    }

    fn change(&self, change: impl FnOnce(&mut Vec<&'a str>)) {
        let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut names);
        self.progress.running(&names.join(", "), self.ends);
    }
}
