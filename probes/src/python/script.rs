//! Our own Python sources, run without leaving a module behind.

use pyo3::prelude::*;
use pyo3::types::PyDict;

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
