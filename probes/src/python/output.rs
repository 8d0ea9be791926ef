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

#[cfg(feature = "python-tests")]
#[allow(clippy::unwrap_used)]
pub mod tests {
    use super::*;

    inside! {
        fn what_was_printed_is_handed_over(py) {
            let more = "import io, sys\nsys.stdout = io.TextIOWrapper(io.BufferedWriter(io.BytesIO()))\nprint('said')\nheld = sys.stdout.buffer.raw\n";
            let names = super::super::script::run(py, more, "sample").unwrap();
            flush_output(py);
            let held = names.get_item("held").unwrap().unwrap();
            let value: Vec<u8> = held.call_method0("getvalue").unwrap().extract().unwrap();
            assert_eq!(value, b"said\n");
        }
        fn a_stream_that_is_none_is_passed_over(py) {
            py.import("sys").unwrap().setattr("stdout", py.None()).unwrap();
            flush_output(py);
        }
    }
}
