//! Which interpreter is meant: an argument, the configuration, an active or a local environment, the path.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::error::PythonError;
use super::named::{named, on_the_path};

/// An interpreter as it was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// The program to start.
    pub program: PathBuf,
    /// Why this one.
    pub origin: Origin,
}

/// What decided for an interpreter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// `--python`.
    Argument,
    /// `[target] python`.
    Configuration,
    /// The variable `VIRTUAL_ENV`.
    ActiveEnvironment,
    /// `.venv/` in the target's root, or beside the configuration.
    LocalEnvironment,
    /// `python3` on `PATH`.
    Path,
}

/// Chooses the interpreter for a target in `root`, whose configuration lies in `beside`. Nothing is started yet.
///
/// # Errors
/// Where what was asked for is not there, or nothing was found at all.
pub fn locate(
    argument: Option<&Path>,
    configured: Option<&Path>,
    root: &Path,
    beside: Option<&Path>,
) -> Result<Selection, PythonError> {
    if let Some(asked) = argument {
        return program_of(asked, Path::new("."))
            .map(|program| Selection { program, origin: Origin::Argument });
    }
    if let Some(asked) = configured {
        return program_of(asked, root).map(|program| Selection { program, origin: Origin::Configuration });
    }
    if let Some(folder) = env::var_os("VIRTUAL_ENV").filter(|folder| !folder.is_empty()) {
        let program = program_of(Path::new(&folder), root)?;
        return Ok(Selection { program, origin: Origin::ActiveEnvironment });
    }
    // Where the root is `src`, the environment is beside the configuration.
    let local = [Some(root), beside].into_iter().flatten().map(|folder| folder.join(".venv"));
    if let Some(local) = local.into_iter().find(|folder| folder.is_dir()) {
        return program_of(&local, root)
            .map(|program| Selection { program, origin: Origin::LocalEnvironment });
    }
    on_the_path(OsStr::new("python3"))
        .map(|program| Selection { program, origin: Origin::Path })
        .ok_or(PythonError::NothingFound)
}

/// A program, or an environment's folder, or a bare name or version to be looked up.
fn program_of(asked: &Path, base: &Path) -> Result<PathBuf, PythonError> {
    if asked.components().count() == 1 && !base.join(asked).exists() {
        return named(asked.as_os_str()).ok_or_else(|| PythonError::NotThere { path: asked.to_owned() });
    }
    let path = std::path::absolute(base.join(asked)).unwrap_or_else(|_| asked.to_owned());
    if path.is_dir() {
        let inside = ["python", "python3"].map(|name| path.join("bin").join(name));
        return inside
            .into_iter()
            .find(|program| program.exists())
            .ok_or(PythonError::NoEnvironment { folder: path });
    }
    if path.exists() { Ok(path) } else { Err(PythonError::NotThere { path }) }
}
