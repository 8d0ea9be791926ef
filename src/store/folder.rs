//! `.vitals/baselines/`: one file a baseline, written whole or not at all, never over another one unasked.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use miette::Diagnostic;
use thiserror::Error;

use super::baseline::{Baseline, KIND, SCHEMA};
use super::json::in_lines;
use super::schema::{self, SchemaError, Versioned};
use crate::blame::Blame;
use crate::config::BaselineName;
use crate::system_error::SystemError;
use crate::untrusted::{Unmaskable, masked, masked_value};
use crate::user_file::{self, OWN_FOLDER};

/// Why a baseline cannot be read or written. Whatever was there is left as it was.
#[derive(Debug, Error, Diagnostic)]
pub enum StoreError {
    /// No such file.
    #[error("there is no baseline `{name}` in {}", folder.display())]
    #[diagnostic(help("{known}"))]
    NotThere {
        /// As asked for.
        name: String,
        /// Where.
        folder: PathBuf,
        /// What there is.
        known: String,
    },
    /// There is one already.
    #[error("there is a baseline `{name}` already: {}", path.display())]
    #[diagnostic(help("add to it with --merge, put it away with --replace, or take another name"))]
    AlreadyThere {
        /// As asked for.
        name: String,
        /// Its file.
        path: PathBuf,
    },
    /// The system says no.
    #[error("{} cannot be {what}: {error}", path.display())]
    #[diagnostic(help("{}; nothing was changed", error.advice()))]
    Refused {
        /// The file.
        path: PathBuf,
        /// `read` or `written`.
        what: &'static str,
        /// The system's reason.
        error: SystemError,
    },
    /// It is no baseline.
    #[error("{} is not a baseline: {reason}", path.display())]
    #[diagnostic(help(
        "the file was left alone; restore it (git checkout), or capture it anew with --replace"
    ))]
    Malformed {
        /// The file.
        path: PathBuf,
        /// With the place in it.
        reason: String,
    },
    /// It is from a newer version, or of another kind.
    #[error("{} cannot be read: {reason}", path.display())]
    #[diagnostic(help("the file was left alone; use the version of vitals that wrote it"))]
    OtherSchema {
        /// The file.
        path: PathBuf,
        /// What it says, and what can be read.
        reason: SchemaError,
    },
}

impl StoreError {
    /// Whose fault it is.
    pub fn blame(&self) -> Blame {
        match self {
            Self::Refused { error, .. } => error.blame(),
            Self::NotThere { .. }
            | Self::AlreadyThere { .. }
            | Self::Malformed { .. }
            | Self::OtherSchema { .. } => Blame::Usage,
        }
    }
}

/// The folder of a target's baselines.
#[derive(Clone, Debug)]
pub struct Baselines {
    folder: PathBuf,
}

impl Baselines {
    /// Below the configuration's folder, or the target's root.
    pub fn beside(folder: &Path) -> Self {
        Self { folder: folder.join(OWN_FOLDER).join("baselines") }
    }

    fn path(&self, name: &BaselineName) -> PathBuf {
        self.folder.join(format!("{}.json", name.as_str()))
    }

    /// Names, in order.
    ///
    /// # Errors
    /// Where the folder is there and cannot be read.
    pub fn names(&self) -> Result<Vec<BaselineName>, StoreError> {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(refused(&self.folder, "read", error)),
        };
        let name = |path: PathBuf| path.file_name()?.to_str()?.strip_suffix(".json")?.parse().ok();
        let mut names: Vec<BaselineName> = entries.filter_map(|entry| name(entry.ok()?.path())).collect();
        names.sort();
        Ok(names)
    }

    /// Reads one.
    ///
    /// # Errors
    /// Where it is not there, cannot be read, or is no baseline of this version.
    pub fn read(&self, name: &BaselineName) -> Result<Baseline, StoreError> {
        let path = self.path(name);
        let text = match user_file::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(self.not_there(name)),
            Err(error) => return Err(refused(&path, "read", error)),
        };
        let malformed = |error: serde_json::Error| StoreError::Malformed {
            path: path.clone(),
            reason: error.to_string(),
        };
        // The schema first: a newer file may lack what this version wants.
        let Versioned { schema } = serde_json::from_str(&text).map_err(malformed)?;
        schema::expect(KIND, &schema)
            .map_err(|reason| StoreError::OtherSchema { path: path.clone(), reason })?;
        let baseline: Baseline = serde_json::from_str(&text).map_err(malformed)?;
        let baseline = masked(baseline).map_err(|Unmaskable(error)| malformed(error))?;
        // It is written as this version writes.
        Ok(Baseline { schema: SCHEMA.to_owned(), ..baseline })
    }

    fn not_there(&self, name: &BaselineName) -> StoreError {
        let names = self.names().unwrap_or_default();
        let known = if names.is_empty() {
            "there is none yet: `vitals baseline capture NAME`".to_owned()
        } else {
            format!("there are: {}", names.iter().map(BaselineName::as_str).collect::<Vec<_>>().join(", "))
        };
        StoreError::NotThere { name: name.as_str().to_owned(), folder: self.folder.clone(), known }
    }

    /// Whether there is one of that name.
    pub fn contains(&self, name: &BaselineName) -> bool {
        self.path(name).exists()
    }

    /// That a capture under this name will not be refused in the end.
    ///
    /// # Errors
    /// Where there is one already.
    pub fn expect_free(&self, name: &BaselineName) -> Result<(), StoreError> {
        if !self.contains(name) {
            return Ok(());
        }
        Err(StoreError::AlreadyThere { name: name.as_str().to_owned(), path: self.path(name) })
    }

    /// Writes a new one. Gives its path.
    ///
    /// # Errors
    /// Where there is one of that name, or the file cannot be written.
    pub fn add(&self, name: &BaselineName, baseline: &Baseline) -> Result<PathBuf, StoreError> {
        let path = self.path(name);
        let written = self.text(baseline).and_then(|text| user_file::create(&path, text.as_bytes()));
        match written {
            Ok(()) => Ok(path),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                Err(StoreError::AlreadyThere { name: name.as_str().to_owned(), path })
            }
            Err(error) => Err(refused(&path, "written", error)),
        }
    }

    /// Writes one in the place of another. Gives its path.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn replace(&self, name: &BaselineName, baseline: &Baseline) -> Result<PathBuf, StoreError> {
        let path = self.path(name);
        let written = self
            .text(baseline)
            .map_err(SystemError::from)
            .and_then(|text| user_file::replace(&path, text.as_bytes()));
        written.map(|()| path.clone()).map_err(|error| refused(&path, "written", error))
    }

    /// Removes one. Gives the path that it had.
    ///
    /// # Errors
    /// Where it is not there, or cannot be removed.
    pub fn remove(&self, name: &BaselineName) -> Result<PathBuf, StoreError> {
        let path = self.path(name);
        match fs::remove_file(&path) {
            Ok(()) => Ok(path),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(self.not_there(name)),
            Err(error) => Err(refused(&path, "removed", error)),
        }
    }

    /// What is written, with a folder to write it to.
    fn text(&self, baseline: &Baseline) -> io::Result<String> {
        fs::create_dir_all(&self.folder)?;
        Ok(in_lines(&masked_value(serde_json::to_value(baseline)?)))
    }
}

fn refused(path: &Path, what: &'static str, error: impl Into<SystemError>) -> StoreError {
    StoreError::Refused { path: path.to_owned(), what, error: error.into() }
}
