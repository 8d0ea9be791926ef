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
