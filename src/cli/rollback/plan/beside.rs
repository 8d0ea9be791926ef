//! A probe with `regression`, beside the last known good: whether it became worse.

use super::last_good::{Ended, good_commit};
use super::planning::Planning;
use crate::cli::error::CliError;
use crate::config::{CheckKind, Probe};
use crate::git::Commit;
use crate::rollback::RollbackExit;
use crate::session::{BesideGood, Regression, SessionError, beside_good};
use crate::untrusted::printable;

impl Planning<'_> {
    /// The probe that a check is, where a regression of it is judged.
    pub fn comparable(&self, check: &str) -> Option<&Probe> {
        let check = self.checks.iter().find(|known| known.name == check)?;
        match &check.kind {
            CheckKind::Probe(probe) => Some(&**probe).filter(|probe| probe.regression().is_some()),
            _ => None,
        }
    }

    /// HEAD beside the last known good; None of what no regression is judged of.
    pub fn beside(&self, check: &str, good: &Commit) -> Result<Option<BesideGood>, CliError> {
        let Some(probe) = self.comparable(check) else { return Ok(None) };
        let head = self.repository.commit_of_head(self.run.interrupt).map_err(SessionError::from)?;
        Ok(Some(beside_good(self.run, (check, probe), [good, &head])?))
    }

    /// What a named check has lost; how to end, where that is not decided.
    pub fn regression(&self, check: &str) -> Result<Result<Option<Box<Regression>>, Ended>, CliError> {
        if self.comparable(check).is_none() {
            return Ok(Ok(None));
        }
        let Ok(good) = good_commit(self, check)? else { return Ok(Ok(None)) };
        Ok(match self.beside(check, &good)? {
            Some(BesideGood::Worse(regression)) => Ok(Some(regression)),
            Some(BesideGood::NoWorse) | None => Ok(None),
            Some(BesideGood::Unknown(why)) => {
                let said =
                    "whether it is worse than at the last known good is not decided, so nothing is planned";
                let said = format!("{}: {said}: {}", printable(check), printable(&why.join("; ")));
                Err(Ended::by(RollbackExit::Unknown, said))
            }
        })
    }
}
