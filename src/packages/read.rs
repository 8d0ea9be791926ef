//! Which file is a lock file, and its reading.

use std::path::Path;

use super::name::Packages;
use super::pin::pins;
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
    let pins = pins(Path::new("Pipfile.lock"), text).ok()?;
    Some(pins.into_iter().map(|(name, pin)| (name, pin.version.into_iter().collect())).collect())
}
