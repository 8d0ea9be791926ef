//! What the target has printed.

use pyo3::prelude::*;

/// Hands over what the target printed: the process leaves without the interpreter's finalisation.
pub fn flush_output(py: Python<'_>) {
    let Ok(sys) = py.import("sys") else { return };
    for name in ["stdout", "stderr"] {
        // The target may have put anything there; its failure to flush is no measurement.
        let _ = sys.getattr(name).and_then(|stream| stream.call_method0("flush"));
    }
}
