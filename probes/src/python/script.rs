//! Our own Python sources, run without leaving a module behind.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyModule};

/// Runs a source and gives its names. Its frames bear the file name `<vitals NAME>`.
pub fn run<'py>(py: Python<'py>, source: &str, name: &str) -> PyResult<Bound<'py, PyDict>> {
    let names = PyDict::new(py);
    let builtins = py.import("builtins")?;
    names.set_item("__builtins__", &builtins)?;
    names.set_item("__name__", format!("_vitals_{name}"))?;
    let code = builtins.getattr("compile")?.call1((source, format!("<vitals {name}>"), "exec", 0, true))?;
    builtins.getattr("exec")?.call1((code, &names))?;
    Ok(names)
}

/// Runs several sources, each of which knows those before it as modules by their names; gives the names of the last.
pub fn run_all<'py>(py: Python<'py>, folder: &str, sources: &[(&str, &str)]) -> PyResult<Bound<'py, PyDict>> {
    let builtins = py.import("builtins")?;
    let mut before: Vec<Bound<'py, PyModule>> = Vec::new();
    for (name, source) in sources {
        let module = PyModule::new(py, &format!("_vitals_{name}"))?;
        let names = module.dict();
        names.set_item("__builtins__", &builtins)?;
        for ((name, _), earlier) in sources.iter().zip(&before) {
            names.set_item(name, earlier)?;
        }
        let file = format!("<vitals {folder}/{name}>");
        let code = builtins.getattr("compile")?.call1((*source, file, "exec", 0, true))?;
        builtins.getattr("exec")?.call1((code, &names))?;
        before.push(module);
    }
    Ok(before.last().map_or_else(|| PyDict::new(py), |last| last.dict()))
}

#[cfg(feature = "python-tests")]
#[allow(clippy::unwrap_used)]
pub mod tests {
    use super::*;

    inside! {
        fn a_source_gives_its_names_and_leaves_no_module(py) {
            let modules = py.import("sys").unwrap().getattr("modules").unwrap();
            let before = modules.len().unwrap();
            let names = run(py, "value = 6 * 7\n", "sample").unwrap();
            assert_eq!(names.get_item("value").unwrap().unwrap().extract::<u32>().unwrap(), 42);
            assert_eq!(modules.len().unwrap(), before);
        }
        fn a_later_source_knows_those_before_it(py) {
            let names = run_all(py, "parts", &[("one", "VALUE = 41\n"), ("two", "value = one.VALUE + 1\n")]).unwrap();
            assert_eq!(names.get_item("value").unwrap().unwrap().extract::<u32>().unwrap(), 42);
        }
        fn a_failure_bears_our_file_name(py) {
            let error = run(py, "\n1 / 0\n", "sample").unwrap_err();
            let traceback = error.traceback(py).unwrap().format().unwrap();
            assert!(traceback.contains("<vitals sample>\", line 2"), "{traceback}");
        }
    }
}
