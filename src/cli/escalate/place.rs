//! The configuration, and the incident that is open.

use std::path::Path;

use jiff::Timestamp;

use super::facts::{Known, known};
use super::lint;
use crate::cli::arguments::ConfigArgs;
use crate::cli::error::CliError;
use crate::cli::project::Project;
use crate::config::{self, Settings};
use crate::escalation::{EscalateError, Policy, Standing, standing};
use crate::incident::{Incident, IncidentError, Log, around, expect_open};

/// The configuration with usable levels and rules.
pub struct Place {
    pub project: Project,
    pub settings: Settings,
}

impl Place {
    /// Reads it.
    ///
    /// # Errors
    /// Where there is none, or its levels and rules cannot be used.
    pub fn find(arguments: &ConfigArgs) -> Result<Self, CliError> {
        Self::of(arguments.file())
    }

    /// Reads the file that was given, or the nearest.
    ///
    /// # Errors
    /// As [`Self::find`].
    pub fn of(given: Option<&Path>) -> Result<Self, CliError> {
        let project = Project::find(given)?;
        let settings = config::read_target(project.file())?;
        let findings = lint::findings(&settings);
        let fatal: Vec<String> =
            findings.iter().filter(|it| it.is_fatal()).map(|it| it.wrong.to_string()).collect();
        if !fatal.is_empty() {
            return Err(EscalateError::Unusable { mistakes: fatal.join("; ") }.into());
        }
        Ok(Self { project, settings })
    }

    /// The levels and rules.
    pub fn policy(&self) -> &Policy {
        &self.settings.escalation
    }

    /// The common git directory.
    ///
    /// # Errors
    /// Where the configuration is in no repository.
    pub fn common(&self) -> Result<std::path::PathBuf, CliError> {
        let folder = self.project.folder();
        around(folder).ok_or_else(|| IncidentError::NoRepository { folder: folder.to_owned() }.into())
    }

    /// The open incident.
    ///
    /// # Errors
    /// Where none is open.
    pub fn incident(&self) -> Result<Incident, CliError> {
        Ok(expect_open(&self.common()?)?)
    }

    /// What a journal says, and how that stands.
    pub fn stands(&self, incident: &Incident, log: &Log, now: Timestamp) -> (Known, Standing) {
        // Without one nothing is known of how much slower it is.
        let history = self.project.known_history().ok().flatten();
        let known = known(log, &self.settings, history.as_ref());
        let standing = standing(self.policy(), &incident.id, &known.facts, now);
        (known, standing)
    }
}
