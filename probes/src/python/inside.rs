//! Tests that run inside an interpreter: each file lists its own.

// A test fails where something is not as it should be.
#![allow(clippy::unwrap_used)]

use pyo3::exceptions::PyKeyError;
use pyo3::prelude::*;

/// Functions that take the interpreter, and `ALL`, the list of them by name.
macro_rules! inside {
    ($($(#[$meta:meta])* fn $name:ident($py:pat) $body:block)*) => {
        $($(#[$meta])* fn $name($py: ::pyo3::Python<'_>) $body)*

        /// The tests of this file.
        pub const ALL: &[(&str, $crate::python::inside::Test)] = &[$((stringify!($name), $name)),*];
    };
}

/// A test; it panics where it fails.
pub type Test = fn(Python<'_>);

const FILES: &[(&str, &[(&str, Test)])] = &[
    ("accepted", super::accepted::tests::ALL),
    ("allocations", super::allocations_tests::ALL),
    ("allocator", super::allocator::tests::ALL),
    ("arenas", super::arenas::tests::ALL),
    ("attribute_cache", super::attribute_cache::tests::ALL),
    ("calibration", super::calibration::tests::ALL),
    ("channel", super::channel::tests::ALL),
    ("child", super::child::tests::ALL),
    ("clock", super::clock::tests::ALL),
    ("collections", super::collections::tests::ALL),
    ("collector", super::collector::tests::ALL),
    ("create", super::create::tests::ALL),
    ("preparation", super::preparation::tests::ALL),
    ("entry", super::entry::tests::ALL),
    ("exceptions", super::exceptions::tests::ALL),
    ("failure", super::failure::tests::ALL),
    ("fault_handler", super::fault_handler::tests::ALL),
    ("frame_check", super::frame_check::tests::ALL),
    ("frames", super::frames::tests::ALL),
    ("gate", super::gate::tests::ALL),
    ("growth", super::growth::tests::ALL),
    ("holders", super::holders_tests::ALL),
    ("hot_lines", super::hot_lines::tests::ALL),
    ("import", super::import::tests::ALL),
    ("maker", super::maker::tests::ALL),
    ("mappings", super::mappings::tests::ALL),
    ("memory", super::memory::tests::ALL),
    ("native", super::native::tests::ALL),
    ("open_file", super::open_file::tests::ALL),
    ("opened", super::opened_tests::ALL),
    ("output", super::output::tests::ALL),
    ("places", super::places_tests::ALL),
    ("resources", super::resources::tests::ALL),
    ("retention", super::retention::tests::ALL),
    ("sampler", super::sampler::tests::ALL),
    ("search_notes", super::search_notes::tests::ALL),
    ("search_rounds", super::search_rounds::tests::ALL),
    ("script", super::script::tests::ALL),
    ("sharing", super::sharing::tests::ALL),
    ("stopwatch", super::stopwatch::tests::ALL),
    ("this_process", super::this_process::tests::ALL),
    ("threads", super::threads::tests::ALL),
    ("trace", super::trace::tests::ALL),
    ("importer", super::importer::tests::ALL),
    ("loaded", super::loaded::tests::ALL),
    ("trace_check", super::trace_check::tests::ALL),
    ("loaded_files", super::loaded_files::tests::ALL),
    ("bytecode", super::bytecode::tests::ALL),
    ("watcher", super::watcher::tests::ALL),
];

/// `FILE::TEST` of each.
#[pyfunction]
fn names() -> Vec<String> {
    let all =
        FILES.iter().flat_map(|(file, tests)| tests.iter().map(move |(name, _)| format!("{file}::{name}")));
    all.collect()
}

/// Runs one; a failure is an exception.
#[pyfunction]
fn run(py: Python<'_>, wanted: &str) -> PyResult<()> {
    let found = wanted.split_once("::").and_then(|(file, name)| {
        let (_, tests) = FILES.iter().find(|(other, _)| *other == file)?;
        tests.iter().find(|(other, _)| *other == name)
    });
    let (_, test) = found.ok_or_else(|| PyKeyError::new_err(wanted.to_owned()))?;
    test(py);
    Ok(())
}

/// Puts them into an extension module.
///
/// # Errors
/// Where the interpreter refuses.
pub fn add_tests(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(names, module)?)?;
    module.add_function(wrap_pyfunction!(run, module)?)
}

/// The far end of a channel, with what came through.
pub struct Far {
    pipe: std::fs::File,
    nonce: u64,
}

/// A channel whose other end this test holds.
pub fn channel() -> (std::sync::Arc<super::Channel>, Far) {
    use std::os::fd::IntoRawFd;
    let (read, write) = std::io::pipe().unwrap();
    let nonce = 7;
    let channel = super::Channel::take(write.into_raw_fd(), nonce).unwrap();
    (std::sync::Arc::new(channel), Far { pipe: std::fs::File::from(std::os::fd::OwnedFd::from(read)), nonce })
}

impl Far {
    /// Everything that was sent, without what only says who works or is asked; the near end is closed by then.
    pub fn messages(mut self) -> Vec<crate::wire::Message> {
        use std::io::Read;

        use crate::wire::Message;
        let mut bytes = Vec::new();
        self.pipe.read_to_end(&mut bytes).unwrap();
        let mut decoder = crate::frame::Decoder::new(self.nonce);
        decoder.push(&bytes);
        let counts = |message: &Message| {
            !matches!(message, Message::Working { .. } | Message::Asked | Message::Answered)
        };
        std::iter::from_fn(|| decoder.next_message()).filter(counts).collect()
    }
}

/// What a probe sends that has a minute for its run.
pub fn sent(
    run: impl FnOnce(&std::sync::Arc<super::Channel>, crate::quantity::Monotonic) -> PyResult<()>,
) -> Vec<crate::wire::Message> {
    let (channel, far) = channel();
    run(&channel, super::clock::monotonic() + MINUTE).unwrap();
    drop(channel);
    far.messages()
}

/// Longer than any of these tests takes.
pub const MINUTE: crate::quantity::Nanos = crate::quantity::Nanos::from_millis(60_000);

/// A module of the target with this source.
pub fn module(py: Python<'_>, name: &str, source: &str) {
    let sys = py.import("sys").unwrap();
    let module = py.import("types").unwrap().getattr("ModuleType").unwrap().call1((name,)).unwrap();
    let builtins = py.import("builtins").unwrap();
    let code = builtins.getattr("compile").unwrap().call1((source, format!("{name}.py"), "exec")).unwrap();
    builtins.getattr("exec").unwrap().call1((code, module.getattr("__dict__").unwrap())).unwrap();
    sys.getattr("modules").unwrap().set_item(name, module).unwrap();
}

/// What a factory of such a module is called.
pub fn factory(module: &str, callable: &str) -> crate::wire::Factory {
    crate::wire::Factory {
        module: module.into(),
        callable: callable.into(),
        setup: None,
        args: Vec::new(),
        kwargs: Vec::new(),
        cleanup: None,
        expect_type: None,
    }
}
