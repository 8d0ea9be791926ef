//! Threads by the names that the target gave them.

use pyo3::prelude::*;

/// Names of threads: Python's own where it knows them, else the kernel's.
pub fn names(py: Python<'_>, threads: impl Iterator<Item = (i32, String)>) -> Vec<String> {
    let known = named_by_python(py).unwrap_or_default();
    threads
        .map(|(number, name)| {
            known.iter().find(|(other, _)| *other == number).map_or(name, |(_, name)| name.clone())
        })
        .collect()
}

/// Threads that `threading` knows, if the target has imported it: number and name.
fn named_by_python(py: Python<'_>) -> PyResult<Vec<(i32, String)>> {
    let threading = py.import("sys")?.getattr("modules")?.get_item("threading")?;
    let threads = threading.call_method0("enumerate")?;
    threads
        .try_iter()?
        .map(|thread| {
            let thread = thread?;
            Ok((thread.getattr("native_id")?.extract()?, thread.getattr("name")?.extract()?))
        })
        .collect()
}
