//! What a plan is made in.

use crate::cli::error::CliError;
use crate::cli::project::Project;
use crate::config::{CheckSettings, revision};
use crate::git::{Commit, Repository};
use crate::rollback::CheckVerdict;
use crate::session::{Run, SessionError};

/// What a plan is made in.
pub struct Planning<'a> {
    /// Settings, interrupt, progress.
    pub run: Run<'a>,
    /// The configuration, and what lies beside it.
    pub project: &'a Project,
    /// Around the target's root.
    pub repository: Repository,
    /// All checks of the configuration.
    pub checks: &'a [CheckSettings],
    /// Hears of each verdict.
    pub heard: &'a dyn Fn(&CheckVerdict),
}

impl Planning<'_> {
    /// The commit that is written.
    pub fn commit(&self, written: &str) -> Result<Commit, CliError> {
        let named = revision(written)?;
        Ok(self.repository.resolve(&named, self.run.interrupt).map_err(SessionError::from)?)
    }
}
