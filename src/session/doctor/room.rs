//! Whether a commit can be made, and whether there is room for its files.

use std::path::PathBuf;

use rustix::fs::{Access, access, statvfs};

use super::super::error::SessionError;
use super::asked::AskedOfDoctor;
use super::repository::Checkout;
use crate::doctor::{Finding, Said};
use crate::git::GitError;
use crate::process::{Scratch, ScratchError};
use crate::quantity::Bytes;
use crate::system_error::SystemError;

/// Makes a commit that no repository gets, signed where the user signs.
pub fn commit(asked: &AskedOfDoctor<'_>, checkout: &Checkout) -> Result<Vec<Finding>, SessionError> {
    let repository = &checkout.repository;
    let signed = repository.setting("commit.gpgSign", asked.interrupt)?;
    let scratch = Scratch::open(asked.interrupt).map_err(|error| match error {
        ScratchError::Guardian(error) => SessionError::from(error),
        ScratchError::Folder(error) => {
            SessionError::NoScratch { folder: std::env::temp_dir(), error: error.into() }
        }
    })?;
    let objects = repository.own_objects(&scratch, asked.interrupt)?;
    Ok(match repository.try_commit(&objects, signed) {
        Ok(()) => Vec::new(),
        Err(error @ GitError::Interrupted) => return Err(error.into()),
        Err(error) => vec![Finding::NoCommit { signed, said: Said::of(&error) }],
    })
}

/// Room for twice the size of HEAD's files, where git writes and where the checks run.
pub fn room(asked: &AskedOfDoctor<'_>, checkout: &Checkout) -> Result<Vec<Finding>, SessionError> {
    let wanted = Bytes(checkout.repository.size_of("HEAD", asked.interrupt)?.0.saturating_mul(2));
    let common = checkout.repository.common_directory(asked.interrupt)?;
    let mut found = Vec::new();
    for folder in [common, checkout.repository.top.clone(), std::env::temp_dir()] {
        found.extend(short(folder, wanted));
    }
    Ok(found)
}

/// What is wrong with one folder.
fn short(folder: PathBuf, wanted: Bytes) -> Option<Finding> {
    if let Err(error) = access(&folder, Access::WRITE_OK | Access::EXEC_OK) {
        let error = SystemError::from(error);
        let said = Said { what: error.to_string(), advice: Some(error.advice().to_string()) };
        return Some(Finding::NotWritable { folder, said });
    }
    let about = statvfs(&folder).ok()?;
    let free = Bytes(about.f_bavail.saturating_mul(about.f_frsize));
    (free < wanted).then_some(Finding::NoRoom { folder, free, wanted })
}
