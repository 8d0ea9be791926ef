//! One mixture of two locks: installed, compared with the old lock, and what that comes to.

use std::path::{Path, PathBuf};

use super::super::compare::{Comparing, compare, in_place};
use super::super::conduct::Run;
use super::super::error::SessionError;
use super::super::lock_fault::LockSearchError;
use super::asked::AskedOfLocks;
use super::environment::{Installer, LockEnvironment};
use super::mixture::Requirements;
use super::sides::End;
use crate::comparison::Unit;
use crate::config::{Settings, Variant};
use crate::culprit::Trial;
use crate::quantity::{Nanos, Tolerance};
use crate::report::comparison::ComparisonDocument;
use crate::report::lock_search::LockTrial;
use crate::verdict::{Reason, Status};

/// What all trials share.
pub struct LockSearch<'a> {
    pub run: Run<'a>,
    pub asked: &'a AskedOfLocks,
    /// Makes environments.
    pub installer: Installer<'a>,
    /// Both ends.
    pub ends: &'a [End; 2],
    /// Where the code of every trial is.
    pub root: PathBuf,
    /// The old lock's environment.
    pub old: LockEnvironment,
    /// How the new end fails; it may be faster too: then that is what is looked for.
    pub signature: Signature,
    /// What decides of a mixture: half of the difference between both ends, where that is one of time.
    pub tolerance: Option<Tolerance>,
    pub heard: &'a dyn Fn(&LockTrial),
}

/// How a comparison fails: what another failure must be like to be the same.
#[derive(Clone, Debug, PartialEq)]
pub enum Signature {
    /// Something takes longer, or more.
    Slower,
    /// It takes less: the old end is the slower one.
    Faster,
    /// It raises: the first reason.
    Broken(Box<Reason>),
}

impl LockSearch<'_> {
    /// Tries a mixture against the old lock.
    pub fn trial(
        &self,
        wanted: &Requirements,
        upgraded: Vec<String>,
        trials: &mut Vec<LockTrial>,
    ) -> Result<(Trial, Option<ComparisonDocument>), Stop> {
        if self.run.cut_short().is_some() {
            return Err(Stop::CutShort);
        }
        let environment = self.installer.environment(wanted, "a mixture of both locks");
        let (trial, compared) = match environment {
            Ok(environment) => {
                let compared = self.compared([&self.old, &environment]).map_err(Stop::Failed)?;
                (self.answer(&compared), Some(compared))
            }
            // Versions that refuse each other: the mixture says nothing.
            Err(SessionError::Locks(LockSearchError::NotInstalled { .. })) => (Trial::Unknown, None),
            Err(error) => return Err(Stop::Failed(error)),
        };
        if trial == Trial::Unknown && self.run.cut_short().is_some() {
            return Err(Stop::CutShort);
        }
        let tried = LockTrial { upgraded, came_to: trial.into() };
        (self.heard)(&tried);
        trials.push(tried);
        Ok((trial, compared))
    }

    /// Two environments on the code of the search; the slower one is the candidate.
    pub fn compared(&self, environments: [&LockEnvironment; 2]) -> Result<ComparisonDocument, SessionError> {
        let [before, after] = environments;
        let environments = if self.signature == Signature::Faster { [after, before] } else { environments };
        locks_compared(self.run, (self.tolerance, self.asked.seed), &self.root, environments)
    }

    /// The same failure is bad, another one says nothing.
    fn answer(&self, document: &ComparisonDocument) -> Trial {
        match (document.status(), &self.signature) {
            (Status::Pass, _) => Trial::Good,
            (Status::Fail, Signature::Faster) => Trial::Bad,
            (Status::Fail | Status::Error, signature) if Signature::of(document) == *signature => Trial::Bad,
            _ => Trial::Unknown,
        }
    }

    /// The same with names that a reader knows instead of the run's own folders.
    pub fn labelled(
        &self,
        mut document: ComparisonDocument,
        before: &str,
        after: &str,
    ) -> ComparisonDocument {
        let labels = if self.signature == Signature::Faster { [after, before] } else { [before, after] };
        for (side, label) in document.sides.iter_mut().zip(labels) {
            side.label = label.to_owned();
        }
        document
    }
}

/// What ends a search before its end.
#[derive(Debug)]
pub enum Stop {
    /// The budget, or Ctrl-C.
    CutShort,
    /// It cannot go on.
    Failed(SessionError),
}

/// Of one probe that is slower: the mixtures have that difference or not, and what else varies decides nothing.
pub fn half_of_the_difference(document: &ComparisonDocument) -> Option<Tolerance> {
    let [probe] = document.probes.as_slice() else { return None };
    let slower = probe
        .comparison
        .quantities
        .iter()
        .find(|judged| judged.regressed() && judged.unit == Unit::Seconds)?;
    let half = (slower.candidate - slower.base) / 2.0;
    (half > 0.0).then(|| Tolerance::Time { time: Nanos::from_secs_f64(half) })
}

impl Signature {
    /// Of the comparison of both ends.
    pub fn of(document: &ComparisonDocument) -> Self {
        let broken = document.probes.iter().find(|probe| probe.verdict.status == Status::Error);
        match broken.and_then(|probe| probe.verdict.reasons.first()) {
            Some(reason) => Self::Broken(Box::new(reason.clone())),
            None => Self::Slower,
        }
    }
}

/// Two environments on one code.
pub fn locks_compared(
    run: Run<'_>,
    (tolerance, seed): (Option<Tolerance>, u64),
    root: &Path,
    [base, candidate]: [&LockEnvironment; 2],
) -> Result<ComparisonDocument, SessionError> {
    let settings = Settings { root: root.to_owned(), python: None, ..run.settings.clone() };
    let variant = |environment: &LockEnvironment| Variant::Python(environment.python());
    let comparing =
        Comparing { base: variant(base), candidate: variant(candidate), tolerance, ..in_place(seed) };
    compare(Run { settings: &settings, ..run }, &comparing)
}
