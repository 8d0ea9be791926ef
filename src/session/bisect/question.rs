//! One question about one commit, answered by good, bad or unknown; or by times beside both ends.

use super::super::after_setup::after_setup;
use super::super::capture::{creation_order, import_order};
use super::super::compare::in_place;
use super::super::conduct::Run;
use super::super::editable::{PYTHONPATH, python_path};
use super::super::error::SessionError;
use super::super::health::HealthContext;
use super::super::own_names::with_own_names;
use super::super::side::Side;
use super::signature::{Signature, signature};
use crate::config::{CheckSettings, Probe, defaults};
use crate::culprit::{BATCH, Batch, ENDS, Trial};
use crate::git::Repository;
use crate::measure::{TimedPair, interleave_creations, interleave_imports};
use crate::plan::ComparisonRule;
use crate::process::Scratch;
use crate::report::words::sentence;
use crate::verdict::{Reason, Status};
use crate::worker::Environment;

/// A commit that is ready, and what all questions about it need.
pub struct Place<'a> {
    /// The run.
    pub run: Run<'a>,
    /// The run's folder.
    pub scratch: &'a Scratch,
    /// The commit.
    pub side: &'a Side,
    /// What a program of the user's gets.
    pub environment: Environment,
}

impl<'a> Place<'a> {
    /// With the commit's own files first.
    pub fn of(run: Run<'a>, scratch: &'a Scratch, repository: &Repository, side: &'a Side) -> Self {
        let mut environment = run.settings.environment.clone();
        let bytecode = side.bytecode.folder.display().to_string();
        environment.insert("PYTHONPYCACHEPREFIX".to_owned(), bytecode);
        let given = environment.get(PYTHONPATH).map(String::as_str);
        let path = python_path(given, &side.fingerprint.python, &repository.top, &side.top);
        environment.extend(path.map(|path| (PYTHONPATH.to_owned(), path)));
        Self { run, scratch, side, environment }
    }
}

/// An answer, and why it is none.
#[derive(Clone, Debug)]
pub struct Answered {
    /// Good, bad or unknown.
    pub trial: Trial,
    /// Why it is unknown, as a sentence.
    pub why: String,
    /// The budget ended it: the commit may answer yet.
    pub is_cut_short: bool,
    /// Of a failure: how it is known again, and what it says.
    pub failure: Option<(Signature, Vec<Reason>)>,
}

impl Answered {
    /// An answer.
    pub fn of(trial: Trial) -> Self {
        Self { trial, why: String::new(), is_cut_short: false, failure: None }
    }

    /// None.
    pub fn unknown(why: &str) -> Self {
        Self { why: why.to_owned(), ..Self::of(Trial::Unknown) }
    }

    /// None yet.
    pub fn cut_short() -> Self {
        Self { is_cut_short: true, ..Self::unknown("the budget was spent") }
    }
}

/// What a check says of a commit. `wanted` is the failure of the bad end: another one says nothing.
///
/// # Errors
/// Where the system refuses a process.
pub fn check(
    place: &Place<'_>,
    check: &CheckSettings,
    wanted: Option<&Signature>,
) -> Result<Answered, SessionError> {
    let Place { run, scratch, side, environment } = place;
    let health = HealthContext {
        run: *run,
        scratch,
        root: &side.root,
        fingerprint: &side.fingerprint,
        worker: &side.worker,
        whole: run.conduct.budget,
    };
    let outcome = health.check(check, environment)?;
    if run.cut_short().is_some() {
        return Ok(Answered::cut_short());
    }
    // By the names that files have in the commit: the tree goes with the search.
    let verdict = with_own_names(outcome.verdict, &[*side]).map_err(std::io::Error::from)?;
    let first = verdict.reasons.first();
    let said = || first.map_or_else(String::new, sentence);
    Ok(match verdict.status {
        Status::Pass => Answered::of(Trial::Good),
        Status::Inconclusive | Status::Vacuous => Answered::unknown(&said()),
        Status::Fail | Status::Error => {
            let own = first.map(|reason| signature(reason, &side.top)).unwrap_or_default();
            let is_other = wanted.is_some_and(|wanted| *wanted != own);
            let trial = if is_other { Trial::Unknown } else { Trial::Bad };
            let why = if is_other { format!("it fails otherwise: {}", said()) } else { String::new() };
            Answered { why, failure: Some((own, verdict.reasons)), ..Answered::of(trial) }
        }
    })
}

/// Runs of a commit beside both ends, as logarithms of ratios to the good one: each pair runs at once, so that noise hits both alike.
/// None where the commit gave no time.
///
/// # Errors
/// Where the system refuses a process.
pub fn batch(
    run: Run<'_>,
    scratch: &Scratch,
    [good, bad, candidate]: [&Side; 3],
    probe: &Probe,
    seed: u64,
) -> Result<Option<Batch>, SessionError> {
    let pairs =
        |other: &Side, count: usize, seed: u64| ratios(run, scratch, [good, other], probe, (count, seed));
    let candidate = pairs(candidate, BATCH, seed)?;
    if candidate.len() < BATCH {
        return Ok(None);
    }
    let batch = Batch { good: pairs(good, ENDS, seed ^ 1)?, bad: pairs(bad, ENDS, seed ^ 2)?, candidate };
    Ok((batch.good.len() == ENDS && batch.bad.len() == ENDS).then_some(batch))
}

fn ratios(
    run: Run<'_>,
    scratch: &Scratch,
    sides: [&Side; 2],
    probe: &Probe,
    (count, seed): (usize, u64),
) -> Result<Vec<f64>, SessionError> {
    let rule = ComparisonRule { fixed: Some(count), seed, ..in_place(seed).rule(probe, 1) };
    let most = defaults::PROBE_BUDGET + defaults::PROBE_BUDGET;
    let contexts = sides.map(|side| run.context(&side.worker, scratch, most));
    let [base, candidate] = contexts.each_ref();
    let pairs = match probe {
        Probe::Import(import) => {
            let orders = sides.map(|side| import_order(import, &side.bytecode));
            let setup = import.setup.as_deref();
            let measured = after_setup(base, setup, |base| {
                after_setup(candidate, setup, |candidate| {
                    interleave_imports([base, candidate], orders.each_ref(), &rule)
                })
            });
            measured?.pairs
        }
        Probe::Create(create) => {
            interleave_creations([base, candidate], &creation_order(create, None), &rule)?.pairs
        }
        Probe::Growth(_) => Vec::new(),
    };
    Ok(pairs.iter().filter_map(log_ratio).collect())
}

fn log_ratio(pair: &TimedPair) -> Option<f64> {
    let times = pair.of(|span| span.active());
    let ratio = (times.candidate / times.base).ln();
    ratio.is_finite().then_some(ratio)
}
