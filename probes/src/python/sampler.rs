//! The sampler: at short intervals of processor time it asks a thread where it is, wherever that may be.
//!
//! A sampler that waits for the interpreter's lock sees a thread only where it lets go of that lock: after a call, at the
//! end of a loop's body, at the start of a function. It then charges the line that comes next with what an operator, an
//! attribute or a long call of C has taken, and all of a loop to its last line. So this one interrupts the thread by a signal,
//! within whichever instruction, and has Python's fault handler print the stack: it reads the interpreter's frames without a
//! lock or an allocation, and knows their layout in every version.
//!
//! A timer of the thread's own processor clock sends the signal. The kernel looks at such timers in its tick, on the thread's
//! own processor: a signal that another thread sends would arrive later, and a system call on the way would catch it, so that
//! lines with system calls would be charged with what is around them. The handler writes what the sample stands for, has the
//! stack printed by the fault handler's own signal, and sets the timer again: what a sample costs is no part of the next.

use std::ffi::{c_int, c_void};
use std::fs::File;
use std::io::{self, Read, Seek};
use std::os::fd::AsRawFd;
use std::os::unix::fs::MetadataExt;
use std::ptr::null_mut;
use std::sync::atomic::{AtomicI32, AtomicPtr, AtomicU64, Ordering};

use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::channel::move_high;
use super::{clock, frame_check};
use crate::quantity::Nanos;

/// What is printed, at most.
const MOST_BYTES: i64 = 32 << 20;
/// The kernel's tick where it does not say it: that of most.
const USUAL_TICK: Nanos = Nanos(4_000_000);

/// What the handler works with: a signal has no argument of ours.
struct Sampled {
    /// Where to; -1 while nothing is sampled.
    file: AtomicI32,
    /// Its identity: a number that the target closed may be a file of its own by now.
    device: AtomicU64,
    inode: AtomicU64,
    /// The processor clock after the last sample.
    since: AtomicU64,
    /// What the next sample stands for at least: the first one may come early in its tick.
    least: AtomicU64,
    /// What sends the signal.
    timer: AtomicPtr<c_void>,
}

static SAMPLED: Sampled = Sampled {
    file: AtomicI32::new(-1),
    device: AtomicU64::new(0),
    inode: AtomicU64::new(0),
    since: AtomicU64::new(0),
    least: AtomicU64::new(0),
    timer: AtomicPtr::new(null_mut()),
};

/// The signal that interrupts the thread: one that hardly any program uses.
fn interrupt_signal() -> c_int {
    libc::SIGRTMAX() - 3
}

/// The signal on which the fault handler prints the stack.
fn print_signal() -> c_int {
    libc::SIGRTMAX() - 4
}

/// Samples the thread that started it.
pub struct Sampler {
    file: File,
    fault_handler: Py<PyAny>,
    timer: Timer,
}

impl Sampler {
    /// Samples the calling thread from now on, once in each tick of its processor time.
    ///
    /// # Errors
    /// Where the system or the interpreter refuses.
    pub fn start(py: Python<'_>) -> PyResult<Self> {
        frame_check::prepare(py)?;
        let file = in_memory()?;
        let fault_handler = fault_handler(py)?;
        let options = PyDict::new(py);
        options.set_item("file", file.as_raw_fd())?;
        options.set_item("all_threads", false)?;
        fault_handler.call_method("register", (print_signal(),), Some(&options))?;
        handle(interrupt_signal())?;
        let timer = Timer::of_this_thread(interrupt_signal())?;
        let identity = file.metadata()?;
        SAMPLED.device.store(identity.dev(), Ordering::Relaxed);
        SAMPLED.inode.store(identity.ino(), Ordering::Relaxed);
        SAMPLED.least.store(tick().0, Ordering::Relaxed);
        SAMPLED.timer.store(timer.0, Ordering::Relaxed);
        SAMPLED.since.store(clock::processor().0, Ordering::Relaxed);
        SAMPLED.file.store(file.as_raw_fd(), Ordering::Release);
        set(timer.0);
        Ok(Self { file, fault_handler: fault_handler.unbind(), timer })
    }

    /// Ends the sampling, in the thread that started it; gives what was printed.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn stop(mut self, py: Python<'_>) -> PyResult<String> {
        SAMPLED.file.store(-1, Ordering::Release);
        // A signal that was sent before is handled by this thread before this call ends, and finds that nothing is sampled.
        drop(self.timer);
        self.fault_handler.bind(py).call_method1("unregister", (print_signal(),))?;
        let mut printed = Vec::new();
        self.file.rewind()?;
        self.file.read_to_end(&mut printed)?;
        Ok(String::from_utf8_lossy(&printed).into_owned())
    }
}

/// The kernel's tick, in which it looks at timers of a processor clock.
fn tick() -> Nanos {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `time` is valid for writes for the length of the call.
    let status = unsafe { libc::clock_getres(libc::CLOCK_MONOTONIC_COARSE, &raw mut time) };
    if status == 0 && time.tv_sec == 0 && time.tv_nsec > 0 { Nanos(time.tv_nsec as u64) } else { USUAL_TICK }
}

/// A timer of the kernel.
struct Timer(*mut c_void);

impl Timer {
    /// One that sends a signal to the calling thread, by its own processor clock. It is not set.
    fn of_this_thread(signal: c_int) -> io::Result<Self> {
        let mut timer: libc::timer_t = null_mut();
        // SAFETY: all-zero is a valid `sigevent`; it and `timer` are there for the length of the call.
        let status = unsafe {
            let mut event: libc::sigevent = std::mem::zeroed();
            event.sigev_notify = libc::SIGEV_THREAD_ID;
            event.sigev_signo = signal;
            event.sigev_notify_thread_id = libc::gettid();
            libc::timer_create(libc::CLOCK_THREAD_CPUTIME_ID, &raw mut event, &raw mut timer)
        };
        if status == 0 { Ok(Self(timer)) } else { Err(io::Error::last_os_error()) }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        // SAFETY: the timer is from `timer_create`, and is deleted once.
        unsafe { libc::timer_delete(self.0) };
    }
}

/// Sets a timer to the next tick. May be called within a signal.
fn set(timer: *mut c_void) {
    let soon = libc::timespec { tv_sec: 0, tv_nsec: 1 };
    let never = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    let once = libc::itimerspec { it_interval: never, it_value: soon };
    // SAFETY: `once` is there for the length of the call; a timer that is none is refused.
    unsafe { libc::timer_settime(timer, 0, &raw const once, null_mut()) };
}

/// A file that is nowhere, out of the way of the target's own.
fn in_memory() -> io::Result<File> {
    // SAFETY: the name is a valid C text; the result is checked.
    let low = unsafe { libc::memfd_create(c"vitals-samples".as_ptr(), libc::MFD_CLOEXEC) };
    if low < 0 { Err(io::Error::last_os_error()) } else { move_high(low) }
}

/// The module, not left behind as if the target had imported it.
fn fault_handler(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    let modules = py.import("sys")?.getattr("modules")?.cast_into::<PyDict>()?;
    let known = modules.contains("faulthandler")?;
    let module = py.import("faulthandler")?;
    if !known {
        modules.del_item("faulthandler")?;
    }
    Ok(module.into_any())
}

/// Puts our handler in place. It stays there: a signal that comes late must not end the process.
fn handle(signal: c_int) -> io::Result<()> {
    // SAFETY: all-zero is a valid `sigaction` with an empty mask; the handler has the type that SA_SIGINFO asks for.
    let done = unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        action.sa_sigaction = sample as extern "C" fn(c_int, *mut libc::siginfo_t, *mut c_void) as usize;
        action.sa_flags = libc::SA_SIGINFO | libc::SA_RESTART;
        libc::sigaction(signal, &raw const action, std::ptr::null_mut())
    };
    if done == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// One sample. Runs within a signal: nothing here allocates, locks, or keeps `errno` changed.
extern "C" fn sample(_signal: c_int, _info: *mut libc::siginfo_t, context: *mut c_void) {
    // SAFETY: `errno` of this thread is always there.
    let errno = unsafe { *libc::__errno_location() };
    let file = SAMPLED.file.load(Ordering::Acquire);
    if file >= 0 && is_ours(file) {
        if frame_check::are_whole() {
            let worked = processor().saturating_sub(SAMPLED.since.load(Ordering::Relaxed));
            write_header(file, worked.max(SAMPLED.least.swap(0, Ordering::Relaxed)), address(context));
            // SAFETY: plain numbers. The thread sends itself a signal that it does not block: it is handled before the call ends.
            unsafe { libc::syscall(libc::SYS_tgkill, libc::getpid(), libc::gettid(), print_signal()) };
            SAMPLED.since.store(processor(), Ordering::Relaxed);
        }
        set(SAMPLED.timer.load(Ordering::Relaxed));
    }
    // SAFETY: as above.
    unsafe { *libc::__errno_location() = errno };
}

/// The processor clock of this thread, as [`clock::processor`] reads it, which may panic.
fn processor() -> u64 {
    clock::read(libc::CLOCK_THREAD_CPUTIME_ID).map_or(0, |now| now.0)
}

/// Whether the file is the one that was opened, and has room.
fn is_ours(file: c_int) -> bool {
    // SAFETY: all-zero is a valid `stat`, which the call only writes to.
    let (status, found) = unsafe {
        let mut found: libc::stat = std::mem::zeroed();
        (libc::fstat(file, &raw mut found), found)
    };
    let known = (SAMPLED.device.load(Ordering::Relaxed), SAMPLED.inode.load(Ordering::Relaxed));
    status == 0 && (found.st_dev, found.st_ino) == known && found.st_size < MOST_BYTES
}

/// `@ WEIGHT ADDRESS`, in hexadecimal digits.
fn write_header(file: c_int, weight: u64, address: u64) {
    let mut line = [0_u8; 40];
    let mut length = 0;
    let mut put = |bytes: &[u8]| {
        for byte in bytes {
            if let Some(place) = line.get_mut(length) {
                *place = *byte;
                length += 1;
            }
        }
    };
    put(crate::stacks::HEADER.as_bytes());
    put(&hexadecimal(weight));
    put(b" ");
    put(&hexadecimal(address));
    put(b"\n");
    // SAFETY: the bytes are there for the length of the call.
    unsafe { libc::write(file, line.as_ptr().cast(), length) };
}

fn hexadecimal(number: u64) -> [u8; 16] {
    std::array::from_fn(|place| b"0123456789abcdef"[(number >> (60 - 4 * place)) as usize & 15])
}

/// Where the thread was interrupted; 0 where this processor's registers are not known here.
fn address(context: *mut c_void) -> u64 {
    // SAFETY: with SA_SIGINFO the third argument of a handler is a `ucontext_t` of the interrupted thread.
    let Some(context) = (unsafe { context.cast::<libc::ucontext_t>().as_ref() }) else { return 0 };
    #[cfg(target_arch = "x86_64")]
    let address = context.uc_mcontext.gregs[libc::REG_RIP as usize] as u64;
    #[cfg(target_arch = "aarch64")]
    let address = context.uc_mcontext.pc;
    #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
    let address = {
        let _ = context;
        0
    };
    address
}

#[cfg(feature = "python-tests")]
#[allow(clippy::unwrap_used)]
pub mod tests {
    use super::super::script;
    use super::*;
    use crate::stacks::{Sample, samples};

    /// Samples a source whose frames look as if the tool's own maker had called it.
    fn sampled(py: Python<'_>, source: &str) -> Vec<Sample> {
        let names = script::run(py, "def call(work):\n    work()\n", "maker").unwrap();
        super::super::inside::module(py, "target", source);
        let work = py.import("target").unwrap().getattr("work").unwrap();
        let sampler = Sampler::start(py).unwrap();
        names.get_item("call").unwrap().unwrap().call1((work,)).unwrap();
        samples(&sampler.stop(py).unwrap())
    }

    /// The time that the samples stand for.
    fn weight(samples: &[Sample]) -> Nanos {
        samples.iter().map(|sample| sample.weight).sum()
    }

    /// Part of the time in which the innermost line was this one.
    fn part(samples: &[Sample], line: u32) -> f64 {
        let of = |samples: &mut dyn Iterator<Item = &Sample>| {
            samples.map(|sample| sample.weight.0 as f64).sum::<f64>()
        };
        let all = of(&mut samples.iter());
        of(&mut samples.iter().filter(|sample| sample.frames[0].line == line)) / all
    }

    /// Works for 0.4 s of processor time by the operator alone: nothing in the loop lets go of the interpreter's lock but its end.
    const OPERATOR: &str = "import time\ndef work():\n    end = time.thread_time() + 0.4\n    while time.thread_time() < end:\n        a = 3 ** 20_000\n        b = 1\n        c = 2\n";

    inside! {
        fn c2_an_operator_is_charged_to_its_own_line_and_not_to_the_next(py) {
            let found = sampled(py, OPERATOR);
            // How often a loaded machine lets the sampler look is its own affair: the weights are the time that it saw.
            assert!(weight(&found) > Nanos::from_millis(200), "{found:?}");
            assert!(part(&found, 5) > 0.9, "{}", part(&found, 5));
        }
        fn c2_a_long_call_of_c_is_sampled_within(py) {
            let source = "import time\ndef work():\n    data = list(range(400_000, 0, -1)) * 8\n    for _ in range(3):\n        sorted(data, key=None)\n";
            let found = sampled(py, source);
            assert!(part(&found, 5) > 0.5, "{} of {found:?}", part(&found, 5));
        }
        fn what_sleeps_is_not_sampled(py) {
            let found = sampled(py, "import time\ndef work():\n    time.sleep(0.05)\n");
            assert!(found.len() < 3, "{found:?}");
        }
        fn a_sample_knows_where_the_thread_was(py) {
            let found = sampled(py, OPERATOR);
            let known = cfg!(any(target_arch = "x86_64", target_arch = "aarch64"));
            assert!(found.iter().all(|sample| sample.address.is_some() == known), "{found:?}");
        }
        fn the_weights_are_the_time_that_was_worked(py) {
            let before = clock::processor();
            let found = sampled(py, OPERATOR);
            let worked = clock::processor().saturating_sub(before);
            let weights = weight(&found);
            // The first sample stands for a whole tick, of which a part may have gone before.
            assert!(weights > Nanos::from_millis(200) && weights < worked + tick(), "{weights:?} of {worked:?}");
        }
        fn a_number_is_written_in_hexadecimal_digits(_) {
            assert_eq!(&hexadecimal(0x4c4b40), b"00000000004c4b40");
        }
        fn the_fault_handler_is_not_left_behind(py) {
            let modules = py.import("sys").unwrap().getattr("modules").unwrap();
            let known = modules.contains("faulthandler").unwrap();
            sampled(py, "def work():\n    pass\n");
            assert_eq!(modules.contains("faulthandler").unwrap(), known);
        }
    }
}
