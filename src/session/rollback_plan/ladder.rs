//! Takes the places at fault, gives the rungs: the file, the commit, the phase, the tree.

use super::super::error::SessionError;
use super::super::health::{Fault, FaultOrigin};
use crate::git::{Commit, Repository};
use crate::process::Interrupt;
use crate::report::ladder::{NoRung, Rung, RungKind};
use crate::rollback::Target;

/// Files and commits that are tried each.
const EACH: usize = 2;

/// What the rungs are made of.
pub struct Ladder<'a> {
    /// Around the target's root.
    pub repository: &'a Repository,
    /// HEAD's commit.
    pub head: &'a Commit,
    /// As the command line asks for it.
    pub asked: String,
    /// The last known good.
    pub good: Option<Commit>,
    /// Where phases began, by their names.
    pub phases: Vec<(String, Commit)>,
}

impl Ladder<'_> {
    /// The rungs, the smallest change first.
    ///
    /// # Errors
    /// Where git fails.
    pub fn rungs(&self, faults: &[Fault], interrupt: &Interrupt) -> Result<Vec<Rung>, SessionError> {
        let mut rungs = self.files(faults, interrupt)?;
        rungs.extend(self.commits(faults, interrupt)?);
        rungs.push(self.phase(interrupt)?);
        rungs.push(match &self.good {
            Some(good) => {
                let target = Target::Commit { asked: self.asked.clone(), commit: good.clone() };
                Rung::to(RungKind::Tree, target)
            }
            None => Rung::not_made(RungKind::Tree, NoRung::NoGood),
        });
        Ok(rungs)
    }

    fn files(&self, faults: &[Fault], interrupt: &Interrupt) -> Result<Vec<Rung>, SessionError> {
        let not_made = |why| Ok(vec![Rung::not_made(RungKind::File, why)]);
        if faults.is_empty() {
            return not_made(NoRung::NoLine);
        }
        let Some(good) = &self.good else { return not_made(NoRung::NoGood) };
        let changed = self.repository.differences([&good.hash, &self.head.hash], interrupt)?;
        let mut files: Vec<&String> = Vec::new();
        for fault in faults {
            let is_changed = changed.iter().any(|changed| changed.path.to_str() == Some(&fault.file));
            if is_changed && !files.contains(&&fault.file) {
                files.push(&fault.file);
            }
        }
        let target = |file: &String| Target::Paths {
            asked: self.asked.clone(),
            commit: good.clone(),
            paths: vec![file.clone()],
        };
        if let (true, Some(first)) = (files.is_empty(), faults.first()) {
            let rung = Rung::to(RungKind::File, target(&first.file));
            return Ok(vec![Rung { not_made: Some(NoRung::NothingDiffers), ..rung }]);
        }
        Ok(files.into_iter().take(EACH).map(|file| Rung::to(RungKind::File, target(file))).collect())
    }

    fn commits(&self, faults: &[Fault], interrupt: &Interrupt) -> Result<Vec<Rung>, SessionError> {
        let mut commits: Vec<&Commit> = Vec::new();
        let mut why_not = None;
        for Fault { place, origin, .. } in faults {
            let why = match origin {
                FaultOrigin::Commit(commit) if !self.is_of_good(commit, interrupt)? => {
                    if !commits.contains(&commit) {
                        commits.push(commit);
                    }
                    continue;
                }
                FaultOrigin::Commit(commit) => {
                    NoRung::OlderThanGood { place: place.clone(), commit: commit.clone() }
                }
                FaultOrigin::NotCommitted => NoRung::NotCommitted { place: place.clone() },
                FaultOrigin::Unknown => NoRung::OriginUnknown { place: place.clone() },
            };
            why_not.get_or_insert(why);
        }
        if commits.is_empty() {
            return Ok(vec![Rung::not_made(RungKind::Commit, why_not.unwrap_or(NoRung::NoLine))]);
        }
        let target = |commit: &Commit| Target::Without { asked: self.asked.clone(), commit: commit.clone() };
        Ok(commits.into_iter().take(EACH).map(|commit| Rung::to(RungKind::Commit, target(commit))).collect())
    }

    /// Whether the last known good has that commit.
    fn is_of_good(&self, commit: &Commit, interrupt: &Interrupt) -> Result<bool, SessionError> {
        let Some(good) = &self.good else { return Ok(false) };
        Ok(self.repository.is_ancestor(&commit.hash, &good.hash, interrupt)?)
    }

    /// The phase that began last, in HEAD's history.
    fn phase(&self, interrupt: &Interrupt) -> Result<Rung, SessionError> {
        let not_made = |why| Ok(Rung::not_made(RungKind::Phase, why));
        let mut newest: Option<&(String, Commit)> = None;
        if !self.phases.is_empty() {
            let history = self.repository.history_of_head(interrupt)?;
            let place = |commit: &Commit| history.iter().position(|hash| *hash == commit.hash);
            let ago = |phase: &&(String, Commit)| place(&phase.1);
            newest = self.phases.iter().filter(|phase| ago(phase).is_some()).min_by_key(ago);
        }
        let Some((name, start)) = newest else { return not_made(NoRung::NoPhase) };
        if self.is_of_good(start, interrupt)? {
            return not_made(NoRung::PhaseBeforeGood { phase: name.clone() });
        }
        let target = Target::Commit { asked: format!("phase:{name}"), commit: start.clone() };
        Ok(Rung::to(RungKind::Phase, target))
    }
}
