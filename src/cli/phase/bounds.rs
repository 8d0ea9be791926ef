//! Where a phase began and ended, as its refs say.

use super::name::{Bound, PHASES, ref_of};
use crate::cli::error::CliError;
use crate::git::{Commit, Repository};
use crate::process::Interrupt;
use crate::session::SessionError;

/// Both ends of a phase; None where it has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    /// Where it began.
    pub start: Option<Commit>,
    /// Where it ended.
    pub end: Option<Commit>,
}

impl Bounds {
    /// Those of a phase.
    pub fn of(repository: &Repository, name: &str, interrupt: &Interrupt) -> Result<Self, CliError> {
        let of = |bound| -> Result<Option<Commit>, CliError> {
            let Some(reference) = ref_of(name, bound) else { return Ok(None) };
            let found = repository.refers(&reference, interrupt).map_err(SessionError::from)?;
            let commit = found.map(|hash| repository.commit(&hash, interrupt)).transpose();
            Ok(commit.map_err(SessionError::from)?)
        };
        Ok(Self { start: of(Bound::Start)?, end: of(Bound::End)? })
    }

    /// Names of all phases, in order.
    pub fn names(repository: &Repository, interrupt: &Interrupt) -> Result<Vec<String>, CliError> {
        let refs = repository.refs_below(PHASES, interrupt).map_err(SessionError::from)?;
        let name = |(reference, _): &(String, String)| {
            Some(reference.strip_prefix(PHASES)?.rsplit_once('/')?.0.to_owned())
        };
        let mut names: Vec<String> = refs.iter().filter_map(name).collect();
        names.dedup();
        Ok(names)
    }

    /// Why this end cannot be marked.
    pub fn hindrance(&self, name: &str, bound: Bound) -> Option<String> {
        let since = |commit: &Commit| format!("{} \"{}\"", commit.short(), commit.subject);
        match (bound, &self.start, &self.end) {
            (Bound::Start, Some(start), _) => {
                Some(format!("phase {name} began already, at {}", since(start)))
            }
            (Bound::End, None, _) => Some(format!("phase {name} did not begin: `vitals phase start {name}`")),
            (Bound::End, _, Some(end)) => Some(format!("phase {name} ended already, at {}", since(end))),
            _ => None,
        }
    }
}
