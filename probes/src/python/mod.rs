//! The extension module `_vitals_probes`: takes one request, does its work, answers, and leaves.

// Clocks, `fork` and frames are reached through C alone; each place states why it is sound.
#![allow(unsafe_code)]

#[cfg(feature = "python-tests")]
#[macro_use]
mod inside;
#[cfg(feature = "python-tests")]
mod allocations_tests;
mod accepted;
mod allocator;
mod arenas;
mod attribute_cache;
mod bytecode;
mod calibration;
mod channel;
mod child;
mod clock;
mod collections;
mod collector;
mod create;
mod entry;
mod exceptions;
mod failure;
mod fault_handler;
mod frame_check;
mod frames;
mod gate;
mod growth;
#[cfg(feature = "python-tests")]
mod holders_tests;
mod hot_lines;
mod import;
mod importer;
mod loaded;
mod loaded_files;
mod maker;
mod mappings;
mod memory;
mod native;
mod open_file;
#[cfg(feature = "python-tests")]
mod opened_tests;
#[cfg(feature = "python-tests")]
mod places_tests;
mod output;
mod preparation;
mod resources;
mod retention;
mod sampler;
mod script;
mod search_notes;
mod search_rounds;
mod sharing;
mod stopwatch;
mod this_process;
mod threads;
mod trace;
mod trace_check;
mod watcher;

use std::io::Read;
use std::os::fd::RawFd;
use std::sync::Arc;

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use self::channel::{Channel, leave, move_high};
use self::gate::Gate;
#[cfg(feature = "python-tests")]
pub use self::inside::add_tests;
use self::output::flush_output;
use crate::quantity::Nanos;
use crate::wire::{Message, PROTOCOL, Request, Stage, Task, Unreadable};

/// Serves one request and ends the process.
///
/// The descriptors are inherited: the request to read, the channel to answer on, this library, a file in memory for
/// the places where threads stand, and the gate.
#[pyfunction]
fn main(
    py: Python<'_>,
    request: RawFd,
    result: RawFd,
    library: RawFd,
    places: RawFd,
    gate: RawFd,
) -> PyResult<()> {
    let entered = clock::monotonic();
    let mut text = Vec::new();
    move_high(request)?.read_to_end(&mut text)?;
    drop(move_high(library)?);
    let gate = move_high(gate)?;
    let request: Request =
        serde_json::from_slice(&text).map_err(|error| PyRuntimeError::new_err(error.to_string()))?;
    if request.protocol != PROTOCOL {
        return Err(PyRuntimeError::new_err("the worker and the tool are of different versions"));
    }
    let gate = Gate::of(request.at_once.then_some(gate));
    let channel = Arc::new(Channel::take(result, request.nonce)?);
    forget_own_names(py)?;
    fault_handler::install(py, places)?;
    channel.send(&Message::Entered { at: entered });
    channel.send(&Message::Working { process: std::process::id() });
    if !clock::has_processor_clock() {
        channel.send(&Message::NotReadable { what: Unreadable::ProcessorTime });
        leave(0)
    }
    let longest = Nanos(request.deadline.0 / 10 * 9);
    if !preparation::prepare(py, &channel, &request, entered + longest)? {
        flush_output(py);
        channel.send(&Message::Done);
        leave(0)
    }
    let deadline = if request.setup.is_empty() { entered } else { clock::monotonic() } + longest;
    let done = match &request.task {
        Task::Import { module, trace, list_files, list_sharing } => {
            let how = import::How { traced: *trace, list_files: *list_files, list_sharing: *list_sharing };
            import::run(py, &channel, &gate, module, how, longest)
        }
        Task::Calibrate => calibration::run(py, &channel, &gate),
        Task::Create(task) => create::run(py, &channel, &gate, task, Nanos(request.deadline.0 / 10 * 9)),
        Task::Growth(task) => growth::run(py, &channel, task, deadline),
        Task::Retention(task) => retention::run(py, &channel, task, deadline),
        Task::HotLines(task) => hot_lines::run(py, &channel, task, deadline),
    };
    if let Err(error) = done {
        channel.send(&Message::Raised(failure::raised(py, Stage::Probe, &error)));
    }
    if let Some(checkout) = &request.checkout {
        let files = loaded_files::below(py, checkout)?;
        if !files.is_empty() {
            channel.send(&Message::FromCheckout { files });
        }
    }
    flush_output(py);
    channel.send(&Message::Done);
    leave(0)
}

/// Leaves `__main__` and `sys.modules` as `python -c` would.
fn forget_own_names(py: Python<'_>) -> PyResult<()> {
    let sys = py.import("sys")?;
    let main = py.import("__main__")?.dict();
    let own: Vec<_> = main.keys().iter().filter(|name| !name.to_string().starts_with("__")).collect();
    for name in own {
        main.del_item(name)?;
    }
    let modules = sys.getattr("modules")?.cast_into::<PyDict>()?;
    if modules.contains("_vitals_probes")? {
        modules.del_item("_vitals_probes")?;
    }
    Ok(())
}

#[pymodule]
fn _vitals_probes(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(main, module)?)
}
