//! What is new of a night and worse: which search finds the commit of each, and from where.

use super::super::health::{checks_of, name_of_probe};
use super::super::nightly::TIME;
use super::search::{Culprits, Suspicion};
use crate::config::{CheckSettings, Settings};
use crate::git::Commit;
use crate::report::nightly::NightlyDocument;
use crate::trend::{Alert, Change, Subject};
use crate::verdict::{ChangeReason, NotSearched, Status};

/// What is known beside the night itself.
pub struct AskedOfNight<'a> {
    /// Answers with commits at which a check was seen green, the newest first.
    pub greens: &'a dyn Fn(&str) -> Vec<String>,
    /// The commit of the baseline that tonight was compared with.
    pub baseline: Option<&'a Commit>,
}

/// What is asked of an alert.
enum Asked {
    /// A search about this check. It fails, or it became slower.
    About { check: Box<CheckSettings>, fails: bool },
    /// None.
    Nothing(NotSearched),
}

/// Adds to each alert that is worse the commit at fault, or why it was not searched for.
pub fn culprits_of_night(
    settings: &Settings,
    document: &mut NightlyDocument,
    asked: &AskedOfNight<'_>,
    culprits: &mut Culprits<'_>,
) {
    let worse: Vec<usize> =
        (0..document.alerts.len()).filter(|number| document.alerts[*number].change.is_worse()).collect();
    // What is new of one probe twice, a step and its limit, is searched once.
    let mut known: Vec<(String, ChangeReason)> = Vec::new();
    for (place, number) in worse.iter().enumerate() {
        let alert = &document.alerts[*number];
        let reason = match about(settings, document, &alert.subject) {
            Asked::Nothing(why) => ChangeReason::CulpritNotSearched { why, next: None },
            Asked::About { check, fails } => match known.iter().find(|(name, _)| *name == check.name) {
                Some((_, found)) => found.clone(),
                None => {
                    let good = good_commits(document, alert, &check.name, asked);
                    let suspicion = Suspicion { check: &check, good: &good, fails };
                    let found = culprits.search(suspicion, worse.len() - place - 1);
                    known.push((check.name.clone(), found.clone()));
                    found
                }
            },
        };
        document.alerts[*number].reasons.push(reason.into());
    }
}

/// The search for what an alert is about.
fn about(settings: &Settings, night: &NightlyDocument, subject: &Subject) -> Asked {
    let Subject { probe, target, quantity } = subject;
    let nothing = || Asked::Nothing(NotSearched::NoQuestion { quantity: quantity.clone() });
    let name = match (probe.as_str(), quantity.as_str()) {
        ("check", _) => Some(target.clone()),
        // What it grows by passes or fails; a difference within the limit does neither.
        ("growth", _) if !is_over_its_limit(night, subject) => return nothing(),
        (_, "limit" | "baseline" | TIME) | ("growth", _) => name_of_probe(settings, (probe, target)),
        _ => return nothing(),
    };
    let check = checks_of(settings).into_iter().find(|check| Some(&check.name) == name.as_ref());
    let fails = probe == "check" || is_over_its_limit(night, subject);
    check.map_or_else(nothing, |check| Asked::About { check: Box::new(check), fails })
}

fn is_over_its_limit(night: &NightlyDocument, subject: &Subject) -> bool {
    let of_it = night.check.probes.iter().find(|probe| {
        (probe.measured.probe(), probe.measured.target()) == (subject.probe.as_str(), subject.target.as_str())
    });
    of_it.is_some_and(|probe| matches!(probe.verdict.status, Status::Fail | Status::Error))
}

/// Commits at which it was well. A series was at its level on the night before; it drifts since the reference. A verdict passed where
/// the ledger says so.
fn good_commits(
    night: &NightlyDocument,
    alert: &Alert,
    check: &str,
    asked: &AskedOfNight<'_>,
) -> Vec<String> {
    let before = alert.after.iter().filter(|night| !night.dirty).filter_map(|night| night.commit.as_ref());
    let before: Vec<String> = before.map(|commit| commit.hash.clone()).collect();
    let reference: Vec<String> = night.reference.iter().map(|commit| commit.hash.clone()).collect();
    let baseline: Vec<String> = asked.baseline.iter().map(|commit| commit.hash.clone()).collect();
    match (alert.change, alert.subject.quantity.as_str()) {
        (_, "baseline") => baseline,
        (Change::Drift, _) => [reference, before, baseline].concat(),
        (Change::Failure, _) => [(asked.greens)(check), before, reference, baseline].concat(),
        _ => [before, reference, baseline].concat(),
    }
}
