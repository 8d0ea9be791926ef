//! Which configuration a command is about, and what lies beside it: baselines, the history, reports.

use std::env;
use std::path::{Path, PathBuf};

use super::arguments::{OnlyArgs, RunArgs};
use super::delivery::Usual;
use super::error::CliError;
use crate::config::{self, ConfigError, Probe, Settings};
use crate::notify::Outbox;
use crate::store::Baselines;
use crate::store::history::{self, History, HistoryError};
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

    /// The file that was given, or the nearest; None where there is none, or none is to be read.
    ///
    /// # Errors
    /// Where the nearest is not a file that can be read.
    pub fn of_target(given: Option<&Path>, no_config: bool) -> Result<Option<Self>, CliError> {
        if no_config {
            return Ok(None);
        }
        match Self::find(given) {
            Err(CliError::Config(ConfigError::NotFound { .. })) => Ok(None),
            found => found.map(Some),
        }
    }

    /// The file itself.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// Its folder. A name without one is of the current folder.
    pub fn folder(&self) -> &Path {
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

    /// The same, opened; None where nothing was kept yet.
    ///
    /// # Errors
    /// Where it is not ours, newer, damaged or locked.
    pub fn known_history(&self) -> Result<Option<History>, HistoryError> {
        let path = self.history();
        path.exists().then(|| History::open_existing(&path)).transpose()
    }

    /// What waits to be sent, beside it.
    pub fn outbox(&self) -> Outbox {
        Outbox::beside(self.folder())
    }

    /// Its folder, as the same one is written from wherever it is asked for.
    pub fn folder_shown(&self) -> String {
        let folder = self.folder();
        folder.canonicalize().unwrap_or_else(|_| folder.to_owned()).display().to_string()
    }

    /// Where its reports are written unless set otherwise.
    pub fn usual<'a>(&self, settings: &'a Settings) -> Usual<'a> {
        Usual { folder: self.folder().join("reports"), settings }
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

    /// Its target, for a command that says itself what to measure.
    ///
    /// # Errors
    /// Where it cannot be read, or something in it is wrong.
    pub fn target(&self) -> Result<Settings, CliError> {
        Ok(Settings { probes: Vec::new(), checks: Vec::new(), ..config::read_target(&self.file)? })
    }

    /// The same for a command that measures: with the probes that were chosen, one at least.
    ///
    /// # Errors
    /// As [`Self::settings`], or where the file lists no probe, or none that was chosen.
    pub fn probes(&self, arguments: &RunArgs, only: &OnlyArgs) -> Result<Settings, CliError> {
        let mut settings = config::read_probes(&self.file)?;
        arguments.apply(&mut settings);
        only.probes(&mut settings)?;
        Ok(settings)
    }
}

/// The target of a command that says itself what to measure: that of a configuration where there is one, with what the command line
/// says over it.
///
/// # Errors
/// Where the configuration cannot be read, or something in it is wrong.
pub fn target(
    given: Option<&Path>,
    no_config: bool,
    run_args: &RunArgs,
    probes: Vec<Probe>,
) -> Result<Settings, CliError> {
    let settings = match Project::of_target(given, no_config)? {
        Some(project) => {
            let mut settings = project.target()?;
            run_args.apply(&mut settings);
            settings
        }
        None => run_args.settings(),
    };
    Ok(Settings { probes, ..settings })
}
