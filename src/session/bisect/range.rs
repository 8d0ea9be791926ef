//! The two ends, resolved once, and the commits between them.

use super::super::bisect_fault::BisectError;
use super::super::conduct::Run;
use super::super::error::SessionError;
use super::super::side::root_of;
use super::asked::AskedOfCommits;
use crate::git::{Commit, GitError, Repository};
use crate::process::Interrupt;

/// Two commits and the first-parent history between them.
#[derive(Clone, Debug)]
pub struct Range {
    /// Without the fault.
    pub good: Commit,
    /// With it.
    pub bad: Commit,
    /// After the good one up to the bad one, oldest first.
    pub chain: Vec<String>,
}

impl Range {
    /// The number of a commit: 0 is the good end, the last the bad one.
    pub fn number(&self, hash: &str) -> Option<usize> {
        match hash == self.good.hash {
            true => Some(0),
            false => self.chain.iter().position(|other| other == hash).map(|index| index + 1),
        }
    }

    /// Hashes of both ends.
    pub fn ends(&self) -> [String; 2] {
        [self.good.hash.clone(), self.bad.hash.clone()]
    }

    /// Of two commits of which the second has the first in its history.
    ///
    /// # Errors
    /// Where git fails.
    pub fn between(
        repository: &Repository,
        [good, bad]: [Commit; 2],
        interrupt: &Interrupt,
    ) -> Result<Self, GitError> {
        let chain = repository.between(&good.hash, &bad.hash, interrupt)?;
        Ok(Self { good, bad, chain })
    }
}

/// What is searched, and in which repository.
///
/// # Errors
/// Where an end is no commit, or they do not follow each other.
pub fn range(run: Run<'_>, asked: &AskedOfCommits) -> Result<(Repository, Range), SessionError> {
    let interrupt = run.interrupt;
    let root = root_of(run.settings)?;
    let none = || GitError::NoRepository { root: root.clone(), revision: asked.good.as_str().to_owned() };
    let repository = Repository::around(&root, interrupt)?.ok_or_else(none)?;
    let good = repository.resolve(&asked.good, interrupt)?;
    let bad = repository.resolve(&asked.bad, interrupt)?;
    let names = || (good.short().to_owned(), bad.short().to_owned());
    if good.hash == bad.hash {
        return Err(BisectError::Same { commit: names().0 }.into());
    }
    if !repository.is_ancestor(&good.hash, &bad.hash, interrupt)? {
        let (good_name, bad_name) = names();
        let is_swapped = repository.is_ancestor(&bad.hash, &good.hash, interrupt)?;
        return Err(match is_swapped {
            true => BisectError::Swapped { good: good_name, bad: bad_name },
            false => BisectError::Unrelated { good: good_name, bad: bad_name },
        }
        .into());
    }
    let range = Range::between(&repository, [good, bad], interrupt)?;
    Ok((repository, range))
}
