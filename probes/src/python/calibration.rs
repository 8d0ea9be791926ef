//! The calibration: imports a fixed set of the standard library's modules, the same kind of work as the samples.

use pyo3::exceptions::PyImportError;
use pyo3::prelude::*;

use super::channel::Channel;
use super::clock::Started;
use super::gate::Gate;
use crate::wire::{Calibration, Message};

/// There since 3.9, in pure Python for the most part; a change of this list makes stored calibrations worthless.
const MODULES: [&str; 16] = [
    "asyncio",
    "csv",
    "decimal",
    "difflib",
    "email.mime.multipart",
    "fractions",
    "http.client",
    "http.cookies",
    "json",
    "logging.handlers",
    "tempfile",
    "unittest.mock",
    "urllib.request",
    "uuid",
    "xml.dom.minidom",
    "zipfile",
];

/// Imports the set once, and sends what it took.
pub fn run(py: Python<'_>, channel: &Channel, gate: &Gate) -> PyResult<()> {
    let import = py.import("builtins")?.getattr("__import__")?;
    let mut modules = 0;
    gate.wait(py, channel);
    let started = Started::now();
    for name in MODULES {
        match import.call1((name,)) {
            Ok(_) => modules += 1,
            // A trimmed build may lack one; the same build lacks it next time.
            Err(error) if error.is_instance_of::<PyImportError>(py) => {}
            Err(error) => return Err(error),
        }
    }
    let span = started.elapsed();
    gate.wait(py, channel);
    channel.send(&Message::Calibrated(Calibration { span, modules }));
    Ok(())
}

#[cfg(feature = "python-tests")]
#[allow(clippy::unwrap_used)]
pub mod tests {
    use super::super::inside::sent;
    use super::*;

    inside! {
        fn it_sends_what_its_imports_took(py) {
            let messages = sent(|channel, _| run(py, channel, &Gate::of(None)));
            let [Message::Calibrated(calibration)] = &messages[..] else { panic!("{messages:?}") };
            assert_eq!(calibration.modules as usize, MODULES.len());
            assert!(calibration.span.cpu.0 > 0 && calibration.span.cpu <= calibration.span.wall);
        }
    }
}
