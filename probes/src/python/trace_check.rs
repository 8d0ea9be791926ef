//! Whether imports can be traced on this Python: tried on a module of one line before anything is measured.
//!
//! The tracer stands in the place of a function of `importlib` that CPython calls by its name. An interpreter whose import
//! system is another one would call it for nothing, and the trace would be empty as if nothing had been imported.

use std::sync::Arc;

use pyo3::prelude::*;

use super::stopwatch::Stopwatch;
use super::trace;

/// Imports a module of one line, which imports another, by a finder of its own: nothing is looked for in the target's folders.
const SOURCE: &str = "\
import sys
lines = {'_vitals_outer': 'import _vitals_inner', '_vitals_inner': 'value = 1'}
class Finder:
    @staticmethod
    def find_spec(name, path=None, target=None):
        return type(sys.__spec__)(name, Finder) if name in lines else None
    @staticmethod
    def create_module(spec):
        return None
    @staticmethod
    def exec_module(module):
        exec(lines[module.__name__], module.__dict__)
sys.meta_path.insert(0, Finder)
try:
    import _vitals_outer
finally:
    sys.meta_path.remove(Finder)
    for name in lines:
        sys.modules.pop(name, None)
";

/// Whether such an import is seen, with what it imports below it.
pub fn can_trace(py: Python<'_>) -> bool {
    seen(py).unwrap_or(false)
}

fn seen(py: Python<'_>) -> PyResult<bool> {
    let installed = trace::install(py, Arc::new(Stopwatch::of_this_thread()))?;
    let ran = super::script::run(py, SOURCE, "traced");
    installed.remove(py)?;
    ran?;
    let modules = installed.into_modules(py)?;
    let found: Vec<_> = modules.iter().map(|module| (module.name.as_str(), module.parent)).collect();
    Ok(found == [("_vitals_outer", None), ("_vitals_inner", Some(0))])
}

#[cfg(feature = "python-tests")]
#[allow(clippy::unwrap_used)]
pub mod tests {
    use super::*;

    inside! {
        fn an_import_of_one_line_is_seen_and_leaves_nothing(py) {
            let modules = super::super::loaded::modules(py).unwrap();
            let before: Vec<String> = modules.keys().extract().unwrap();
            assert!(seen(py).unwrap());
            assert_eq!(modules.keys().extract::<Vec<String>>().unwrap(), before);
        }
        fn where_python_calls_something_else_it_says_so(py) {
            // As if the interpreter had an import system of its own: what is patched is another module than what it calls.
            let other = "import sys, types\nreal = sys.modules['_frozen_importlib']\n\
                copy = types.ModuleType('_frozen_importlib')\ncopy.__dict__.update(real.__dict__)\n\
                sys.modules['_frozen_importlib'] = copy\n";
            let names = super::super::script::run(py, other, "other").unwrap();
            assert!(!can_trace(py));
            // And one that has nothing of that name.
            names.get_item("copy").unwrap().unwrap().delattr("_find_and_load").unwrap();
            assert!(!can_trace(py));
            let modules = super::super::loaded::modules(py).unwrap();
            modules.set_item("_frozen_importlib", names.get_item("real").unwrap().unwrap()).unwrap();
            assert!(can_trace(py));
        }
    }
}
