//! Garbage collections while imports are traced: each is timed, and belongs to no module.
//!
//! A full collection takes as long as there are objects, and begins in whichever module crosses a threshold: by what another
//! module allocates more or less, it moves to one that did not change.

use std::sync::{Mutex, PoisonError};

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString};

use super::clock::Started;
use crate::quantity::Nanos;

/// The oldest generation: a collection of it looks at all objects.
const FULL: u32 = 2;

/// One collection that has ended.
pub struct Collection {
    /// Wall time,
    pub wall: Nanos,
    /// and processor time.
    pub cpu: Nanos,
    /// Whether all objects were looked at.
    pub full: bool,
}

/// What Python calls when a collection begins and ends.
#[pyclass(frozen)]
struct Watch {
    reported: Box<dyn Fn(&Collection) + Send + Sync>,
    began: Mutex<Option<Started>>,
}

#[pymethods]
impl Watch {
    fn __call__(&self, phase: &Bound<'_, PyString>, about: &Bound<'_, PyDict>) -> PyResult<()> {
        if phase.to_cow()? == "start" {
            *self.began.lock().unwrap_or_else(PoisonError::into_inner) = Some(Started::now());
            return Ok(());
        }
        let began = self.began.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(span) = began.map(Started::elapsed) {
            let generation = about.get_item(pyo3::intern!(phase.py(), "generation"))?;
            let full =
                generation.is_some_and(|number| number.extract::<u32>().is_ok_and(|number| number >= FULL));
            (self.reported)(&Collection { wall: span.wall, cpu: span.cpu, full });
        }
        Ok(())
    }
}

/// A watch in place, until it is removed.
pub struct Watching {
    callbacks: Py<PyList>,
    watch: Py<PyAny>,
}

/// Has each collection reported, in the thread in which it ends. None where the target has put something else in the place of the list.
pub fn watch(
    py: Python<'_>,
    reported: impl Fn(&Collection) + Send + Sync + 'static,
) -> PyResult<Option<Watching>> {
    let modules = super::loaded::modules(py);
    let known = modules.as_ref().is_some_and(|modules| modules.contains("gc").unwrap_or(true));
    let gc = py.import("gc")?;
    if let (false, Some(modules)) = (known, &modules) {
        // Not left behind as if the target had imported it.
        modules.del_item("gc")?;
    }
    let Ok(callbacks) = gc.getattr("callbacks")?.cast_into::<PyList>() else { return Ok(None) };
    let watch = Bound::new(py, Watch { reported: Box::new(reported), began: Mutex::default() })?.into_any();
    callbacks.append(&watch)?;
    Ok(Some(Watching { callbacks: callbacks.unbind(), watch: watch.unbind() }))
}

impl Watching {
    /// Ends it. Whether it had been in place until now: the target may have emptied the list.
    pub fn remove(&self, py: Python<'_>) -> PyResult<bool> {
        let callbacks = self.callbacks.bind(py);
        let place = callbacks.iter().position(|callback| callback.is(self.watch.bind(py)));
        if let Some(place) = place {
            callbacks.del_item(place)?;
        }
        Ok(place.is_some())
    }
}

#[cfg(feature = "python-tests")]
#[allow(clippy::unwrap_used)]
pub mod tests {
    use super::super::trace::tests::traced;
    use super::*;

    const COLLECTS: &str = "import gc\nkept = [[] for _ in range(200_000)]\ngc.collect()\ngc.collect()\n";

    inside! {
        fn a_collection_belongs_to_the_module_it_began_in_and_is_counted_apart(py) {
            let before = py.import("gc").unwrap().getattr("callbacks").unwrap().len().unwrap();
            let outer = "import gc\ngc.disable()\nimport inner\n";
            let (result, modules) = traced(py, &[("outer", outer), ("inner", COLLECTS)]);
            py.import("gc").unwrap().call_method0("enable").unwrap();
            result.unwrap();
            let of = |name: &str| modules.iter().find(|module| module.name == name).unwrap();
            let collected = of("inner").collected.unwrap();
            assert_eq!((collected.count, collected.full), (2, 2));
            assert!(collected.cpu > Nanos(100_000) && collected.wall >= collected.cpu, "{collected:?}");
            assert!(collected.wall <= of("inner").span.wall, "{modules:?}");
            assert!(of("outer").collected.is_none(), "switched off: {modules:?}");
            assert_eq!(py.import("gc").unwrap().getattr("callbacks").unwrap().len().unwrap(), before);
        }
        fn frozen_objects_are_not_looked_at(py) {
            let frozen = "import gc\nkept = [[] for _ in range(200_000)]\ngc.freeze()\ngc.collect()\n";
            let [looked_at, frozen] = [COLLECTS, frozen].map(|source| {
                let (result, modules) = traced(py, &[("outer", "import inner\n"), ("inner", source)]);
                result.unwrap();
                py.import("gc").unwrap().call_method0("unfreeze").unwrap();
                let modules_of = super::super::loaded::modules(py).unwrap();
                for name in ["outer", "inner"] { modules_of.del_item(name).unwrap(); }
                modules.iter().find(|module| module.name == "inner").unwrap().collected.unwrap()
            });
            assert!(frozen.full >= 1 && frozen.count >= frozen.full && looked_at.full >= 2, "{frozen:?} {looked_at:?}");
        }
        fn a_list_that_was_emptied_is_noticed(py) {
            let watching = watch(py, |_| ()).unwrap().unwrap();
            watching.callbacks.bind(py).call_method0("clear").unwrap();
            assert!(!watching.remove(py).unwrap());
        }
    }
}
