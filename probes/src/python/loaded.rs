//! What loaded modules say of themselves. Their dictionaries are read, and nothing is asked of the modules: a lazy one would
//! be loaded by that, and one that the target has replaced by an object of its own may do anything.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyModule};

/// The loaded modules; None where the target has put something else in their place.
pub fn modules(py: Python<'_>) -> Option<Bound<'_, PyDict>> {
    py.import("sys").ok()?.dict().get_item("modules").ok()??.cast_into::<PyDict>().ok()
}

/// A name of a loaded module's own dictionary.
pub fn own_name<'py>(
    py: Python<'py>,
    module: impl IntoPyObject<'py>,
    name: &str,
) -> Option<Bound<'py, PyAny>> {
    let loaded = modules(py)?.get_item(module).ok()??;
    loaded.cast::<PyModule>().ok()?.dict().get_item(name).ok()?
}

/// The spec of a loaded module, where it is one of the import system's own: those compute nothing of the target's.
pub fn spec<'py>(py: Python<'py>, module: impl IntoPyObject<'py>) -> Option<Bound<'py, PyAny>> {
    let known = py.import("sys").ok()?.dict().get_item("__spec__").ok()??;
    own_name(py, module, "__spec__").filter(|spec| spec.get_type().is(known.get_type()))
}

#[cfg(feature = "python-tests")]
#[allow(clippy::unwrap_used)]
pub mod tests {
    use super::*;

    const LAZY: &str = "import sys, types\nasked = []\nclass Lazy(types.ModuleType):\n    \
        def __getattribute__(self, name):\n        asked.append(name)\n        return super().__getattribute__(name)\n\
        lazy = Lazy('lazy')\nsys.modules['lazy'] = lazy\nasked.clear()\n\
        class Proxy:\n    def __getattr__(self, name):\n        asked.append(name)\n\
        sys.modules['replaced'] = Proxy()\n";

    inside! {
        fn a_module_that_is_loaded_by_a_question_is_not_asked(py) {
            let names = super::super::script::run(py, LAZY, "lazy").unwrap();
            let name = own_name(py, "lazy", "__name__").unwrap();
            assert_eq!(name.extract::<String>().unwrap(), "lazy");
            assert!(spec(py, "lazy").is_none() && own_name(py, "replaced", "__spec__").is_none());
            assert_eq!(names.get_item("asked").unwrap().unwrap().len().unwrap(), 0);
        }
        fn a_spec_of_the_import_system_is_known(py) {
            let origin = spec(py, "os").unwrap().getattr("origin").unwrap();
            assert!(origin.extract::<String>().is_ok());
            assert!(spec(py, "no_such_module").is_none());
        }
    }
}
