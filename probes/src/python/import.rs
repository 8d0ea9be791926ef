//! The import probe: takes a module's name, gives one [`ImportSample`] and its [`Trace`].

use std::collections::BTreeSet;
use std::os::fd::RawFd;
use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

use super::channel::Channel;
use super::clock::{self, Usage};
use super::gate::Gate;
use super::stopwatch::Stopwatch;
use super::watcher::{self, WatchContext};
use super::{failure, loaded, memory, sharing, this_process, threads, trace, trace_check};
use crate::quantity::{Bytes, Nanos};
use crate::wire::{ImportSample, Memory, Message, Span, Stage, Trace};

/// The process before the import. What cannot be read is None.
struct Before {
    threads: Option<BTreeSet<i32>>,
    descriptors: Option<BTreeSet<(i32, String)>>,
    modules: usize,
    read: Option<(Bytes, Bytes)>,
    usage: Option<Usage>,
    memory: Memory,
    peak_is_reset: bool,
}

impl Before {
    fn now(py: Python<'_>) -> PyResult<Self> {
        let numbers = |threads: Vec<(i32, String)>| threads.into_iter().map(|(number, _)| number).collect();
        // The first reading makes room for itself, which the second one then finds: only that one is the target's start.
        memory::memory();
        Ok(Self {
            peak_is_reset: memory::reset_peak(),
            threads: this_process::threads().map(numbers),
            descriptors: this_process::descriptors(),
            modules: module_count(py)?,
            memory: memory::memory(),
            read: this_process::bytes_read(),
            usage: clock::usage_of_this_thread(),
        })
    }

    /// Threads that run now and did not, by name.
    fn threads_left(&self, py: Python<'_>) -> Option<Vec<String>> {
        let before = self.threads.as_ref()?;
        let running = this_process::threads()?;
        Some(threads::names(py, running.into_iter().filter(|(number, _)| !before.contains(number))))
    }

    /// Descriptors that are open now and were not, but for the tool's own.
    fn descriptors_left(&self, ours: RawFd) -> Option<Vec<String>> {
        let open = this_process::descriptors()?;
        let left = open.difference(self.descriptors.as_ref()?);
        let left = left.filter(|(number, what)| *number != ours && !is_the_tracers(what));
        Some(left.map(|(_, what)| what.clone()).collect())
    }
}

fn module_count(py: Python<'_>) -> PyResult<usize> {
    py.import("sys")?.getattr("modules")?.len()
}

/// What is recorded beside the times.
#[derive(Clone, Copy, Default)]
pub struct How {
    /// Every module on the way.
    pub traced: bool,
    /// The files that are opened.
    pub list_files: bool,
    /// What another import could contend for.
    pub list_sharing: bool,
}

/// Imports the module once, and sends what was measured. Shortly before `longest` is over, the watcher says where it stands.
pub fn run(
    py: Python<'_>,
    channel: &Arc<Channel>,
    gate: &Gate,
    module: &str,
    how: How,
    longest: Nanos,
) -> PyResult<()> {
    if py.import("sys")?.getattr("modules")?.contains(module)? {
        channel.send(&Message::AlreadyLoaded);
        return Ok(());
    }
    let import = py.import("builtins")?.getattr("__import__")?;
    let files = if how.list_files { Some(list_opened(py)?) } else { None };
    let shared = if how.list_sharing { Some(sharing::list(py)?) } else { None };
    let can_trace = how.traced && trace_check::can_trace(py);
    let before = Before::now(py)?;
    let stopwatch = Arc::new(Stopwatch::of_this_thread());
    gate.wait(py, channel);
    let tracer = if can_trace { Some(trace::install(py, stopwatch.clone())?) } else { None };
    let watch_context =
        WatchContext { records: tracer.as_ref().map(trace::Installed::records), ..WatchContext::default() };
    let watcher = watcher::start(watch_context, channel.clone(), clock::monotonic() + longest);
    let namespace = PyDict::new(py);
    let fromlist = PyList::empty(py);
    let mark = stopwatch.start();
    let result = import.call1((module, &namespace, &namespace, &fromlist, 0));
    let span = stopwatch.stop(&mark).span;
    // What comes after the import is no part of either's: neither begins with it while the other still imports.
    watcher.as_ref().inspect(|watcher| watcher.finish());
    gate.wait(py, channel);
    let stalls = watcher.map(|watcher| watcher.stop(py)).unwrap_or_default();
    if let Some(tracer) = &tracer {
        tracer.remove(py)?;
    }
    let mut sample = sample(py, channel, &before, span)?;
    sample.files = files
        .map(|files| files.bind(py).iter().filter_map(|file| file.extract().ok()).collect())
        .unwrap_or_default();
    sample.origin = origin(py, module);
    if let Some(shared) = shared {
        channel.send(&Message::Shared { what: shared.kinds() });
    }
    sample.untraced = how.traced && !can_trace;
    if let Some(tracer) = tracer {
        let modules = tracer.into_modules(py)?;
        // What was asked for was not loaded: its import at least is in the trace.
        sample.untraced = modules.is_empty();
        channel.send(&Message::Trace(Box::new(Trace { modules, stalls })));
    } else if !stalls.is_empty() {
        channel.send(&Message::Trace(Box::new(Trace { modules: Vec::new(), stalls })));
    }
    match result {
        Ok(_) => channel.send(&Message::Import(Box::new(sample))),
        Err(error) => channel.send(&Message::Raised(failure::raised(py, Stage::Import, &error))),
    }
    Ok(())
}

/// Whether a descriptor is one that the tracer reads from.
fn is_the_tracers(what: &str) -> bool {
    what.starts_with("/proc/") && (what.ends_with("/statm") || what.ends_with("/schedstat"))
}

/// Where a loaded module came from, as its spec says.
pub fn origin(py: Python<'_>, module: &str) -> Option<String> {
    let spec = loaded::spec(py, module)?;
    let named = spec.getattr("origin").and_then(|origin| origin.extract::<String>());
    named.ok().or_else(|| {
        let folders = spec.getattr("submodule_search_locations").ok()?;
        folders.try_iter().ok()?.next()?.ok()?.extract().ok()
    })
}

fn sample(py: Python<'_>, channel: &Channel, before: &Before, span: Span) -> PyResult<ImportSample> {
    let usage = clock::usage_of_this_thread();
    let read = this_process::bytes_read().zip(before.read);
    let read = |of: fn((Bytes, Bytes)) -> Bytes| read.and_then(|(now, then)| of(now).checked_sub(of(then)));
    let counted = |of: fn(Usage) -> u64| clock::counted(usage, before.usage, of);
    let peak = memory::peak().filter(|_| before.peak_is_reset);
    let after = memory::memory();
    Ok(ImportSample {
        span,
        before: before.memory,
        after,
        peak_rss: peak.zip(after.rss).map(|(peak, after)| peak.max(after)),
        minor_faults: counted(|usage| usage.minor_faults),
        major_faults: counted(|usage| usage.major_faults),
        bytes_read: read(|(through_calls, _)| through_calls),
        disk_read: read(|(_, from_disk)| from_disk),
        involuntary_switches: counted(|usage| usage.involuntary_switches),
        modules: module_count(py)?.saturating_sub(before.modules) as u32,
        threads_left: before.threads_left(py),
        descriptors_left: before.descriptors_left(channel.number()),
        children_left: this_process::children(),
        files: Vec::new(),
        origin: None,
        untraced: false,
    })
}

/// Collects the path of every file that Python opens from now on.
fn list_opened(py: Python<'_>) -> PyResult<Py<PyList>> {
    let files = PyList::empty(py);
    let kept = files.clone().unbind();
    let hook = pyo3::types::PyCFunction::new_closure(
        py,
        None,
        None,
        move |args: &Bound<'_, pyo3::types::PyTuple>, _kwargs: Option<&Bound<'_, PyDict>>| -> PyResult<()> {
            if args.get_item(0)?.extract::<std::borrow::Cow<'_, str>>()? == "open" {
                let path = args.get_item(1)?.get_item(0)?;
                if path.is_instance_of::<pyo3::types::PyString>() {
                    kept.bind(args.py()).append(path)?;
                }
            }
            Ok(())
        },
    )?;
    py.import("sys")?.call_method1("addaudithook", (hook,))?;
    Ok(files.unbind())
}

#[cfg(feature = "python-tests")]
#[allow(clippy::unwrap_used)]
pub mod tests {
    use super::super::inside::{MINUTE, sent};
    use super::*;

    fn imported(py: Python<'_>, module: &str, list_files: bool) -> Vec<Message> {
        let how = How { traced: true, list_files, list_sharing: true };
        let all = sent(|channel, _| run(py, channel, &Gate::of(None), module, how, MINUTE));
        all.into_iter().filter(|message| !matches!(message, Message::Shared { .. })).collect()
    }

    inside! {
        fn an_import_gives_its_trace_and_its_sample(py) {
            let messages = imported(py, "csv", true);
            let [Message::Trace(trace), Message::Import(sample)] = &messages[..] else { panic!("{messages:?}") };
            assert_eq!(trace.modules[0].name, "csv");
            assert!(sample.modules as usize >= trace.modules.iter().filter(|module| module.parent.is_none()).count());
            assert!(sample.span.cpu.0 > 0 && sample.span.cpu <= sample.span.wall);
            assert!(sample.origin.as_ref().is_some_and(|origin| origin.ends_with("/csv.py")), "{:?}", sample.origin);
            assert!(sample.files.iter().any(|file| file.contains("csv")), "{:?}", sample.files);
            assert_eq!(sample.descriptors_left, Some(Vec::new()));
            assert_eq!(sample.threads_left, Some(Vec::new()));
        }
        fn what_is_there_already_was_not_imported(py) {
            let messages = imported(py, "sys", false);
            assert!(matches!(messages[..], [Message::AlreadyLoaded]), "{messages:?}");
        }
        fn an_import_that_raises_is_reported_with_its_trace(py) {
            let messages = imported(py, "no_such_module_here", false);
            let [Message::Trace(trace), Message::Raised(raised)] = &messages[..] else { panic!("{messages:?}") };
            assert!(trace.modules[0].failed);
            assert_eq!((raised.during, &*raised.type_name), (Stage::Import, "ModuleNotFoundError"));
        }
        fn the_tracers_own_descriptors_are_known(_) {
            assert!(is_the_tracers("/proc/12/statm") && is_the_tracers("/proc/12/task/12/schedstat"));
            assert!(!is_the_tracers("/proc/12/maps") && !is_the_tracers("/srv/statm"));
        }
    }
}
