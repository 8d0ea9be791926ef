//! The factory of a creation or growth probe, driven from here; what needs `await` stands in `maker.py`.
//!
//! Names are interned: CPython's cache of looked-up attributes keeps each text that it was asked with, so a fresh
//! `make` for every object would fill it, up to 4,096 entries, and be weighed as the target's (300 blocks in 60
//! rounds on 3.11 to 3.13).

use pyo3::intern;
use pyo3::prelude::*;

use super::clock;
use super::{failure, script};
use crate::quantity::{Monotonic, Nanos};
use crate::wire::{Creation, Factory, Message, Span, Stage};

/// A factory that was imported and set up.
pub struct Maker {
    python: Py<PyAny>,
    not_made: Py<PyAny>,
}

/// An object with what its creation took.
pub struct Made {
    /// The object.
    pub object: Py<PyAny>,
    /// `CLOCK_MONOTONIC` when the factory was called.
    pub start: Monotonic,
    /// The measurement; the resident size and what only a first creation has are for the caller to add.
    pub creation: Creation,
}

/// Wall and processor clock in nanoseconds.
#[pyfunction]
fn now() -> (u64, u64) {
    let cpu = clock::processor();
    (clock::monotonic().0, cpu.0)
}

impl Maker {
    /// Loads the driver; nothing of the target runs yet.
    pub fn load(py: Python<'_>) -> PyResult<Self> {
        let names = script::run(py, include_str!("maker.py"), "maker")?;
        let class = names.as_any().get_item("Maker")?;
        let python = class.call1((wrap_pyfunction!(now, py)?,))?.unbind();
        let not_made = names.as_any().get_item("NotMade")?.unbind();
        Ok(Self { python, not_made })
    }

    /// Imports the module, finds the factory, runs the setup.
    pub fn prepare(&self, py: Python<'_>, factory: &Factory) -> PyResult<()> {
        let Factory { module, callable, setup, args, kwargs, cleanup, expect_type } = factory;
        self.python.bind(py).call_method1(
            intern!(py, "prepare"),
            (module, callable, setup, args, kwargs.clone(), cleanup, expect_type),
        )?;
        Ok(())
    }

    /// Makes the object of number `i`.
    pub fn make(&self, py: Python<'_>, i: u64) -> PyResult<Made> {
        let python = self.python.bind(py);
        let (object, start, wall, cpu, awaited) =
            python.call_method1(intern!(py, "make"), (i,))?.extract::<(Py<PyAny>, u64, u64, u64, bool)>()?;
        let type_name = python.call_method1(intern!(py, "describe"), (&object,))?.extract()?;
        let span = Span { wall: Nanos(wall), cpu: Nanos(cpu), ..Span::default() };
        let creation = Creation { span, type_name, awaited, ..Creation::default() };
        Ok(Made { object, start: Monotonic(start), creation })
    }

    /// Runs the configured cleanup on an object.
    pub fn clean(&self, py: Python<'_>, object: &Py<PyAny>) -> PyResult<()> {
        self.python.bind(py).call_method1(intern!(py, "clean"), (object,)).map(drop)
    }

    /// Its Python side.
    pub fn python<'py>(&self, py: Python<'py>) -> &Bound<'py, PyAny> {
        self.python.bind(py)
    }

    /// Nothing of the target runs now: what is raised from here on is the probe's own.
    pub fn rest(&self, py: Python<'_>) -> PyResult<()> {
        self.python.bind(py).setattr(intern!(py, "stage"), "probe")
    }

    /// A callable that reports where an awaited creation waits: file, line, function, innermost first.
    pub fn standing(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        self.python.bind(py).getattr(intern!(py, "standing")).map(Bound::unbind)
    }

    /// Live objects by the name of their type, as far as the collector tracks them.
    pub fn census(&self, py: Python<'_>) -> PyResult<Vec<(String, u64)>> {
        self.python.bind(py).call_method0(intern!(py, "census"))?.extract()
    }

    /// What an error means: nothing was made, or something was raised at a stage.
    pub fn explain(&self, py: Python<'_>, error: &PyErr) -> Message {
        if error.is_instance(py, self.not_made.bind(py)) {
            return Message::NotMade { what: error.value(py).to_string() };
        }
        let stage =
            self.python.bind(py).getattr(intern!(py, "stage")).and_then(|stage| stage.extract::<String>());
        let during = match stage.as_deref() {
            Ok("import") => Stage::Import,
            Ok("lookup") => Stage::Lookup,
            Ok("setup") => Stage::Setup,
            Ok("arguments") => Stage::Arguments,
            Ok("create") => Stage::Create,
            Ok("cleanup") => Stage::Cleanup,
            _ => Stage::Probe,
        };
        Message::Raised(failure::raised(py, during, error))
    }
}
