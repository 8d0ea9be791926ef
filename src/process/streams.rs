//! What a running child says: its standard streams and a side channel, read without ever blocking on one.

use std::collections::VecDeque;
use std::fs;
use std::io::{self, Read};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::process::Child;
use std::time::{Duration, Instant};

use anstream::adapter::strip_str;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, PidfdFlags, Signal, kill_process_group, pidfd_open};

use super::group::group;
use super::interrupt::Interrupt;
use super::timeout::{Termination, Timeout};
use crate::quantity::Bytes;

/// What is kept of each stream: its end.
pub(super) const KEPT: usize = 16 << 10;
/// Between SIGTERM and SIGKILL.
pub(super) const GRACE: Duration = Duration::from_millis(500);

/// The last bytes of a stream, and how many there were.
#[derive(Debug)]
pub struct Tail {
    kept: VecDeque<u8>,
    most: usize,
    /// All bytes that came.
    pub total: Bytes,
    /// All ends of lines among them.
    pub lines: u64,
}

impl Tail {
    /// An empty one that keeps no more than this.
    pub fn keeping(most: usize) -> Self {
        Self { kept: VecDeque::new(), most, total: Bytes(0), lines: 0 }
    }

    fn push(&mut self, bytes: &[u8]) {
        self.total += Bytes(bytes.len() as u64);
        self.lines += memchr::memchr_iter(b'\n', bytes).count() as u64;
        self.kept.extend(&bytes[bytes.len().saturating_sub(self.most)..]);
        let surplus = self.kept.len().saturating_sub(self.most);
        self.kept.drain(..surplus);
    }

    /// The kept end as text; a character cut in half becomes the replacement character.
    pub fn text(&self) -> String {
        let (front, back) = self.kept.as_slices();
        String::from_utf8_lossy(&[front, back].concat()).into_owned()
    }

    /// The same without the escape sequences that set colours or move the cursor: what a person is shown.
    pub fn plain_text(&self) -> String {
        strip_str(&self.text()).to_string()
    }
}

/// Takes bytes, and says whether they were progress.
pub type Sink<'a> = &'a mut dyn FnMut(&[u8]) -> bool;

/// Looks at a child whose time is over, before it is ended.
pub type LookAt<'a> = &'a mut dyn FnMut(Pid);

/// A pipe end to read from, beside the standard streams.
pub struct SideChannel<'a> {
    /// The read end.
    pub pipe: OwnedFd,
    /// Takes what arrives, and says whether it was progress.
    pub sink: Sink<'a>,
    /// Is called once, where the child's time is over.
    pub before_end: Option<LookAt<'a>>,
}

/// The streams of a running child.
pub(super) struct Streams<'a> {
    pub(super) stdout: (Option<fs::File>, Tail),
    pub(super) stderr: (Option<fs::File>, Tail),
    side: Option<(fs::File, Sink<'a>)>,
    before_end: Option<LookAt<'a>>,
    buffer: Vec<u8>,
}

impl<'a> Streams<'a> {
    pub(super) fn of(child: &mut Child, side: Option<SideChannel<'a>>, kept: usize) -> io::Result<Self> {
        let non_blocking = |fd: OwnedFd| -> io::Result<fs::File> {
            rustix::io::ioctl_fionbio(&fd, true)?;
            Ok(fs::File::from(fd))
        };
        let stdout = child.stdout.take().map(|pipe| non_blocking(pipe.into())).transpose()?;
        let stderr = child.stderr.take().map(|pipe| non_blocking(pipe.into())).transpose()?;
        let (side, before_end) = match side {
            Some(side) => (Some((non_blocking(side.pipe)?, side.sink)), side.before_end),
            None => (None, None),
        };
        Ok(Self {
            stdout: (stdout, Tail::keeping(kept)),
            stderr: (stderr, Tail::keeping(kept)),
            side,
            before_end,
            buffer: vec![0; 64 << 10],
        })
    }

    /// Reads until the child has ended; ends it where it must be ended.
    pub(super) fn attend(
        &mut self,
        child: &Child,
        timeout: Timeout,
        interrupt: &Interrupt,
    ) -> io::Result<Option<Termination>> {
        let Some(pid) = group(child) else { return Ok(None) };
        let pidfd = pidfd_open(pid, PidfdFlags::empty())?;
        let (mut until, mut why) = timeout.end(Instant::now());
        let mut termination = None;
        let mut signals = timeout.signals().iter().copied();
        loop {
            let ended =
                self.wait_for_news(pidfd.as_fd(), until, termination.is_none().then_some(interrupt))?;
            let progress = self.drain();
            if ended {
                return Ok(termination);
            }
            let now = Instant::now();
            if termination.is_none() && interrupt.raised() {
                termination = Some(Termination::Interrupt);
                let _ = kill_process_group(pid, Signal::KILL);
                until = now + GRACE;
            } else if now >= until {
                if let Some(look) = self.before_end.take().filter(|_| termination.is_none()) {
                    look(pid);
                }
                let _ = kill_process_group(pid, signals.next().unwrap_or(Signal::KILL));
                termination = termination.or(Some(why));
                until = Instant::now() + GRACE;
            } else if progress && termination.is_none() {
                (until, why) = timeout.end(now);
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
    pub(super) fn drain(&mut self) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tail_keeps_the_end_and_counts_everything() {
        let mut tail = Tail::keeping(KEPT);
        for number in 0..100_000_u32 {
            tail.push(format!("{number}\n").as_bytes());
        }
        assert_eq!(tail.total, Bytes(588_890));
        assert!(tail.text().ends_with("99999\n"));
        assert_eq!(tail.text().len(), KEPT);
    }

    #[test]
    fn colours_are_not_shown_and_names_stay_as_they_are() {
        let mut tail = Tail::keeping(KEPT);
        tail.push(b"\x1b[1;31mFAILED\x1b[0m tests/a.py\n\x1b]8;;http://x\x07link\x1b]8;;\x07\xff");
        assert_eq!(tail.plain_text(), "FAILED tests/a.py\nlink\u{fffd}");
        assert!(tail.text().starts_with('\u{1b}'));
    }
}
