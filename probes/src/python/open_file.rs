//! Readings within timed stretches: from a file that is open already, into memory of the stack.
//!
//! The crate `procfs` opens a file and makes texts for each reading. Here that would be timed and weighed as the target's own.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::sync::{Mutex, PoisonError};

use crate::quantity::{Bytes, Nanos};
use crate::readings;

/// A short file of the kernel's, which is read from its beginning each time.
struct Line(Option<File>);

impl Line {
    fn open(path: &str) -> Self {
        Self(File::open(path).ok())
    }

    fn read<T>(&self, parse: fn(&[u8]) -> Option<T>) -> Option<T> {
        let mut text = [0_u8; 128];
        let length = self.0.as_ref()?.read_at(&mut text, 0).ok()?;
        parse(&text[..length])
    }
}

/// The time that a thread was ready and had no processor.
pub struct RunDelay(Line);

impl RunDelay {
    /// Of the calling thread.
    pub fn of_this_thread() -> Self {
        Self(Line::open("/proc/thread-self/schedstat"))
    }

    /// So far; None where it is not counted, or cannot be read.
    pub fn now(&self) -> Option<Nanos> {
        self.0.read(readings::run_delay)
    }
}

/// The resident size of this process.
pub struct ResidentSize {
    statm: Line,
    page: u64,
}

impl ResidentSize {
    /// Opens the file once.
    pub fn open() -> Self {
        Self { statm: Line::open("/proc/self/statm"), page: page_size() }
    }

    /// Now; None where it cannot be read.
    pub fn now(&self) -> Option<Bytes> {
        Some(Bytes(self.statm.read(readings::resident_pages)?.checked_mul(self.page)?))
    }
}

/// Asked of the C library: the crate reads it from the program's start, where a program under a debugger aborts.
fn page_size() -> u64 {
    // SAFETY: takes a number, returns a number.
    let size = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
    u64::try_from(size).unwrap_or(4096)
}

/// The resident size, read again only where the thread had a page fault since: without one it has not risen by this thread.
///
/// What another thread maps, and what falls, is seen with the next fault.
pub struct ResidentByFaults {
    size: ResidentSize,
    last: Mutex<Option<(u64, Option<Bytes>)>>,
}

impl ResidentByFaults {
    /// Opens the file once.
    pub fn open() -> Self {
        Self { size: ResidentSize::open(), last: Mutex::default() }
    }

    /// The size after so many faults of the thread, whose calls alone are remembered; None where it cannot be read.
    pub fn after(&self, faults: Option<u64>) -> Option<Bytes> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        match (faults, *last) {
            (Some(faults), Some((then, size))) if faults == then => size,
            (Some(faults), _) => {
                let size = self.size.now();
                *last = Some((faults, size));
                size
            }
            (None, _) => self.size.now(),
        }
    }
}

#[cfg(feature = "python-tests")]
#[allow(clippy::unwrap_used)]
pub mod tests {
    use super::*;

    inside! {
        fn the_resident_size_is_what_the_kernel_reports(_) {
            let size = ResidentSize::open();
            let before = size.now().unwrap();
            let touched = std::hint::black_box(vec![1_u8; 32 << 20]);
            let grown = size.now().unwrap().0 - before.0;
            assert!((31 << 20..40 << 20).contains(&grown), "{grown} of {}", touched.len());
        }
        fn without_a_page_fault_the_size_is_that_of_before(_) {
            let size = ResidentByFaults::open();
            let before = size.after(Some(7)).unwrap();
            let touched = std::hint::black_box(vec![1_u8; 32 << 20]);
            assert_eq!(size.after(Some(7)), Some(before), "{}", touched.len());
            assert!(size.after(Some(8)).unwrap().0 > before.0 + (24 << 20));
            assert!(size.after(None).unwrap().0 > before.0 + (24 << 20));
        }
        fn the_wait_for_a_processor_never_falls(_) {
            let delay = RunDelay::of_this_thread();
            let before = delay.now();
            std::thread::yield_now();
            assert!(delay.now() >= before);
        }
        fn what_is_not_there_is_absent(_) {
            assert!(Line::open("/proc/self/no-such-file").read(readings::run_delay).is_none());
        }
    }
}
