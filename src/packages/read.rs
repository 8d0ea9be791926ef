//! Which file is a lock file, and its reading.

use std::ffi::OsStr;
use std::path::Path;

use super::name::Packages;
use super::{poetry, requirements};

/// Reads a lock file by its name; None where its kind is not known, or it cannot be read.
pub fn packages(file: &Path, text: &str) -> Option<Packages> {
    let name = file.file_name()?.to_str()?;
    match name {
        "uv.lock" | "poetry.lock" | "pdm.lock" | "pylock.toml" => poetry::packages(text),
        _ if is_requirements(file) => Some(requirements::packages(text)),
        _ => None,
    }
}

/// `requirements.txt`, `requirements-dev.txt`, `requirements/base.txt`, `constraints.txt`.
pub fn is_requirements(file: &Path) -> bool {
    let named = |name: Option<&OsStr>| {
        name.and_then(|name| name.to_str())
            .is_some_and(|name| name.starts_with("requirements") || name.starts_with("constraints"))
    };
    let is_text = file.extension().is_some_and(|ending| ending == "txt");
    is_text && (named(file.file_name()) || named(file.parent().and_then(Path::file_name)))
}
