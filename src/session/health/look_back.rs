//! Takes checks that did not pass, and adds what changed before: the commits of their lines, of the names that they lack, and
//! those since all was well.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::super::conduct::Run;
use super::lost_name::{LostName, lost_names};
use crate::blame::Blame;
use crate::config::revision;
use crate::git::{GitError, LineOrigin, Repository};
use crate::health::CheckReport;
use crate::imports::ImportsError;
use crate::plan::Budget;
use crate::process::Interrupt;
use crate::verdict::{AgedCommit, ChangeReason, LastGood, Location, Reason, Status, UnknownChange};

/// Lines of one check that are looked up: a cycle of imports has many.
const LINES: usize = 6;
/// Names of one check.
const NAMES: usize = 3;
/// A part of what is left, for a name: probes follow.
const BEFORE_PROBES: usize = 8;
/// Commits that are listed of those since all was well.
const COMMITS: usize = 5;

/// What is looked back at.
pub struct Past<'a> {
    pub run: Run<'a>,
    pub repository: Repository,
    /// The target's root, and the folders that its modules may be imported from.
    pub roots: Vec<PathBuf>,
    pub now: Timestamp,
    pub budget: Budget,
}

/// What is known of the past before, and who hears of what is found.
pub struct LookBack<'a> {
    /// The last time that all was well.
    pub good: Option<LastGood>,
    /// Hears of each name that was looked up.
    pub heard: &'a (dyn Fn(&ChangeReason) + Sync),
}

/// Looks back, as checks end that did not pass.
pub struct Search<'a> {
    past: Result<Past<'a>, UnknownChange>,
    asked: &'a LookBack<'a>,
    looked_up: Vec<(LostName, Vec<ChangeReason>)>,
    unknown: Vec<UnknownChange>,
}

impl<'a> Search<'a> {
    /// Of a target's repository.
    pub fn of(run: Run<'a>, root: &Path, asked: &'a LookBack<'a>) -> Self {
        Self { past: Past::of(run, root), asked, looked_up: Vec::new(), unknown: Vec::new() }
    }

    /// Adds to the evidence of a check that did not pass what became of the names that it lacks: that says the most.
    pub fn names(&mut self, report: &mut CheckReport) {
        let Ok(past) = &self.past else { return };
        if report.outcome.verdict.status == Status::Pass {
            return;
        }
        for lost in lost_names(report).into_iter().take(NAMES) {
            if !self.looked_up.iter().any(|(other, _)| *other == lost) {
                let look_up = |interrupt: &Interrupt| past.look_up(&lost, interrupt);
                let found = past.within(BEFORE_PROBES, look_up, &mut self.unknown).unwrap_or_default();
                found.iter().for_each(self.asked.heard);
                self.looked_up.push((lost.clone(), found));
            }
            let known = self.looked_up.iter().find(|(other, _)| *other == lost);
            let found = known.into_iter().flat_map(|(_, found)| found.iter().cloned());
            report.outcome.verdict.evidence.extend(found.map(Into::into));
        }
    }

    /// Adds the commits of the lines that checks name, and gives what is said of all together.
    pub fn lines(mut self, reports: &mut [CheckReport]) -> Vec<ChangeReason> {
        let past = match &self.past {
            Ok(past) => past,
            Err(why) => return vec![ChangeReason::NotKnown { why: why.clone() }],
        };
        let unknown = &mut self.unknown;
        // Two commands, before there may be no time left.
        let since = self
            .asked
            .good
            .as_ref()
            .and_then(|good| past.within(2, |interrupt| Ok(past.since(good, interrupt)?), unknown));
        let mut blamed: Vec<(Location, Option<ChangeReason>)> = Vec::new();
        for report in reports.iter_mut().filter(|report| report.outcome.verdict.status != Status::Pass) {
            for place in places(report) {
                if !blamed.iter().any(|(other, _)| *other == place) {
                    let line = |interrupt: &Interrupt| Ok(past.line(&place, interrupt)?);
                    let found = past.within(2, line, unknown).flatten();
                    blamed.push((place.clone(), found));
                }
                let known = blamed.iter().find(|(other, _)| *other == place);
                let found = known.and_then(|(_, found)| found.clone());
                report.outcome.verdict.evidence.extend(found.map(Into::into));
            }
        }
        // What reads all of the history comes last.
        for (lost, _) in self.looked_up.iter().filter(|(_, found)| found.first().is_some_and(is_unknown)) {
            let touched = |interrupt: &Interrupt| Ok(past.touched(lost, interrupt)?);
            let found = past.within(1, touched, unknown).flatten();
            let never = Reason::from(ChangeReason::NeverThere { name: lost.shown() });
            for report in reports.iter_mut() {
                let known = &mut report.outcome.verdict.evidence;
                if known.contains(&never) {
                    known.extend(found.clone().map(Reason::from));
                }
            }
        }
        let unknown = self.unknown.into_iter().map(|why| ChangeReason::NotKnown { why });
        since.into_iter().chain(unknown).collect()
    }
}

fn is_unknown(reason: &ChangeReason) -> bool {
    matches!(reason, ChangeReason::NeverThere { .. })
}

/// The lines that a check's reasons and evidence name, each once.
pub fn places(report: &CheckReport) -> Vec<Location> {
    let verdict = &report.outcome.verdict;
    let mut places: Vec<Location> = Vec::new();
    for place in verdict.reasons.iter().chain(&verdict.evidence).flat_map(|reason| reason.locations()) {
        if !places.contains(&place) && places.len() < LINES {
            places.push(place);
        }
    }
    places
}

impl<'a> Past<'a> {
    /// Of a target's repository, or why nothing is known of it.
    pub fn of(run: Run<'a>, root: &Path) -> Result<Self, UnknownChange> {
        let refused = |error: GitError| UnknownChange::Refused { error: error.to_string() };
        let repository = Repository::around(root, run.interrupt).map_err(refused)?;
        let repository = repository.ok_or(UnknownChange::NoRepository)?;
        if !repository.has_commits(run.interrupt).map_err(refused)? {
            return Err(UnknownChange::NoCommit);
        }
        let mut roots = vec![root.to_owned(), root.join("src"), repository.top.clone()];
        roots.dedup();
        Ok(Self { run, repository, roots, now: Timestamp::now(), budget: run.conduct.budget })
    }

    /// One step, with a part of what is left. What it cannot find out is said once.
    fn within<T>(
        &self,
        steps: usize,
        step: impl FnOnce(&Interrupt) -> Result<T, ImportsError>,
        unknown: &mut Vec<UnknownChange>,
    ) -> Option<T> {
        let why = if self.budget.spent() {
            UnknownChange::Budget
        } else {
            // Without a descriptor for a clone no command can be started either.
            let interrupt = self.run.interrupt.try_clone().ok()?.within(self.budget.share(steps));
            match step(&interrupt) {
                Ok(found) => return Some(found),
                Err(error) if error.blame() == Blame::Interrupted => return None,
                Err(ImportsError::Git(GitError::OutOfBudget { .. })) => UnknownChange::Budget,
                Err(error) => UnknownChange::Refused { error: error.to_string() },
            }
        };
        if !unknown.contains(&why) {
            unknown.push(why);
        }
        None
    }

    fn since(&self, good: &LastGood, interrupt: &Interrupt) -> Result<ChangeReason, GitError> {
        let named = revision(&good.commit).ok();
        let there = named.map(|name| self.repository.resolve(&name, interrupt)).transpose();
        let commit = match there {
            Ok(Some(commit)) => commit,
            Ok(None) | Err(GitError::UnknownRevision { .. }) => {
                return Ok(ChangeReason::GoodCommitMissing { good: good.clone() });
            }
            Err(other) => return Err(other),
        };
        let (count, newest) = self.repository.since(&commit.hash, COMMITS, interrupt)?;
        let newest = newest.into_iter().map(|dated| AgedCommit::of(dated, self.now)).collect();
        let changed = crate::git::state(&self.repository.top, interrupt).map(|(_, changed)| changed);
        Ok(ChangeReason::Since { good: good.clone(), count, newest, changed })
    }

    /// Where a line is from; None where that says nothing: it is none of the repository's.
    fn line(&self, place: &Location, interrupt: &Interrupt) -> Result<Option<ChangeReason>, GitError> {
        let Some(inside) = self.inside(place) else { return Ok(None) };
        let shown = Location { file: self.shown(&self.repository.top.join(&inside)), line: place.line };
        let aged = |dated| AgedCommit::of(dated, self.now);
        Ok(match self.repository.blame(&inside, place.line, interrupt)? {
            LineOrigin::Commit(dated) => Some(ChangeReason::Line { place: shown, commit: aged(dated) }),
            LineOrigin::AtTheEnd(dated) => {
                Some(ChangeReason::LineBeforeHistory { place: shown, commit: aged(dated) })
            }
            LineOrigin::NotCommitted => Some(ChangeReason::LineNotCommitted { place: shown }),
            LineOrigin::NotTracked => Some(ChangeReason::FileNotTracked { place: shown }),
            LineOrigin::Unknown => None,
        })
    }

    /// The file of a place from the repository's top, as the check runs and as people name it; None where it is none of the repository's.
    pub fn inside(&self, place: &Location) -> Option<PathBuf> {
        let path = self.roots.iter().find_map(|root| root.join(&place.file).canonicalize().ok())?;
        path.strip_prefix(&self.repository.top).ok().map(Path::to_owned)
    }

    /// Relative to the target's root, where it lies there.
    pub fn shown(&self, path: &Path) -> String {
        let inside = self.roots.iter().find_map(|root| path.strip_prefix(root).ok());
        inside.unwrap_or(path).display().to_string()
    }
}
