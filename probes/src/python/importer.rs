//! Which statement asks for an import.

use std::sync::{Mutex, PoisonError};

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyString;

use crate::wire::Site;

/// A statement that imports. Its code object is not kept: that would keep whole modules' code in memory.
pub struct Importer {
    file: Py<PyAny>,
    function: Py<PyAny>,
    line: u32,
}

impl Importer {
    /// Its place, in words.
    pub fn site(&self, py: Python<'_>) -> Site {
        Site {
            file: self.file.extract(py).unwrap_or_default(),
            line: self.line,
            function: self.function.extract(py).unwrap_or_default(),
        }
    }
}

/// Code of the import machinery, as far as it was seen: it stays as long as the interpreter.
#[derive(Default)]
pub struct Machinery(Mutex<Vec<Py<PyAny>>>);

impl Machinery {
    fn holds(&self, code: &Bound<'_, PyAny>) -> bool {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.iter().any(|known| known.is(code))
    }

    fn add(&self, code: Bound<'_, PyAny>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(code.unbind());
    }

    /// The statement that asks for the import: the innermost frame outside the import machinery.
    pub fn importer(&self, py: Python<'_>) -> Option<Importer> {
        // SAFETY: called with the interpreter's lock held; the frame is borrowed from the running thread.
        let mut frame = unsafe { Bound::from_borrowed_ptr_or_opt(py, ffi::PyEval_GetFrame().cast()) }?;
        let outer = |frame: &Bound<'_, PyAny>| {
            frame
                .getattr(pyo3::intern!(py, "f_back"))
                .ok()
                .filter(|outer| !outer.is_none())
                .map(Bound::unbind)
        };
        for _ in 0..24 {
            let code = frame.getattr(pyo3::intern!(py, "f_code")).ok()?;
            if !self.holds(&code) {
                let file = code.getattr(pyo3::intern!(py, "co_filename")).ok()?;
                if !is_machinery(&file) {
                    if is_the_tools(&file) && outer(&frame).is_none() {
                        return None;
                    }
                    // SAFETY: `frame` is a frame object: it came from PyEval_GetFrame or from a frame's `f_back`.
                    let line = unsafe { ffi::PyFrame_GetLineNumber(frame.as_ptr().cast()) };
                    let function = code.getattr(pyo3::intern!(py, "co_name")).ok()?;
                    return Some(Importer {
                        file: file.unbind(),
                        function: function.unbind(),
                        line: line.max(0) as u32,
                    });
                }
                self.add(code);
            }
            frame = outer(&frame)?.into_bound(py);
        }
        None
    }
}

/// Whether the outermost frame is the statement by which the worker calls the probe: no line of the target's.
pub fn is_the_tools(file: &Bound<'_, PyAny>) -> bool {
    file.cast::<PyString>().ok().and_then(|text| text.to_cow().ok()).is_some_and(|text| text == "<string>")
}

fn is_machinery(file: &Bound<'_, PyAny>) -> bool {
    file.cast::<PyString>()
        .ok()
        .and_then(|text| text.to_cow().ok())
        .is_some_and(|text| is_import_machinery(&text))
}

/// Whether a file belongs to the import system, not to what is imported.
pub fn is_import_machinery(file: &str) -> bool {
    file.starts_with("<frozen importlib")
        || file.ends_with("/importlib/__init__.py")
        || file == "<frozen importlib>"
}

#[cfg(feature = "python-tests")]
pub mod tests {
    use super::*;

    inside! {
        fn the_import_system_is_not_what_is_imported(_) {
            for file in ["<frozen importlib._bootstrap>", "<frozen importlib._bootstrap_external>", "/lib/importlib/__init__.py"] {
                assert!(is_import_machinery(file), "{file}");
            }
            assert!(!is_import_machinery("/app/importlib.py") && !is_import_machinery("app.py"));
        }
    }
}
