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
        fn a_failure_bears_our_file_name(py) {
            let error = run(py, "\n1 / 0\n", "sample").unwrap_err();
            let traceback = error.traceback(py).unwrap().format().unwrap();
            assert!(traceback.contains("<vitals sample>\", line 2"), "{traceback}");
        }
    }
}
