//! What is said of an interpreter.

use crate::python::Origin;

/// Why this one was chosen.
pub fn origin(origin: Origin) -> &'static str {
    match origin {
        Origin::Argument => "given by --python",
        Origin::Configuration => "given by the configuration",
        Origin::ActiveEnvironment => "from VIRTUAL_ENV",
        Origin::LocalEnvironment => "from .venv",
        Origin::Path => "python3 on PATH",
    }
}
