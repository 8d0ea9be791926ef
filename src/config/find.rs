//! Where the configuration is, and its reading.

use std::path::{Path, PathBuf};

use super::error::ConfigError;
use super::pinned::pinned_above;
use super::settings::Settings;
use super::text::{FILE_NAME, PROJECT_FILE, is_there, read_text};
use super::toml::TomlFile;

/// The configuration for `start`: the nearest `vitals.toml`, or `pyproject.toml` with a `[tool.vitals]`.
///
/// # Errors
/// Where there is none up to the root of the file system, or the nearest is not a file that can be read.
pub fn find(start: &Path) -> Result<PathBuf, ConfigError> {
    let absolute = std::path::absolute(start).unwrap_or_else(|_| start.to_owned());
    for folder in absolute.ancestors() {
        if let Some(pinned) = pinned_above(folder) {
            return Ok(pinned);
        }
        let own = folder.join(FILE_NAME);
        if is_there(&own)? {
            return read_text(&own).map(|_| own);
        }
        let project = folder.join(PROJECT_FILE);
        if is_there(&project)? && is_ours(&project)? {
            return Ok(project);
        }
    }
    Err(ConfigError::NotFound { start: absolute })
}

/// Whether a `pyproject.toml` has anything of ours, right or wrong.
fn is_ours(project: &Path) -> Result<bool, ConfigError> {
    let text = read_text(project)?;
    // One that is no TOML is another tool's to report, unless it may be about this one.
    if !text.contains("vitals") {
        return Ok(false);
    }
    Ok(TomlFile { path: project, text: &text }.own_value()?.is_some())
}

/// Reads a file into settings.
///
/// # Errors
/// Where it cannot be read, something in it is wrong, then with the place, or it lists neither a probe nor a check.
pub fn read(path: &Path) -> Result<Settings, ConfigError> {
    let settings = read_target(path)?;
    if settings.probes.is_empty() && settings.checks.is_empty() {
        return Err(ConfigError::Empty { path: path.to_owned() });
    }
    Ok(settings)
}

/// The same for a command that says itself what to measure: the file need list nothing.
///
/// # Errors
/// As [`read`], but for a file that lists nothing.
pub fn read_target(path: &Path) -> Result<Settings, ConfigError> {
    let text = read_text(path)?;
    TomlFile { path, text: &text }.settings()
}

/// Reads a text that is to be written to this path.
///
/// # Errors
/// Where something in it is wrong, or it asks for nothing.
pub fn read_as(path: &Path, text: &str) -> Result<Settings, ConfigError> {
    TomlFile { path, text }.settings()
}

/// Settings of a text, for tests of those who use them.
#[cfg(test)]
pub fn read_str(text: &str) -> Result<Settings, ConfigError> {
    TomlFile { path: Path::new(FILE_NAME), text }.settings()
}

/// The same, for a command that measures: without any probe there is nothing to do.
///
/// # Errors
/// As [`read`], or where the file lists no probe.
pub fn read_probes(path: &Path) -> Result<Settings, ConfigError> {
    let settings = read(path)?;
    if settings.probes.is_empty() {
        return Err(ConfigError::Empty { path: path.to_owned() });
    }
    Ok(settings)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn d9_the_table_of_a_project_is_found_however_it_is_written() {
        let folder = tempfile::tempdir().expect("a folder");
        let inner = folder.path().join("a");
        fs::create_dir(&inner).expect("a folder");
        fs::write(folder.path().join(FILE_NAME), "").expect("written");
        let found = |text: &str| {
            fs::write(inner.join(PROJECT_FILE), text).expect("written");
            find(&inner).map(|path| path.starts_with(&inner))
        };
        for text in [
            "[tool.vitals]",
            "[tool.vitals.target]\nroot = '.'",
            "[tool]\nvitals = 'x'",
            "tool.vitals = 1",
            "tool = { vitals = {} }",
        ] {
            assert!(found(text).is_ok_and(|inside| inside), "{text}");
        }
        for text in ["", "[tool.other]", "# [tool.vitals]", "name = '[tool.vitals]'", "[vitals]", "broken ="]
        {
            assert!(found(text).is_ok_and(|inside| !inside), "{text}");
        }
        assert!(matches!(found("[tool.vitals\n"), Err(ConfigError::Malformed { .. })));
    }
}
