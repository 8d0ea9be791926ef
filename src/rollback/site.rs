//! Where a rollback happens: a checkout, its repository, and the tool's own folder in it.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use super::error::RollbackError;
use super::journal::{self, Journal};
use super::lock::Lock;
use crate::git::{HeadNow, Hindrance, Repository};
use crate::process::Interrupt;

/// The refs of one rollback lie below these, by its identity.
pub(super) const HELD: [&str; 4] =
    ["refs/vitals/snap/", "refs/vitals/before/", "refs/vitals/candidate/", "refs/vitals/torn/"];

/// A checkout, and what ends the wait for it.
#[derive(Debug)]
pub struct Site<'a> {
    /// Its repository.
    pub repository: Repository,
    /// The common git directory.
    pub common: PathBuf,
    /// Ctrl-C acts between steps.
    pub interrupt: &'a Interrupt,
}

impl<'a> Site<'a> {
    /// That of a folder.
    ///
    /// # Errors
    /// Where there is none, or git refuses it.
    pub fn around(root: &Path, interrupt: &'a Interrupt) -> Result<Self, RollbackError> {
        let repository = Repository::of(root, interrupt)?;
        let common = repository.common_directory(interrupt)?;
        let common = common.canonicalize().unwrap_or(common);
        Ok(Self { repository, common, interrupt })
    }

    /// The same checkout, of which Ctrl-C that came before ends nothing.
    pub(super) fn with(&self, interrupt: &'a Interrupt) -> Self {
        Self { repository: self.repository.clone(), common: self.common.clone(), interrupt }
    }

    /// Its top folder.
    pub fn top(&self) -> &Path {
        &self.repository.top
    }

    /// Where journals lie.
    pub fn journals(&self) -> PathBuf {
        self.common.join("vitals/rollback")
    }

    /// Takes the lock of the repository.
    pub(super) fn lock(&self) -> Result<Lock, RollbackError> {
        let folder = self.journals();
        DirBuilder::new().recursive(true).mode(0o700).create(&folder).map_err(|error| {
            RollbackError::System { what: format!("making {}", folder.display()), error: error.into() }
        })?;
        Lock::take(&self.lock_place())
    }

    /// The lock's file.
    pub fn lock_place(&self) -> PathBuf {
        self.common.join("vitals/rollback.lock")
    }

    /// All that was done here, the oldest first.
    ///
    /// # Errors
    /// Where a journal cannot be read.
    pub fn all(&self) -> Result<Vec<Journal>, RollbackError> {
        journal::all(&self.journals(), &self.common)
    }

    /// Refs to what rollbacks keep (uncommitted work, what HEAD was, files of somebody's), with their commits.
    ///
    /// # Errors
    /// Where git fails.
    pub fn held(&self) -> Result<Vec<(String, String)>, RollbackError> {
        let all = self.repository.refs_below("refs/vitals/", self.interrupt)?;
        Ok(all.into_iter().filter(|(name, _)| HELD.iter().any(|prefix| name.starts_with(prefix))).collect())
    }

    /// That none stands open.
    pub(super) fn expect_closed(&self) -> Result<(), RollbackError> {
        match self.all()?.into_iter().find(|journal| journal.end().is_none()) {
            None => Ok(()),
            Some(open) => {
                Err(RollbackError::Open { id: open.begun.id, why: "its journal has no end".into() })
            }
        }
    }

    /// HEAD of a checkout that can be moved.
    ///
    /// # Errors
    /// Where something stands in the way.
    pub fn movable_head(&self) -> Result<HeadNow, RollbackError> {
        if let Some(hindrance) = self.repository.hindrance(self.interrupt)? {
            return Err(RollbackError::Hindered(hindrance));
        }
        self.repository.head(self.interrupt)?.ok_or(RollbackError::Hindered(Hindrance::Unborn))
    }

    /// HEAD, whatever it is in the middle of.
    pub(super) fn head(&self) -> Result<HeadNow, RollbackError> {
        self.repository.head(self.interrupt)?.ok_or(RollbackError::Hindered(Hindrance::Unborn))
    }
}
