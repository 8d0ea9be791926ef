//! The watcher: a native thread that notices when the importing thread stands still, and where.
//!
//! It polls the thread's processor clock, which needs no lock. After 20 ms without progress it notes the
//! kernel's wait, and then asks the interpreter for the Python stack; while another thread holds the
//! interpreter's lock that answer may come too late, and is then dropped.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use pyo3::prelude::*;

use super::channel::Channel;
use super::importer::{is_import_machinery, is_the_tools};
use super::trace::Records;
use super::{clock, this_process};
use crate::kernel_wait::kernel_wait;
use crate::quantity::{Monotonic, Nanos};
use crate::wire::{Message, Site, Stall};

const NAME: &str = "vitals-watcher";
const POLL: Duration = Duration::from_millis(5);
/// Without progress for this long, a thread is said to stand still.
pub const STILL: Nanos = Nanos::from_millis(20);
/// A stall of this length is reported at once: the process may never come back.
const URGENT: Nanos = Nanos::from_millis(300);
/// Frames of a stack that are kept.
const DEPTH: usize = 32;

/// A running watcher.
pub struct Watcher {
    began: Monotonic,
    stop: Arc<AtomicBool>,
    /// None where it was ended.
    thread: Option<JoinHandle<Vec<Stall>>>,
}

/// The thread that is watched, and what is known of it.
struct Watched {
    clock: libc::clockid_t,
    number: i32,
    ident: u64,
    watch_context: WatchContext,
    began: Monotonic,
}

/// What is known of the watched work beside its thread.
#[derive(Default)]
pub struct WatchContext {
    /// The imports, where they are traced.
    pub records: Option<Arc<Records>>,
    /// Reports where something awaited waits, see `Maker::standing`.
    pub standing: Option<Py<PyAny>>,
}

/// Watches the calling thread. None where its clock cannot be read.
pub fn start(watch_context: WatchContext, channel: Arc<Channel>, deadline: Monotonic) -> Option<Watcher> {
    let watched = Watched {
        clock: clock::of_this_thread()?,
        number: clock::thread_number(),
        ident: clock::thread_ident(),
        began: watch_context.records.as_ref().map_or_else(clock::monotonic, |records| records.began()),
        watch_context,
    };
    let began = watched.began;
    let stop = Arc::new(AtomicBool::new(false));
    let asked = stop.clone();
    let thread = std::thread::Builder::new()
        .name(NAME.into())
        .stack_size(512 << 10)
        .spawn(move || watched.watch(&asked, &channel, deadline))
        .ok()?;
    Some(Watcher { began, stop, thread: Some(thread) })
}

impl Watcher {
    /// Nothing more is to be watched; the watcher ends by itself.
    pub fn finish(&self) {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.iter().for_each(|thread| thread.thread().unpark());
    }

    /// Ends the watcher and takes its stalls. Lets go of the interpreter meanwhile: the watcher may want it.
    pub fn stop(mut self, py: Python<'_>) -> Vec<Stall> {
        self.end(py)
    }

    fn end(&mut self, py: Python<'_>) -> Vec<Stall> {
        let Some(thread) = self.thread.take() else { return Vec::new() };
        self.stop.store(true, Ordering::Relaxed);
        thread.thread().unpark();
        py.detach(|| thread.join().map(|stalls| (this_process::wait_until_gone(NAME), stalls)))
            .map(|((), stalls)| stalls)
            .unwrap_or_default()
    }

    /// Ends the watcher and takes its stalls, each at its own time.
    pub fn stop_in_time(self, py: Python<'_>) -> StallsInTime {
        let began = self.began;
        StallsInTime { began, stalls: self.stop(py) }
    }
}

/// Stalls of a watcher that has ended.
pub struct StallsInTime {
    began: Monotonic,
    stalls: Vec<Stall>,
}

impl StallsInTime {
    /// What stood still between two points in time, its start counted from the first.
    pub fn between(&self, from: Monotonic, until: Monotonic) -> Vec<Stall> {
        self.stalls.iter().filter_map(|stall| within(stall.clone(), self.began, from, until)).collect()
    }
}

impl Drop for Watcher {
    /// What is watched has raised: nobody asks for its stalls, and the watcher must not outlive it.
    fn drop(&mut self) {
        Python::attach(|py| self.end(py));
    }
}

/// The part of a stall that lies between two points in time.
fn within(mut stall: Stall, began: Monotonic, from: Monotonic, until: Monotonic) -> Option<Stall> {
    let start = began + stall.start;
    let (first, last) = (start.max(from), (start + stall.lasted).min(until));
    stall.start = first.since(from);
    stall.lasted = last.since(first);
    (stall.lasted > Nanos(0)).then_some(stall)
}

impl Watched {
    fn watch(&self, stop: &AtomicBool, channel: &Channel, deadline: Monotonic) -> Vec<Stall> {
        let mut stalls: Vec<Stall> = Vec::new();
        let mut open = false;
        let mut reported = false;
        let mut deadline_reported = false;
        // A thread whose clock cannot be read any more has ended: then there is nothing to watch.
        let Some(cpu) = clock::read(self.clock) else { return stalls };
        let mut progress = (clock::monotonic(), cpu);
        while !stop.load(Ordering::Relaxed) {
            std::thread::park_timeout(POLL);
            let now = clock::monotonic();
            let Some(cpu) = clock::read(self.clock) else { break };
            let still = now.since(progress.0);
            if cpu.saturating_sub(progress.1).0 > still.0 / 20 {
                progress = (now, cpu);
                (open, reported) = (false, false);
            } else if open && self.innermost() != stalls.last().and_then(|stall| stall.module) {
                // The little work between a long wait and the next one is less than a part of both: another module waits now.
                progress = (now, cpu);
                (open, reported) = (false, false);
            } else if still >= STILL {
                if !open {
                    stalls.push(self.stall(channel, progress.0, Some(cpu)));
                    open = true;
                }
                if let Some(stall) = stalls.last_mut() {
                    stall.lasted = clock::monotonic().since(progress.0);
                    if !reported && stall.lasted >= URGENT {
                        channel.send(&Message::Stalled(stall.clone()));
                        reported = true;
                    }
                }
            }
            if !deadline_reported && now >= deadline {
                channel.send(&Message::Stalled(self.stall(channel, progress.0, None)));
                deadline_reported = true;
            }
        }
        stalls
    }

    /// The innermost module that is being imported.
    fn innermost(&self) -> Option<u32> {
        self.watch_context.records.as_ref().and_then(|records| records.innermost())
    }

    /// Where the thread stands; the stack only if the thread has not moved since `cpu`, where that is asked for.
    fn stall(&self, channel: &Channel, since: Monotonic, cpu: Option<Nanos>) -> Stall {
        let records = self.watch_context.records.as_ref();
        let module = self.innermost();
        let (kernel_wait, syscall) = kernel_wait("self", self.number);
        channel.send(&Message::Asked);
        let (stack, module_name) = Python::attach(|py| {
            let worked = clock::read(self.clock).zip(cpu).map(|(now, before)| now.saturating_sub(before));
            let moved = worked.is_some_and(|worked| worked > Nanos(200_000));
            let name = module.and_then(|index| records?.name(py, index));
            (if moved { Vec::new() } else { self.stack(py).unwrap_or_default() }, name)
        });
        channel.send(&Message::Answered);
        Stall {
            module,
            module_name,
            start: since.since(self.began),
            lasted: clock::monotonic().since(since),
            stack,
            kernel_wait,
            syscall,
            holds_lock: false,
        }
    }

    fn stack(&self, py: Python<'_>) -> PyResult<Vec<Site>> {
        let frames = py.import("sys")?.call_method0("_current_frames")?;
        let mut frame = frames.get_item(self.ident)?;
        let mut stack = self.awaited(py).unwrap_or_default();
        while !frame.is_none() && stack.len() < DEPTH {
            let code = frame.getattr("f_code")?;
            let file = code.getattr("co_filename")?;
            let outer = frame.getattr("f_back")?;
            if outer.is_none() && is_the_tools(&file) {
                break;
            }
            let file: String = file.extract()?;
            if !is_import_machinery(&file) {
                let line = frame.getattr("f_lineno")?.extract::<Option<u32>>()?.unwrap_or(0);
                stack.push(Site { file, line, function: code.getattr("co_name")?.extract()? });
            }
            frame = outer;
        }
        Ok(stack)
    }

    fn awaited(&self, py: Python<'_>) -> PyResult<Vec<Site>> {
        let Some(standing) = &self.watch_context.standing else { return Ok(Vec::new()) };
        let frames: Vec<(String, u32, String)> = standing.bind(py).call0()?.extract()?;
        Ok(frames.into_iter().map(|(file, line, function)| Site { file, line, function }).collect())
    }
}

#[cfg(feature = "python-tests")]
#[allow(clippy::unwrap_used)]
pub mod tests {
    use super::super::inside::{MINUTE, channel};
    use super::*;

    inside! {
        fn a_thread_that_sleeps_is_found_where_it_stands(py) {
            let (channel, _far) = channel();
            let watcher = start(WatchContext::default(), channel, clock::monotonic() + MINUTE).unwrap();
            let source = "import time\ndef wait():\n    time.sleep(0.2)\nwait()\n";
            let from = clock::monotonic();
            super::super::script::run(py, source, "sleeps").unwrap();
            let stalls = watcher.stop_in_time(py).between(from, clock::monotonic());
            // On a busy machine the thread may stand still before it runs Python, too.
            let of_python = stalls.iter().filter(|stall| !stall.stack.is_empty());
            let stall = of_python.max_by_key(|stall| stall.lasted).unwrap();
            assert!(stall.lasted >= STILL, "{stall:?}");
            let site = &stall.stack[0];
            assert_eq!((&*site.file, site.line, &*site.function), ("<vitals sleeps>", 3, "wait"), "{stall:?}");
        }
        fn the_watcher_is_gone_when_it_was_stopped(py) {
            let (channel, _far) = channel();
            let watcher = start(WatchContext::default(), channel, clock::monotonic() + MINUTE).unwrap();
            watcher.stop(py);
            assert!(!this_process::threads().unwrap().iter().any(|(_, name)| name == NAME));
        }
        fn a_stall_is_cut_to_what_was_measured(_) {
            let began = Monotonic(1_000);
            let stall = |start, lasted| Stall {
                module: None,
                module_name: None,
                start: Nanos(start),
                lasted: Nanos(lasted),
                stack: Vec::new(),
                kernel_wait: None,
                syscall: None,
                holds_lock: false,
            };
            let cut = |start, lasted| {
                within(stall(start, lasted), began, Monotonic(1_100), Monotonic(1_200)).map(|stall| (stall.start.0, stall.lasted.0))
            };
            assert_eq!(cut(50, 100), Some((0, 50)));
            assert_eq!(cut(150, 100), Some((50, 50)));
            assert_eq!(cut(120, 30), Some((20, 30)));
            assert_eq!(cut(0, 100), None);
        }
    }
}
