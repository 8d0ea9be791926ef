//! What Python's own allocator keeps free: the parts of its arenas in which no object lives.
//!
//! The one place that says so is `sys._debugmallocstats`, which prints a report on standard error.

use std::fs::File;
use std::io::{Read, Seek};
use std::os::fd::{AsRawFd, FromRawFd};

use pyo3::prelude::*;

use crate::quantity::Bytes;

/// None where there are no arenas (`PYTHONMALLOC=malloc`), or the report cannot be read.
pub fn free_in_arenas(py: Python<'_>) -> Option<Bytes> {
    let report = report(py)?;
    let arenas = number(&report, |line| line.contains(" bytes/arena"))?;
    let allocated = number(&report, |line| line.starts_with("# bytes in allocated blocks"))?;
    Some(Bytes(arenas.saturating_sub(allocated)))
}

/// The number behind the sign of equality, which has commas.
fn number(report: &str, wanted: impl Fn(&str) -> bool) -> Option<u64> {
    let line = report.lines().find(|line| wanted(line))?;
    let digits: String = line.rsplit('=').next()?.chars().filter(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// Standard error leads into memory meanwhile; what a thread of the target prints in that moment is handed on.
fn report(py: Python<'_>) -> Option<String> {
    let print = py.import("sys").ok()?.getattr("_debugmallocstats").ok()?;
    // SAFETY: a name that ends, and flags that exist.
    let memory = unsafe { libc::memfd_create(c"report".as_ptr(), libc::MFD_CLOEXEC) };
    if memory < 0 {
        return None;
    }
    // SAFETY: it was just made, and is nobody else's.
    let mut memory = unsafe { File::from_raw_fd(memory) };
    // SAFETY: copies a descriptor of this process; the copy is checked.
    let before = unsafe { libc::fcntl(2, libc::F_DUPFD_CLOEXEC, 100) };
    if before < 0 {
        return None;
    }
    // SAFETY: as above, it is nobody else's.
    let before = unsafe { File::from_raw_fd(before) };
    // SAFETY: both descriptors are open.
    unsafe { libc::dup2(memory.as_raw_fd(), 2) };
    let printed = print.call0();
    // SAFETY: both descriptors are open.
    unsafe { libc::dup2(before.as_raw_fd(), 2) };
    printed.ok()?;
    let mut text = String::new();
    memory.rewind().ok()?;
    memory.read_to_string(&mut text).ok()?;
    Some(text)
}

#[cfg(feature = "python-tests")]
#[allow(clippy::unwrap_used)]
pub mod tests {
    use super::super::inside::module;
    use super::*;

    inside! {
        fn what_is_free_between_objects_that_live_is_counted(py) {
            let run = |text: &str| module(py, "target", text);
            let before = free_in_arenas(py).unwrap().0;
            // One of a thousand stays, in each arena.
            run("kept = [(number, number) for number in range(400_000)][::1000]\n");
            let after = free_in_arenas(py).unwrap().0;
            assert!(after > before + 10_000_000, "{before} {after}");
        }
        fn a_number_has_commas_and_may_be_missing(_) {
            let report = "5 arenas * 1048576 bytes/arena     =            5,242,880\n# bytes in allocated blocks        =            4,000,000\n";
            assert_eq!(number(report, |line| line.contains(" bytes/arena")), Some(5_242_880));
            assert_eq!(number(report, |line| line.contains("nothing")), None);
        }
    }
}
