//! Which repository's incident is meant: that of the configuration's folder where one is named, else of the current folder.

use std::env;
use std::path::{Path, PathBuf};

use crate::cli::error::CliError;
use crate::incident::{IncidentError, around};

/// Its common git directory; None outside of a repository.
pub fn common(configuration: Option<&Path>) -> Option<PathBuf> {
    around(&folder(configuration).ok()?)
}

/// The same for a command that is about an incident.
///
/// # Errors
/// Outside of a repository.
pub fn expect_common(configuration: Option<&Path>) -> Result<PathBuf, CliError> {
    let folder = folder(configuration)?;
    around(&folder).ok_or_else(|| IncidentError::NoRepository { folder }.into())
}

fn folder(configuration: Option<&Path>) -> Result<PathBuf, CliError> {
    let here = env::current_dir().map_err(|error| CliError::NoCurrentFolder { error: error.into() })?;
    Ok(configuration.and_then(Path::parent).map_or_else(|| here.clone(), |folder| here.join(folder)))
}
