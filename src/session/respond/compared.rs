//! What of a check can be compared with an earlier commit, and what a comparison says.

use super::super::health::checks_of;
use crate::comparison::{Quantity, Unit};
use crate::config::{CheckKind, Probe, Settings};
use crate::report::comparison::ComparisonDocument;
use crate::respond::{Known, Outcome};
use crate::verdict::{ComparisonReason, Reason, Status, Verdict};

/// The words by which `vitals compare` chooses what a check measures; none for all, where no check is named. None where it measures nothing
/// that can be compared.
pub fn chooses(settings: &Settings, check: Option<&str>) -> Option<Vec<String>> {
    let Some(name) = check else { return Some(Vec::new()) };
    let check = checks_of(settings).into_iter().find(|check| check.name == name)?;
    let words = |words: [&str; 2]| Some(words.map(str::to_owned).to_vec());
    match &check.kind {
        CheckKind::Probe(probe) if settings.probes.iter().any(|own| own.name() == probe.name()) => {
            words(["--only", &probe.name()])
        }
        CheckKind::Probe(probe) => match &**probe {
            Probe::Import(_) => words(["--import", &probe.name()]),
            _ => None,
        },
        CheckKind::Websocket(conversation) if conversation.start.is_some() => words(["--only", name]),
        _ => None,
    }
}

/// What the first comparison says: whether anything is slower, which check shows it, and by how much.
pub fn first(document: &ComparisonDocument, before: &Known, settings: &Settings) -> (Outcome, Known) {
    let all = judged(document);
    let worse: Vec<(&str, f64)> =
        all.iter().filter_map(|(name, verdict)| Some((*name, slower(verdict)?))).collect();
    let worst = worse.iter().max_by(|one, other| one.1.total_cmp(&other.1));
    let is_undecided = all.is_empty() || all.iter().any(|(_, verdict)| !is_decided(verdict));
    let failed = all.iter().find(|(_, verdict)| verdict.status == Status::Fail).map(|(name, _)| *name);
    let Some(name) = worst.map(|(name, _)| *name).or(failed) else {
        let outcome = match (is_undecided, before.checks.is_empty()) {
            (true, _) => Outcome::Unknown,
            (false, true) => Outcome::NotSeen,
            // It is over its limit, and no slower than at the good commit: a rollback would not help.
            (false, false) => Outcome::NothingDiffers,
        };
        return (outcome, Known::default());
    };
    let slower = worst.map(|(_, ratio)| *ratio);
    let check = check_of(settings, name).unwrap_or_else(|| name.to_owned());
    let is_new = before.checks.is_empty();
    let known = Known {
        compared: if is_new { chooses(settings, Some(&check)) } else { None },
        checks: if is_new { vec![check] } else { Vec::new() },
        slower,
        ..Known::default()
    };
    (Outcome::Done, known)
}

/// What the last comparison says: nothing may be worse.
pub fn second(document: &ComparisonDocument) -> Outcome {
    let all = judged(document);
    if all.iter().any(|(_, verdict)| verdict.status == Status::Fail) {
        return Outcome::Failed;
    }
    let is_good = !all.is_empty() && all.iter().all(|(_, verdict)| verdict.status == Status::Pass);
    if is_good { Outcome::Done } else { Outcome::Unknown }
}

fn judged(document: &ComparisonDocument) -> Vec<(&str, &Verdict)> {
    let probes = document.probes.iter().map(|probe| (probe.name.as_str(), &probe.verdict));
    let operations = document.operations.iter().map(|check| (check.name.as_str(), &check.verdict));
    probes.chain(operations).collect()
}

fn is_decided(verdict: &Verdict) -> bool {
    matches!(verdict.status, Status::Pass | Status::Fail)
}

/// By how much the slowest quantity of it is slower, where it became so.
fn slower(verdict: &Verdict) -> Option<f64> {
    let of = |quantity: &Quantity| match quantity.unit {
        Unit::Seconds => Some(quantity.ratio?.estimate - 1.0),
        _ => None,
    };
    let ratios = verdict.reasons.iter().filter_map(|reason| match reason {
        Reason::Comparison(ComparisonReason::Regressed { quantity, .. }) => of(quantity),
        _ => None,
    });
    ratios.max_by(f64::total_cmp)
}

/// The check that measures the module or factory of this name.
fn check_of(settings: &Settings, name: &str) -> Option<String> {
    let measures = |kind: &CheckKind| matches!(kind, CheckKind::Probe(probe) if probe.name() == name);
    checks_of(settings).into_iter().find(|it| measures(&it.kind) || it.name == name).map(|it| it.name)
}
