//! The tests of what runs inside the interpreter, as the extension module `inside`.

use pyo3::prelude::*;

#[pymodule]
fn inside(module: &Bound<'_, PyModule>) -> PyResult<()> {
    vitals_probes::add_tests(module)
}
