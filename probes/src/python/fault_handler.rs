//! Python's own fault handler: it prints where each thread stands without the interpreter's lock, from a signal handler.
//!
//! On a crash it prints to standard error, as it does for `python -X faulthandler`. Before a worker is ended the tool asks with
//! [`WHERE_SIGNAL`]; when processor time is used up the kernel does, with SIGXCPU: both answers go to a file in memory, which
//! is neither the target's standard error nor a pipe that could be full.

use std::os::fd::{IntoRawFd, RawFd};

use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::channel::move_high;
use crate::wire::WHERE_SIGNAL;

/// Installs it. The module is not left behind as if the target had it.
pub fn install(py: Python<'_>, places: RawFd) -> PyResult<()> {
    let modules = py.import("sys")?.getattr("modules")?.cast_into::<PyDict>()?;
    let known = modules.contains("faulthandler")?;
    let handler = py.import("faulthandler")?;
    handler.call_method0("enable")?;
    // Open until the process ends: a signal may come at any time.
    let places = move_high(places)?.into_raw_fd();
    let all_threads = true;
    handler.call_method1("register", (WHERE_SIGNAL, places, all_threads, false))?;
    if processor_time_is_limited() {
        // The process still ends by it.
        let then_as_before = true;
        handler.call_method1("register", (libc::SIGXCPU, places, all_threads, then_as_before))?;
    }
    if !known {
        modules.del_item("faulthandler")?;
    }
    Ok(())
}

fn processor_time_is_limited() -> bool {
    let mut limit = libc::rlimit { rlim_cur: libc::RLIM_INFINITY, rlim_max: libc::RLIM_INFINITY };
    // SAFETY: the pointer is to a structure of the type that the call fills in.
    let read = unsafe { libc::getrlimit(libc::RLIMIT_CPU, &raw mut limit) } == 0;
    read && limit.rlim_cur != libc::RLIM_INFINITY
}

#[cfg(feature = "python-tests")]
#[allow(clippy::unwrap_used)]
pub mod tests {
    use std::io::Read;
    use std::os::fd::AsRawFd;

    use super::*;

    inside! {
        fn on_the_signal_it_prints_where_each_thread_stands_and_goes_on(py) {
            let (mut read, write) = std::io::pipe().unwrap();
            install(py, write.as_raw_fd()).unwrap();
            // It was moved away.
            std::mem::forget(write);
            // SAFETY: this process has a handler for the signal by now.
            assert_eq!(unsafe { libc::raise(WHERE_SIGNAL) }, 0);
            let mut text = vec![0; 4096];
            let length = read.read(&mut text).unwrap();
            let text = String::from_utf8_lossy(&text[..length]).into_owned();
            assert!(text.contains("hread 0x"), "{text}");
        }
        fn no_module_stays_behind(py) {
            let modules = py.import("sys").unwrap().getattr("modules").unwrap();
            let before = modules.contains("faulthandler").unwrap();
            let (_read, write) = std::io::pipe().unwrap();
            install(py, write.as_raw_fd()).unwrap();
            std::mem::forget(write);
            assert_eq!(modules.contains("faulthandler").unwrap(), before);
        }
    }
}
