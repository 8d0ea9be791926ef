//! One question about one commit, answered by good or bad, or not.

use super::super::conduct::Run;
use super::super::editable::{PYTHONPATH, python_path};
use super::super::error::SessionError;
use super::super::health::HealthContext;
use super::super::own_names::with_own_names;
use super::super::side::Side;
use super::signature::{Signature, signatures};
use super::wanted::{Leak, Wanted, leaks};
use crate::config::CheckSettings;
use crate::culprit::Trial;
use crate::git::Repository;
use crate::process::Scratch;
use crate::report::bisect::SkipKind;
use crate::report::words::sentence;
use crate::verdict::{CheckReason, FailureReason, Location, Reason, RetentionReason, Status};
use crate::worker::{Environment, Failure};

/// A commit that is ready, and what all questions about it need.
pub struct Place<'a> {
    /// The run.
    pub run: Run<'a>,
    /// The run's folder.
    pub scratch: &'a Scratch,
    /// The commit.
    pub side: &'a Side,
    /// The repository that it is of.
    pub repository: &'a Repository,
    /// What a program of the user's gets.
    pub environment: Environment,
}

impl<'a> Place<'a> {
    /// With the commit's own files first.
    pub fn of(run: Run<'a>, scratch: &'a Scratch, repository: &'a Repository, side: &'a Side) -> Self {
        let mut environment = run.settings.environment.clone();
        let bytecode = side.bytecode.folder.display().to_string();
        environment.insert("PYTHONPYCACHEPREFIX".to_owned(), bytecode);
        let given = environment.get(PYTHONPATH).map(String::as_str);
        let path = python_path(given, &side.fingerprint.python, &repository.top, &side.top);
        environment.extend(path.map(|path| (PYTHONPATH.to_owned(), path)));
        Self { run, scratch, side, repository, environment }
    }

    /// A place by its name in the commit, which is relative to the repository's top; None where it is in no file of it. What is
    /// relative was found from where the target runs.
    pub fn own(&self, place: &Location) -> Option<Location> {
        let file = std::path::Path::new(&place.file);
        let file = match file.is_absolute() {
            true => file.strip_prefix(&self.side.top).ok()?.to_owned(),
            false => self.repository.inside.join(file),
        };
        Some(Location { file: file.to_str()?.to_owned(), line: place.line })
    }
}

/// A failure of a commit.
#[derive(Clone, Debug)]
pub struct Failed {
    /// How it is known again.
    pub signature: Signature,
    /// What it says.
    pub reasons: Vec<Reason>,
    /// The lines that it names, relative to the repository's top.
    pub places: Vec<Location>,
}

/// An answer, and why it is none.
#[derive(Clone, Debug)]
pub struct Answered {
    /// Good, bad or unknown.
    pub trial: Trial,
    /// Why it is unknown: of what kind, and as a sentence.
    pub why: Option<(SkipKind, String)>,
    /// The budget ended it: the commit may answer yet.
    pub is_cut_short: bool,
    /// Of a failure.
    pub failure: Option<Failed>,
    /// The lines by which the commit leaks, be it what is looked for or not.
    pub leaks: Vec<Leak>,
}

impl Answered {
    /// An answer.
    pub fn of(trial: Trial) -> Self {
        Self { trial, why: None, is_cut_short: false, failure: None, leaks: Vec::new() }
    }

    /// None, for this reason.
    pub fn unknown(kind: SkipKind, why: String) -> Self {
        Self { why: Some((kind, why)), ..Self::of(Trial::Unknown) }
    }

    /// None yet.
    pub fn cut_short() -> Self {
        Self { is_cut_short: true, ..Self::of(Trial::Unknown) }
    }
}

/// What a check says of a commit. `wanted` is what is looked for: another failure says nothing.
///
/// # Errors
/// Where the system refuses a process.
pub fn check(
    place: &Place<'_>,
    check: &CheckSettings,
    wanted: Option<&Wanted>,
) -> Result<Answered, SessionError> {
    let Place { run, scratch, side, environment, .. } = place;
    let health = HealthContext {
        run: *run,
        scratch,
        root: &side.root,
        fingerprint: &side.fingerprint,
        worker: &side.worker,
        whole: run.conduct.budget,
    };
    let raw = health.check(check, environment)?.verdict;
    if run.cut_short().is_some() {
        return Ok(Answered::cut_short());
    }
    let own = |location: &Location| place.own(location);
    let known = signatures(&raw.reasons, &side.top, &own);
    let leaks = leaks(&raw.reasons, &side.top, &own);
    let is_another = wanted.is_some_and(|wanted| !wanted.is_seen(&known, &leaks));
    let places = raw.reasons.iter().chain(&raw.evidence).flat_map(Reason::locations);
    let places: Vec<Location> = places.filter_map(|location| place.own(&location)).collect();
    // By the names that files have in the commit: the tree goes with the search.
    let verdict = with_own_names(raw, &[*side]).map_err(std::io::Error::from)?;
    let first = verdict.reasons.first();
    let unknown = |kind| {
        let said = first.map_or_else(String::new, sentence);
        Answered::unknown(kind, said)
    };
    let answered = match verdict.status {
        Status::Pass => Answered::of(Trial::Good),
        Status::Inconclusive => unknown(SkipKind::NotAnswered),
        Status::Vacuous if is_another => unknown(SkipKind::NothingJudged),
        // What other lines leak hides nothing of this one.
        Status::Fail if is_another && wanted.is_some_and(Wanted::is_of_a_line) && !leaks.is_empty() => {
            Answered::of(Trial::Good)
        }
        Status::Fail | Status::Error if is_another => {
            // Which lines leak there was no time to say.
            let is_of_the_moment =
                first.is_some_and(of_the_moment) || verdict.reasons.iter().any(is_not_searched);
            unknown(if is_of_the_moment { SkipKind::NotAnswered } else { SkipKind::AnotherFailure })
        }
        // A bad end at which the check judges nothing any more (every test is skipped) is a failure like another.
        Status::Vacuous | Status::Fail | Status::Error => {
            let signature = known.into_iter().next().unwrap_or_default();
            let failure = Some(Failed { signature, reasons: verdict.reasons, places });
            Answered { failure, ..Answered::of(Trial::Bad) }
        }
    };
    Ok(Answered { leaks, ..answered })
}

fn is_not_searched(reason: &Reason) -> bool {
    matches!(reason, Reason::Retention(RetentionReason::NotSearched { .. }))
}

/// A failure that says nothing of the commit: a deadline, a signal, a channel that was lost.
fn of_the_moment(reason: &Reason) -> bool {
    match reason {
        Reason::Failure(FailureReason::Worker { failure, .. }) => is_of_the_moment(failure),
        Reason::Check(
            CheckReason::TimedOut { .. } | CheckReason::CutOff { .. } | CheckReason::BudgetEnded { .. },
        ) => true,
        _ => false,
    }
}

/// The same of a worker's failure.
pub fn is_of_the_moment(failure: &Failure) -> bool {
    !matches!(
        failure,
        Failure::Raised(_)
            | Failure::NotMade { .. }
            | Failure::AlreadyLoaded
            | Failure::LoadedBySetup
            | Failure::FromCheckout { .. }
            | Failure::Exited { .. }
    )
}
