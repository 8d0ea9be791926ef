//! Lock files of TOML: uv, Poetry, PDM and `pylock.toml` list their packages in tables of one shape.

use super::name::{Packages, normalised};

/// The packages of `[[package]]` (`[[packages]]`), with their versions.
pub fn packages(text: &str) -> Option<Packages> {
    let file: toml::Table = text.parse().ok()?;
    let listed = ["package", "packages"].iter().find_map(|key| file.get(*key)?.as_array());
    let mut packages = Packages::new();
    for package in listed.into_iter().flatten() {
        let Some(name) = package.get("name").and_then(toml::Value::as_str) else { continue };
        // The project itself has none.
        let version = package.get("version").and_then(toml::Value::as_str).unwrap_or("without a version");
        packages.entry(normalised(name)).or_default().insert(version.to_owned());
    }
    Some(packages)
}
