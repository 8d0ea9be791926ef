//! Which configuration a command is about, and what lies beside it: baselines, the history, reports.

use std::env;
use std::path::{Path, PathBuf};

use super::arguments::RunArgs;
use super::error::CliError;
use crate::config::{self, Settings};
use crate::store::{Baselines, history};
use crate::user_file;

/// A configuration's file.
#[derive(Clone, Debug)]
pub struct Project {
    file: PathBuf,
}

impl Project {
    /// The file that was given, or the nearest.
    ///
    /// # Errors
    /// Where none was given and none is found.
    pub fn find(given: Option<&Path>) -> Result<Self, CliError> {
        let file = match given {
            Some(file) => file.to_owned(),
            None => {
                let here =
                    env::current_dir().map_err(|error| CliError::NoCurrentFolder { error: error.into() })?;
                config::find(&here)?
            }
        };
        // Whatever is written from now on, it is not written over this.
        user_file::protect(&file);
        Ok(Self { file })
    }

    /// The file itself.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// Its folder. A name without one is of the current folder.
    fn folder(&self) -> &Path {
        self.file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
    }

    /// The baselines beside it.
    pub fn baselines(&self) -> Baselines {
        Baselines::beside(self.folder())
    }

    /// The history beside it.
    pub fn history(&self) -> PathBuf {
        history::beside(self.folder())
    }

    /// Where its reports are written unless set otherwise.
    pub fn reports(&self) -> PathBuf {
        self.folder().join("reports")
    }

    /// Its settings, with what the command line says over them.
    ///
    /// # Errors
    /// Where it cannot be read, or something in it is wrong.
    pub fn settings(&self, arguments: &RunArgs) -> Result<Settings, CliError> {
        let mut settings = config::read(&self.file)?;
        arguments.apply(&mut settings);
        Ok(settings)
    }

    /// The same for a command that measures: there is a probe.
    ///
    /// # Errors
    /// As [`Self::settings`], or where the file lists no probe.
    pub fn probes(&self, arguments: &RunArgs) -> Result<Settings, CliError> {
        let mut settings = config::read_probes(&self.file)?;
        arguments.apply(&mut settings);
        Ok(settings)
    }
}
