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
use crate::verdict::{AgedCommit, ChangeReason, LastGood, Location, Status, UnknownChange};

/// Lines of one check that are looked up: a cycle of imports has many.
const LINES: usize = 6;
/// Names of one check.
const NAMES: usize = 3;
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

/// Adds to the evidence of each check that did not pass, and gives what is said of all together.
pub fn look_back(
    run: Run<'_>,
    root: &Path,
    reports: &mut [CheckReport],
    good: Option<&LastGood>,
) -> Vec<ChangeReason> {
    let past = match Past::of(run, root) {
        Ok(past) => past,
        Err(why) => return vec![ChangeReason::NotKnown { why }],
    };
    let failed: Vec<&mut CheckReport> =
        reports.iter_mut().filter(|report| report.outcome.verdict.status != Status::Pass).collect();
    let mut unknown = Vec::new();
    let mut known: Vec<Vec<ChangeReason>> = failed.iter().map(|_| Vec::new()).collect();
    // Names first: they say the most. Then what was committed, in two commands; lines as long as there is time.
    let mut looked_up: Vec<(LostName, Vec<ChangeReason>)> = Vec::new();
    for (report, known) in failed.iter().zip(&mut known) {
        for lost in lost_names(report).into_iter().take(NAMES) {
            if let Some((_, reasons)) = looked_up.iter().find(|(other, _)| *other == lost) {
                known.extend(reasons.clone());
                continue;
            }
            let reasons = past.within(3, |interrupt| past.look_up(&lost, interrupt), &mut unknown);
            let reasons = reasons.unwrap_or_default();
            known.extend(reasons.clone());
            looked_up.push((lost, reasons));
        }
    }
    let since = good.and_then(|good| {
        past.within(2, |interrupt| past.since(good, interrupt).map_err(ImportsError::from), &mut unknown)
    });
    let mut blamed: Vec<(Location, Option<ChangeReason>)> = Vec::new();
    for (report, known) in failed.iter().zip(&mut known) {
        for place in places(report) {
            if !blamed.iter().any(|(other, _)| *other == place) {
                let line = |interrupt: &Interrupt| Ok(past.line(&place, interrupt)?);
                let found = past.within(2, line, &mut unknown).flatten();
                blamed.push((place.clone(), found));
            }
            let found = blamed.iter().find(|(other, _)| *other == place);
            known.extend(found.and_then(|(_, found)| found.clone()));
        }
    }
    for (report, known) in failed.into_iter().zip(known) {
        report.outcome.verdict.evidence.extend(known.into_iter().map(Into::into));
    }
    let unknown = unknown.into_iter().map(|why| ChangeReason::NotKnown { why });
    since.into_iter().chain(unknown).collect()
}

/// The lines that a check's reasons and evidence name, each once.
fn places(report: &CheckReport) -> Vec<Location> {
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
    fn of(run: Run<'a>, root: &Path) -> Result<Self, UnknownChange> {
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
        // As the check runs, and as people name it.
        let Ok(path) = self.roots[0].join(&place.file).canonicalize() else { return Ok(None) };
        let Ok(inside) = path.strip_prefix(&self.repository.top) else { return Ok(None) };
        let shown = Location { file: self.shown(&path), line: place.line };
        let aged = |dated| AgedCommit::of(dated, self.now);
        Ok(match self.repository.blame(inside, place.line, interrupt)? {
            LineOrigin::Commit(dated) => Some(ChangeReason::Line { place: shown, commit: aged(dated) }),
            LineOrigin::AtTheEnd(dated) => {
                Some(ChangeReason::LineBeforeHistory { place: shown, commit: aged(dated) })
            }
            LineOrigin::NotCommitted => Some(ChangeReason::LineNotCommitted { place: shown }),
            LineOrigin::NotTracked => Some(ChangeReason::FileNotTracked { place: shown }),
            LineOrigin::Unknown => None,
        })
    }

    /// Relative to the target's root, where it lies there.
    pub fn shown(&self, path: &Path) -> String {
        let inside = self.roots.iter().find_map(|root| path.strip_prefix(root).ok());
        inside.unwrap_or(path).display().to_string()
    }
}
