//! What `vitals health` says of an emergency.

use std::collections::BTreeMap;

use super::super::health::checks_of;
use super::compared::chooses;
use crate::config::{CheckSettings, Class, Settings};
use crate::escalation::Scenario;
use crate::health::CheckReport;
use crate::report::health::HealthDocument;
use crate::respond::{Emergency, Known, Outcome};
use crate::verdict::Status;

/// The checks that are asked, where that is not all: of an isolation breach, whose clock is short, those of isolation and the critical ones.
pub fn only(emergency: &Emergency, settings: &Settings) -> Vec<String> {
    if emergency.scenario() != Some(Scenario::Isolation) || isolating(settings).is_empty() {
        return Vec::new();
    }
    let isolating = isolating(settings);
    let asked = |check: &CheckSettings| check.critical || isolating.contains(&check.name);
    checks_of(settings).into_iter().filter(asked).map(|check| check.name).collect()
}

/// The checks that show whether users are kept apart.
fn isolating(settings: &Settings) -> Vec<String> {
    let is_one = |check: &CheckSettings| {
        let words = ["isolation", "user isolation", "user-isolation"];
        check.class == Class::Security
            || settings.escalation.isolation.contains(&check.name)
            || words.iter().any(|word| check.name == *word || check.tags.iter().any(|tag| tag == word))
    };
    checks_of(settings).into_iter().filter(is_one).map(|check| check.name).collect()
}

/// Whether what is responded to is seen, and by which checks.
pub fn first_look(document: &HealthDocument, emergency: &Emergency, settings: &Settings) -> (Outcome, Known) {
    let failing = |check: &&CheckReport| check.outcome.verdict.status != Status::Pass;
    let mut bad: Vec<&CheckReport> = document.checks.iter().filter(failing).collect();
    // What is certain decides, and of that what is critical.
    bad.sort_by_key(|check| (!is_certain(check), !check.critical));
    let (isolating, scenario) = (isolating(settings), emergency.scenario());
    let shows = |check: &CheckReport| match scenario {
        Some(Scenario::Isolation) => isolating.contains(&check.name),
        Some(wanted) => is_of(document, check, wanted) && is_certain(check),
        None => true,
    };
    let mut own: Vec<&CheckReport> = bad.iter().copied().filter(|check| shows(check)).collect();
    if own.is_empty() && scenario == Some(Scenario::GoldenPath) {
        // Its users do not get through, whatever the reason is called.
        let critical = |check: &&CheckReport| check.critical && is_certain(check);
        own = bad.iter().copied().filter(critical).filter(|check| !isolating.contains(&check.name)).collect();
    }
    let names = |checks: &[&CheckReport]| checks.iter().map(|check| check.name.clone()).collect::<Vec<_>>();
    let passing: Vec<&CheckReport> = document.checks.iter().filter(|check| !failing(check)).collect();
    let others: Vec<&CheckReport> =
        bad.iter().copied().filter(|check| !own.iter().any(|it| it.name == check.name)).collect();
    let known = Known {
        checks: names(&own),
        passed: names(&passing),
        others: names(&others),
        also: also(document, scenario, &own),
        compared: chooses(settings, own.first().map(|check| check.name.as_str())),
        ..Known::default()
    };
    let is_whole = document.checks.len() >= document.head.planned;
    let unproven = isolating.is_empty() && scenario == Some(Scenario::Isolation);
    let outcome = match (own.is_empty(), is_whole && !unproven && bad.iter().all(|check| is_certain(check))) {
        (false, _) => Outcome::Done,
        (true, true) => Outcome::NotSeen,
        // What could not be asked may be what is wrong.
        (true, false) => Outcome::Unknown,
    };
    (outcome, known)
}

fn is_certain(check: &CheckReport) -> bool {
    matches!(check.outcome.verdict.status, Status::Fail | Status::Error)
}

/// Whether a check shows this scenario.
fn is_of(document: &HealthDocument, check: &CheckReport, wanted: Scenario) -> bool {
    let mut findings = document.findings.iter().filter(|it| it.scenario.emergency() == Some(wanted));
    findings.any(|finding| finding.checks().any(|name| name == check.name))
}

/// Other emergencies that are seen, by checks of their own.
fn also(document: &HealthDocument, wanted: Option<Scenario>, own: &[&CheckReport]) -> Vec<String> {
    let counting = document.findings.iter().filter(|finding| {
        finding.counts() && finding.checks().any(|name| !own.iter().any(|check| check.name == name))
    });
    let scenarios = counting.filter_map(|finding| finding.scenario.emergency());
    scenarios.filter(|scenario| Some(*scenario) != wanted).map(|it| it.word().to_owned()).collect()
}

/// Whether all is green again: what was red passes, nothing that passed is lost, and nothing critical fails. Where nobody has looked
/// before, everything passes.
pub fn second_look(document: &HealthDocument, before: &Known) -> (Outcome, Known) {
    let statuses: BTreeMap<&str, Status> =
        document.checks.iter().map(|check| (check.name.as_str(), check.outcome.verdict.status)).collect();
    let passes = |name: &String| statuses.get(name.as_str()) == Some(&Status::Pass);
    let nobody_looked = before.checks.is_empty() && before.passed.is_empty();
    let mut lost: Vec<String> =
        before.checks.iter().chain(&before.passed).filter(|name| !passes(name)).cloned().collect();
    let bad = document.checks.iter().filter(|check| !passes(&check.name));
    let (counting, still): (Vec<&CheckReport>, Vec<&CheckReport>) =
        bad.partition(|check| nobody_looked || check.critical);
    lost.extend(counting.iter().map(|check| check.name.clone()));
    lost.dedup();
    let still = still.iter().map(|check| check.name.clone()).filter(|name| !lost.contains(name)).collect();
    let is_whole = document.checks.len() >= document.head.planned && !document.checks.is_empty();
    let outcome = match (lost.is_empty(), is_whole) {
        (true, true) => Outcome::Done,
        (true, false) => Outcome::Unknown,
        (false, _) => Outcome::Failed,
    };
    let others = if lost.is_empty() { still } else { lost };
    (outcome, Known { others, ..Known::default() })
}
