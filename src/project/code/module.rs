//! Which module a file is.

use std::path::PathBuf;

/// The module that a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModuleOf {
    /// Dotted, seen from the folder that it is imported from.
    pub name: String,
    /// It is a package's `__init__`.
    pub is_package: bool,
    /// The folder that it is imported from, relative to the project's.
    pub from: PathBuf,
    /// Its file, likewise.
    pub file: PathBuf,
}
