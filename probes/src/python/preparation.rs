//! What the target does in a process before anything is measured in it: its arguments, and its setup.

use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::channel::Channel;
use super::failure;
use super::watcher::{self, WatchContext};
use crate::quantity::Monotonic;
use crate::wire::{Message, Request, Stage, Task};

/// Sets `sys.argv` and runs the sources, one after another. Whether the work can begin; what goes wrong in the target is sent.
pub fn prepare(
    py: Python<'_>,
    channel: &Arc<Channel>,
    request: &Request,
    deadline: Monotonic,
) -> PyResult<bool> {
    if let Some(argv) = &request.argv {
        py.import("sys")?.setattr("argv", argv)?;
    }
    if request.setup.is_empty() {
        return Ok(true);
    }
    let measured = match &request.task {
        Task::Import { module, .. } if !is_loaded(py, module)? => Some(module),
        _ => None,
    };
    let watcher = watcher::start(WatchContext::default(), channel.clone(), deadline);
    let ran = request.setup.iter().try_for_each(|source| run(py, source));
    if let Some(watcher) = watcher {
        watcher.stop(py);
    }
    if let Err(error) = ran {
        channel.send(&Message::Raised(failure::raised(py, Stage::Setup, &error)));
        return Ok(false);
    }
    if let Some(module) = measured
        && is_loaded(py, module)?
    {
        channel.send(&Message::LoadedBySetup);
        return Ok(false);
    }
    channel.send(&Message::Prepared);
    Ok(true)
}

fn is_loaded(py: Python<'_>, module: &str) -> PyResult<bool> {
    py.import("sys")?.getattr("modules")?.contains(module)
}

/// Each source has names of its own, as a module has.
fn run(py: Python<'_>, source: &str) -> PyResult<()> {
    let builtins = py.import("builtins")?;
    let names = PyDict::new(py);
    names.set_item("__builtins__", &builtins)?;
    names.set_item("__name__", "__vitals__")?;
    let code = builtins.getattr("compile")?.call1((source, "<setup>", "exec", 0, true))?;
    builtins.getattr("exec")?.call1((code, &names))?;
    Ok(())
}

#[cfg(feature = "python-tests")]
#[allow(clippy::unwrap_used)]
pub mod tests {
    use super::super::inside::{MINUTE, sent};
    use super::*;
    use crate::wire::PROTOCOL;

    fn request(module: &str, setup: &[&str]) -> Request {
        let task =
            Task::Import { module: module.into(), trace: false, list_files: false, list_sharing: false };
        Request {
            protocol: PROTOCOL,
            nonce: 1,
            deadline: MINUTE,
            task,
            at_once: false,
            checkout: None,
            argv: Some(vec!["manage.py".into(), "runserver".into()]),
            setup: setup.iter().map(|source| (*source).to_owned()).collect(),
        }
    }

    fn prepared(py: Python<'_>, module: &str, setup: &[&str]) -> Vec<Message> {
        let request = request(module, setup);
        sent(|channel, deadline| prepare(py, channel, &request, deadline).map(drop))
    }

    inside! {
        fn the_arguments_are_there_when_the_setup_runs(py) {
            let messages = prepared(py, "csv", &["import sys\nassert sys.argv == ['manage.py', 'runserver']"]);
            assert!(matches!(messages[..], [Message::Prepared]), "{messages:?}");
            assert!(prepared(py, "csv", &[]).is_empty());
        }
        fn a_setup_that_raises_is_reported_as_that(py) {
            for (setup, name) in [("1 / 0", "ZeroDivisionError"), ("raise SystemExit(3)", "SystemExit"), ("(", "SyntaxError")] {
                let messages = prepared(py, "csv", &["x = 1", setup]);
                let [Message::Raised(raised)] = &messages[..] else { panic!("{messages:?}") };
                assert_eq!((raised.during, &*raised.type_name), (Stage::Setup, name));
            }
        }
        fn a_setup_that_loads_the_target_leaves_nothing_to_measure(py) {
            let messages = prepared(py, "csv", &["import csv"]);
            assert!(matches!(messages[..], [Message::LoadedBySetup]), "{messages:?}");
            // That was the interpreter's own start.
            let messages = prepared(py, "sys", &["import sys"]);
            assert!(matches!(messages[..], [Message::Prepared]), "{messages:?}");
        }
    }
}
