//! The sampler: at short intervals of processor time it asks a thread where it is, wherever that may be.
//!
//! A sampler that waits for the interpreter's lock sees a thread only where it lets go of that lock: after a call, at the
//! end of a loop's body, at the start of a function. It then charges the line that comes next with what an operator, an
//! attribute or a long call of C has taken, and all of a loop to its last line. So this one interrupts the thread by a signal,
//! within whichever instruction, and has Python's fault handler print the stack: it reads the interpreter's frames without a
//! lock or an allocation, and knows their layout in every version.
//!
//! A native thread watches the processor clock and sends the signal. Its handler writes what the sample stands for, has the
//! stack printed by the fault handler's own signal, and reads the clock again: what a sample costs is no part of the next.

use std::ffi::{c_int, c_void};
use std::fs::File;
use std::io::{self, Read, Seek};
use std::os::fd::AsRawFd;
use std::os::unix::fs::MetadataExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::channel::move_high;
use super::clock;
use crate::quantity::Nanos;

const NAME: &str = "vitals-sampler";
/// The clock is looked at so many times between two samples,
const LOOKS: u32 = 4;
/// and no more often than this.
const SHORTEST_LOOK: Duration = Duration::from_micros(100);
/// What is printed, at most.
const MOST_BYTES: u64 = 32 << 20;

/// What the handler works with: a signal has no argument of ours.
struct Sampled {
    /// Where to; -1 while nothing is sampled.
    file: AtomicI32,
    /// Its identity: a number that the target closed may be a file of its own by now.
    device: AtomicU64,
    inode: AtomicU64,
    /// The processor clock after the last sample.
    since: AtomicU64,
    /// What a sample stands for at least: the first one's, which may come early.
    least: AtomicU64,
    /// A signal was sent, and is not handled yet.
    busy: AtomicBool,
}

static SAMPLED: Sampled = Sampled {
    file: AtomicI32::new(-1),
    device: AtomicU64::new(0),
    inode: AtomicU64::new(0),
    since: AtomicU64::new(0),
    least: AtomicU64::new(0),
    busy: AtomicBool::new(false),
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
    stop: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl Sampler {
    /// Samples the calling thread from now on, once in each `period` of its processor time; the first time after `phase`.
    ///
    /// # Errors
    /// Where the system or the interpreter refuses.
    pub fn start(py: Python<'_>, period: Nanos, phase: Nanos) -> PyResult<Self> {
        let file = in_memory()?;
        let fault_handler = fault_handler(py)?;
        let options = PyDict::new(py);
        options.set_item("file", file.as_raw_fd())?;
        options.set_item("all_threads", false)?;
        fault_handler.call_method("register", (print_signal(),), Some(&options))?;
        handle(interrupt_signal())?;
        let identity = file.metadata()?;
        SAMPLED.device.store(identity.dev(), Ordering::Relaxed);
        SAMPLED.inode.store(identity.ino(), Ordering::Relaxed);
        SAMPLED.least.store(period.0, Ordering::Relaxed);
        SAMPLED.busy.store(false, Ordering::Relaxed);
        SAMPLED.since.store(clock::processor().0, Ordering::Relaxed);
        SAMPLED.file.store(file.as_raw_fd(), Ordering::Release);
        let stop = Arc::new(AtomicBool::new(false));
        let thread = Clockwork {
            clock: clock::of_this_thread().ok_or_else(|| io::Error::from(io::ErrorKind::Unsupported))?,
            thread: clock::thread_number(),
            period,
            output: file.try_clone()?,
            stop: stop.clone(),
        };
        let thread = std::thread::Builder::new()
            .name(NAME.into())
            .stack_size(256 << 10)
            .spawn(move || thread.run(phase))?;
        Ok(Self { file, fault_handler: fault_handler.unbind(), stop, thread })
    }

    /// Ends the sampling, in the thread that started it; gives what was printed.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn stop(mut self, py: Python<'_>) -> PyResult<String> {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.thread().unpark();
        // It needs no lock of the interpreter. What it sent is handled by now, or finds that nothing is sampled any more.
        let _ = self.thread.join();
        SAMPLED.file.store(-1, Ordering::Release);
        self.fault_handler.bind(py).call_method1("unregister", (print_signal(),))?;
        let mut printed = Vec::new();
        self.file.rewind()?;
        self.file.read_to_end(&mut printed)?;
        Ok(String::from_utf8_lossy(&printed).into_owned())
    }
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
    if file >= 0 {
        if is_ours(file) {
            let now = clock::read(libc::CLOCK_THREAD_CPUTIME_ID).map_or(0, |now| now.0);
            let worked = now.saturating_sub(SAMPLED.since.load(Ordering::Relaxed));
            write_header(file, worked.max(SAMPLED.least.swap(0, Ordering::Relaxed)), address(context));
            // SAFETY: plain numbers. The thread sends itself a signal that it does not block: it is handled before the call ends.
            unsafe { libc::syscall(libc::SYS_tgkill, libc::getpid(), libc::gettid(), print_signal()) };
        } else {
            SAMPLED.file.store(-1, Ordering::Release);
        }
        let now = clock::read(libc::CLOCK_THREAD_CPUTIME_ID).map_or(0, |now| now.0);
        SAMPLED.since.store(now, Ordering::Relaxed);
    }
    SAMPLED.busy.store(false, Ordering::Release);
    // SAFETY: as above.
    unsafe { *libc::__errno_location() = errno };
}

fn is_ours(file: c_int) -> bool {
    // SAFETY: all-zero is a valid `stat`, which the call only writes to.
    let (status, found) = unsafe {
        let mut found: libc::stat = std::mem::zeroed();
        (libc::fstat(file, &raw mut found), found)
    };
    let known = (SAMPLED.device.load(Ordering::Relaxed), SAMPLED.inode.load(Ordering::Relaxed));
    status == 0 && (found.st_dev, found.st_ino) == known
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

/// The native thread: it needs nothing of the interpreter.
struct Clockwork {
    clock: libc::clockid_t,
    thread: i32,
    period: Nanos,
    output: File,
    stop: Arc<AtomicBool>,
}

impl Clockwork {
    fn run(&self, phase: Nanos) {
        let look = (self.period.to_duration() / LOOKS).max(SHORTEST_LOOK);
        let mut wanted = phase;
        while !self.stop.load(Ordering::Relaxed) {
            std::thread::park_timeout(look);
            if SAMPLED.busy.load(Ordering::Acquire) {
                continue;
            }
            // A thread whose clock cannot be read any more has ended.
            let Some(now) = clock::read(self.clock) else { return };
            if now.0.saturating_sub(SAMPLED.since.load(Ordering::Relaxed)) < wanted.0 {
                continue;
            }
            if self.stop.load(Ordering::Relaxed) || self.is_full() {
                return;
            }
            SAMPLED.busy.store(true, Ordering::Release);
            // SAFETY: plain numbers; a thread that has ended is refused.
            unsafe { libc::syscall(libc::SYS_tgkill, libc::getpid(), self.thread, interrupt_signal()) };
            wanted = self.period;
        }
    }

    fn is_full(&self) -> bool {
        self.output.metadata().map_or(true, |output| output.len() > MOST_BYTES)
    }
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
        let sampler = Sampler::start(py, Nanos(500_000), Nanos(250_000)).unwrap();
        names.get_item("call").unwrap().unwrap().call1((work,)).unwrap();
        samples(&sampler.stop(py).unwrap())
    }

    /// Part of the time in which the innermost line was this one.
    fn part(samples: &[Sample], line: u32) -> f64 {
        let of = |samples: &mut dyn Iterator<Item = &Sample>| {
            samples.map(|sample| sample.weight.0 as f64).sum::<f64>()
        };
        let all = of(&mut samples.iter());
        of(&mut samples.iter().filter(|sample| sample.frames[0].line == line)) / all
    }

    /// Works for 0.2 s of processor time by the operator alone: nothing in the loop lets go of the interpreter's lock but its end.
    const OPERATOR: &str = "import time\ndef work():\n    end = time.thread_time() + 0.2\n    while time.thread_time() < end:\n        a = 3 ** 20_000\n        b = 1\n        c = 2\n";

    inside! {
        fn c2_an_operator_is_charged_to_its_own_line_and_not_to_the_next(py) {
            let found = sampled(py, OPERATOR);
            assert!(found.len() > 50, "{}", found.len());
            assert!(part(&found, 5) > 0.9, "{}", part(&found, 5));
        }
        fn c2_a_long_call_of_c_is_sampled_within(py) {
            let source = "import time\ndef work():\n    data = list(range(400_000, 0, -1)) * 8\n    for _ in range(3):\n        sorted(data, key=None)\n";
            let found = sampled(py, source);
            let sorting = found.iter().filter(|sample| sample.frames[0].line == 5).count();
            assert!(sorting > 3, "{sorting} of {}", found.len());
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
            let weights: Nanos = found.iter().map(|sample| sample.weight).sum();
            assert!(weights > Nanos::from_millis(100) && weights < worked, "{weights:?} of {worked:?}");
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
