//! Which file is a lock file, and its reading.

use std::path::Path;

use super::name::Packages;
use super::pin::{of_pipfile, versions};
use super::requirements::is_requirements;
use super::{poetry, requirements};

/// Reads a lock file by its name; None where its kind is not known, or it cannot be read.
pub fn packages(file: &Path, text: &str) -> Option<Packages> {
    let name = file.file_name()?.to_str()?;
    match name {
        "uv.lock" | "poetry.lock" | "pdm.lock" | "pylock.toml" => poetry::packages(text),
        "Pipfile.lock" => pipfile(text),
        _ if is_requirements(file) => Some(requirements::packages(text)),
        _ => None,
    }
}

/// What `Pipfile.lock` pins.
fn pipfile(text: &str) -> Option<Packages> {
    of_pipfile(text).ok().map(versions)
}
