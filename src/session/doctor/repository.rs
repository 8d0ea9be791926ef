//! Git itself, and the checkout.

use super::super::error::SessionError;
use super::asked::AskedOfDoctor;
use crate::doctor::{Finding, Said};
use crate::git::{GitError, HeadNow, Repository, Version};

/// The checkout that a rollback would move.
#[derive(Clone, Debug)]
pub struct Checkout {
    /// Its repository.
    pub repository: Repository,
    /// None before the first commit.
    pub head: Option<HeadNow>,
}

/// Whether there is a git, and whether it is new enough.
pub fn git(asked: &AskedOfDoctor<'_>) -> Result<Vec<Finding>, SessionError> {
    let version = match Version::of_git(asked.folder, asked.interrupt) {
        Ok(version) => version,
        Err(error @ GitError::Interrupted) => return Err(error.into()),
        Err(error) => return Ok(vec![Finding::NoGit { said: Said::of(&error) }]),
    };
    let Some(version) = version else {
        return Ok(vec![Finding::NoGit { said: Said::plain("what is on PATH as git says no version") }]);
    };
    if version >= Version::WHOLE {
        return Ok(Vec::new());
    }
    let useless = version < Version::LEAST;
    let wanted = if useless { Version::LEAST } else { Version::WHOLE };
    Ok(vec![Finding::OldGit { version: version.to_string(), wanted: wanted.to_string(), useless }])
}

/// The checkout around the target, and what makes it one that cannot be moved.
pub fn checkout(asked: &AskedOfDoctor<'_>) -> Result<(Option<Checkout>, Vec<Finding>), SessionError> {
    let repository = match Repository::of(&asked.root(), asked.interrupt) {
        Ok(repository) => repository,
        Err(error @ GitError::Interrupted) => return Err(error.into()),
        Err(error) => return Ok((None, vec![Finding::NoRepository { said: Said::of(&error) }])),
    };
    let head = repository.head(asked.interrupt)?;
    let hindrance = repository.hindrance(asked.interrupt)?;
    let found = hindrance.map(|hindrance| Finding::Hindered { hindrance });
    Ok((Some(Checkout { repository, head }), found.into_iter().collect()))
}
