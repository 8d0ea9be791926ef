//! The factory of a creation or growth probe, driven from here; what needs `await` stands in `maker.py`.
//!
//! Names are interned: CPython's cache of looked-up attributes keeps each text that it was asked with, so a fresh
//! `make` for every object would fill it, up to 4,096 entries, and be weighed as the target's (300 blocks in 60
//! rounds on 3.11 to 3.13).

use pyo3::intern;
use pyo3::prelude::*;

use super::channel::leave_if_copied;
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
    /// What the factory gave, awaited where it was to be.
    pub object: Py<PyAny>,
    /// `CLOCK_MONOTONIC` when the factory was called.
    pub start: Monotonic,
    /// The measurement; the resident size and what only a first creation has are for the caller to add.
    pub creation: Creation,
}

/// Wall and processor clock in nanoseconds.
#[pyfunction]
pub fn now() -> (u64, u64) {
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
        let made = python.call_method1(intern!(py, "make"), (i,));
        leave_if_copied();
        let (object, start, wall, cpu, awaited) = made?.extract::<(Py<PyAny>, u64, u64, u64, bool)>()?;
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

#[cfg(feature = "python-tests")]
#[allow(clippy::unwrap_used)]
pub mod tests {
    use super::super::inside::{factory, module};
    use super::*;

    fn prepared(py: Python<'_>, source: &str, factory: &Factory) -> PyResult<Maker> {
        module(py, "target", source);
        let maker = Maker::load(py)?;
        maker.prepare(py, factory).map(|()| maker)
    }

    fn explained(py: Python<'_>, source: &str, factory: &Factory) -> Message {
        module(py, "target", source);
        let maker = Maker::load(py).unwrap();
        let error = maker.prepare(py, factory).and_then(|()| maker.make(py, 0)).map(drop).unwrap_err();
        maker.explain(py, &error)
    }

    inside! {
        fn an_object_is_made_with_its_arguments_and_its_type_is_named(py) {
            let source = "class Thing:\n    def __init__(self, number, name):\n        self.number, self.name = number, name\n";
            let mut factory = factory("target", "Thing");
            factory.setup = Some("base = 40".into());
            factory.args = vec!["base + i".into()];
            factory.kwargs = vec![("name".into(), "f'user-{i}'".into())];
            let maker = prepared(py, source, &factory).unwrap();
            let made = maker.make(py, 2).unwrap();
            assert_eq!(made.creation.type_name, "target.Thing");
            assert!(!made.creation.awaited && made.creation.span.wall.0 > 0);
            let number: u32 = made.object.getattr(py, "number").unwrap().extract(py).unwrap();
            let name: String = made.object.getattr(py, "name").unwrap().extract(py).unwrap();
            assert_eq!((number, &*name), (42, "user-2"));
        }
        fn what_must_be_awaited_is_awaited(py) {
            let source = "class Thing:\n    pass\nasync def make():\n    return Thing()\n";
            let maker = prepared(py, source, &factory("target", "make")).unwrap();
            let made = maker.make(py, 0).unwrap();
            assert_eq!((&*made.creation.type_name, made.creation.awaited), ("target.Thing", true));
        }
        fn what_does_not_count_as_made_says_why(py) {
            for (source, words) in [
                ("def make():\n    return None\n", "returned None"),
                ("async def make():\n    return None\n", "awaited and returned None"),
                ("def make():\n    yield 1\n", "its body has not run"),
                ("async def make():\n    yield 1\n", "its body has not run"),
                ("async def one():\n    pass\nasync def make():\n    return one()\n", "another awaitable"),
            ] {
                let message = explained(py, source, &factory("target", "make"));
                assert!(matches!(&message, Message::NotMade { what } if what.contains(words)), "{words}: {message:?}");
            }
            let mut other = factory("target", "list");
            other.expect_type = Some("Manager".into());
            let message = explained(py, "list = list\n", &other);
            assert!(matches!(&message, Message::NotMade { what } if what == "the factory made a list, not a Manager"));
        }
        fn an_exception_has_the_stage_in_which_it_was_raised(py) {
            let with = |change: fn(&mut Factory)| {
                let mut factory = factory("target", "make");
                change(&mut factory);
                factory
            };
            for (factory, stage) in [
                (with(|factory| factory.module = "no_such_module".into()), Stage::Import),
                (with(|factory| factory.callable = "nothing".into()), Stage::Lookup),
                (with(|factory| factory.setup = Some("1 / 0".into())), Stage::Setup),
                (with(|factory| factory.args = vec!["1 / 0".into()]), Stage::Arguments),
                (with(|factory| factory.args = vec!["1".into()]), Stage::Create),
            ] {
                let message = explained(py, "def make():\n    return []\n", &factory);
                assert!(matches!(&message, Message::Raised(raised) if raised.during == stage), "{message:?}");
            }
        }
        fn the_cleanup_has_the_object_and_leaves_no_name(py) {
            let mut factory = factory("target", "make");
            factory.cleanup = Some("made.append('cleaned')".into());
            let maker = prepared(py, "def make():\n    return []\n", &factory).unwrap();
            let made = maker.make(py, 0).unwrap();
            maker.clean(py, &made.object).unwrap();
            assert_eq!(made.object.extract::<Vec<String>>(py).unwrap(), ["cleaned"]);
            let names = maker.python(py).getattr("names").unwrap();
            assert!(!names.contains("made").unwrap());
        }
        fn a_census_counts_live_objects(py) {
            let source = "class Kept:\n    pass\nkept = []\ndef make():\n    kept.append(Kept())\n    return kept[-1]\n";
            let maker = prepared(py, source, &factory("target", "make")).unwrap();
            for i in 0..5 {
                maker.make(py, i).unwrap();
            }
            let census = maker.census(py).unwrap();
            assert!(census.contains(&("target.Kept".to_owned(), 5)), "{census:?}");
        }
    }
}
