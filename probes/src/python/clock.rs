//! Clocks and counters of a thread, each one system call at most.

use crate::quantity::{Monotonic, Nanos};
use crate::wire::Span;

/// Reads any clock; None where the kernel refuses it.
pub fn read(clock: libc::clockid_t) -> Option<Nanos> {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `time` is a valid timespec for the length of the call, which only writes to it.
    let status = unsafe { libc::clock_gettime(clock, &raw mut time) };
    (status == 0).then(|| Nanos(time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64))
}

/// `CLOCK_MONOTONIC`: the same in every process of the machine.
pub fn monotonic() -> Monotonic {
    let time = read(libc::CLOCK_MONOTONIC);
    // The standard library's `Instant` relies on it as well: every Linux has it, and no filter can take a vDSO call away.
    #[allow(clippy::expect_used)]
    Monotonic(time.expect("a monotonic clock").0)
}

/// Processor time of the calling thread, so far.
pub fn processor() -> Nanos {
    let time = read(libc::CLOCK_THREAD_CPUTIME_ID);
    // `main` refuses to work where this clock cannot be read.
    #[allow(clippy::expect_used)]
    time.expect("a processor clock")
}

/// Whether the calling thread's processor time can be read: without it no time says what it was spent on.
pub fn has_processor_clock() -> bool {
    read(libc::CLOCK_THREAD_CPUTIME_ID).is_some()
}

/// The start of a measured stretch of this thread.
#[derive(Clone, Copy)]
pub struct Started {
    wall: Monotonic,
    cpu: Nanos,
}

impl Started {
    /// Starts now.
    pub fn now() -> Self {
        // The wall clock is read outermost, so that the processor's time lies within it.
        let wall = monotonic();
        Self { wall, cpu: processor() }
    }

    /// The wall clock at the start.
    pub fn at(self) -> Monotonic {
        self.wall
    }

    /// The thread's processor clock at the start.
    pub fn cpu(self) -> Nanos {
        self.cpu
    }

    /// What has passed since.
    pub fn elapsed(self) -> Span {
        let cpu = processor().saturating_sub(self.cpu);
        Span { wall: monotonic().since(self.wall), cpu, ..Span::default() }
    }
}

/// The processor clock of the calling thread, which other threads may read.
pub fn of_this_thread() -> Option<libc::clockid_t> {
    let mut clock: libc::clockid_t = 0;
    // SAFETY: `pthread_self` is always valid for the calling thread; `clock` is written to only.
    let status = unsafe { libc::pthread_getcpuclockid(libc::pthread_self(), &raw mut clock) };
    (status == 0).then_some(clock)
}

/// Page faults and switches, as `getrusage` counts them.
#[derive(Clone, Copy)]
pub struct Usage {
    pub minor_faults: u64,
    pub major_faults: u64,
    pub voluntary_switches: u64,
    pub involuntary_switches: u64,
}

impl Usage {
    /// How often it lost the processor, or gave it up.
    pub fn switches(self) -> u64 {
        self.voluntary_switches + self.involuntary_switches
    }

    /// Page faults, minor and major.
    pub fn faults(self) -> u64 {
        self.minor_faults + self.major_faults
    }
}

/// Counters of the calling thread; None where the kernel refuses them.
pub fn usage_of_this_thread() -> Option<Usage> {
    // SAFETY: `rusage` is plain data, for which all zeroes is a valid value.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    // SAFETY: `usage` is valid for writes for the length of the call.
    let status = unsafe { libc::getrusage(libc::RUSAGE_THREAD, &raw mut usage) };
    (status == 0).then_some(Usage {
        minor_faults: usage.ru_minflt as u64,
        major_faults: usage.ru_majflt as u64,
        voluntary_switches: usage.ru_nvcsw as u64,
        involuntary_switches: usage.ru_nivcsw as u64,
    })
}

/// How far a counter went, as far as both of its readings are known.
pub fn counted(now: Option<Usage>, before: Option<Usage>, of: fn(Usage) -> u64) -> Option<u64> {
    of(now?).checked_sub(of(before?))
}

/// The kernel's number of the calling thread.
pub fn thread_number() -> i32 {
    // SAFETY: takes nothing, returns a number.
    unsafe { libc::gettid() }
}

/// The C library's name of the calling thread, which is also `threading.get_ident()`.
pub fn thread_ident() -> u64 {
    // SAFETY: takes nothing, returns a number.
    unsafe { libc::pthread_self() as u64 }
}

#[cfg(feature = "python-tests")]
#[allow(clippy::unwrap_used)]
pub mod tests {
    use super::*;

    inside! {
        fn clocks_never_run_backwards_and_work_counts(_) {
            assert!(has_processor_clock());
            let started = Started::now();
            let before = processor();
            while processor().saturating_sub(before) < Nanos::from_millis(5) {}
            let span = started.elapsed();
            assert!(span.cpu >= Nanos::from_millis(5) && span.cpu <= span.wall, "{span:?}");
            assert!(monotonic() >= started.at() + span.wall);
        }
        fn the_clock_of_this_thread_is_its_processor_clock_for_others(_) {
            let clock = of_this_thread().unwrap();
            let before = processor();
            let read_by_another = std::thread::spawn(move || read(clock)).join().unwrap();
            assert!(read_by_another.is_some_and(|time| time >= before), "{read_by_another:?}");
        }
        fn what_the_kernel_refuses_is_absent(_) {
            assert!(read(9999).is_none());
        }
        fn faults_and_switches_are_of_this_thread(_) {
            let before = usage_of_this_thread();
            let touched = std::hint::black_box(vec![1_u8; 4 << 20]);
            assert!(counted(usage_of_this_thread(), before, Usage::faults) > Some(0), "{}", touched.len());
            std::thread::spawn(|| drop(std::hint::black_box(vec![1_u8; 4 << 20]))).join().unwrap();
            assert!(counted(usage_of_this_thread(), None, Usage::faults).is_none());
        }
        fn a_thread_has_the_numbers_that_python_knows(py) {
            let threading = py.import("threading").unwrap();
            let number: i32 = threading.call_method0("get_native_id").unwrap().extract().unwrap();
            let ident: u64 = threading.call_method0("get_ident").unwrap().extract().unwrap();
            assert_eq!((thread_number(), thread_ident()), (number, ident));
        }
    }

    use pyo3::prelude::*;
}
