//! When, where and by whom an entry was written. Two clocks: the one on the wall, which somebody may set, and the time since the boot.

use std::env;
use std::fs;

use jiff::Timestamp;
use rustix::time::{ClockId, clock_gettime};
use serde::{Deserialize, Serialize};

use crate::untrusted::redact;

/// When, where and by whom an entry was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// By the clock on the wall, in UTC.
    pub time: Timestamp,
    /// The operator's name.
    pub user: String,
    /// The number that the system has for it.
    pub uid: u32,
    /// The machine.
    pub host: String,
    /// Its boot: within one, [`Self::uptime_ms`] only grows.
    pub boot: String,
    /// Milliseconds since the boot.
    pub uptime_ms: u64,
}

impl Stamp {
    /// Of now, by whoever runs this program.
    pub fn now() -> Self {
        let uid = rustix::process::getuid().as_raw();
        let since_boot = clock_gettime(ClockId::Boottime);
        let millis = since_boot.tv_sec.saturating_mul(1_000).saturating_add(since_boot.tv_nsec / 1_000_000);
        let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
        Self {
            time: Timestamp::now(),
            user: redact(&user(uid)),
            uid,
            host: rustix::system::uname().nodename().to_string_lossy().into_owned(),
            boot: boot.trim().to_owned(),
            uptime_ms: u64::try_from(millis).unwrap_or_default(),
        }
    }

    /// Milliseconds from this one to a later one; by the time since the boot where both have the same.
    pub fn until(&self, later: &Self) -> i64 {
        if !self.boot.is_empty() && self.boot == later.boot && self.host == later.host {
            let millis = |uptime: u64| i64::try_from(uptime).unwrap_or(i64::MAX);
            return millis(later.uptime_ms) - millis(self.uptime_ms);
        }
        self.until_time(later.time)
    }

    /// The same by the clock on the wall.
    pub fn until_time(&self, later: Timestamp) -> i64 {
        later.as_millisecond() - self.time.as_millisecond()
    }
}

/// A number as the system's list has it, else as the session says.
fn user(uid: u32) -> String {
    let list = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let listed = list.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)?.parse() == Ok(uid)).then(|| name.to_owned())
    });
    let said = || env::var("USER").ok().filter(|name| !name.is_empty());
    listed.or_else(said).unwrap_or_else(|| format!("uid {uid}"))
}
