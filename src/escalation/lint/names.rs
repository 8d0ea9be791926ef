//! Names: twice, or of nothing.

use super::finding::{Finding, Wrong};
use super::known::Known;
use crate::escalation::place::Place;
use crate::escalation::policy::Policy;

fn at(wrong: Wrong, place: &Place) -> Finding {
    Finding { wrong, place: Some(place.clone()), other: None }
}

pub fn findings(policy: &Policy, known: &Known) -> Vec<Finding> {
    let mut findings = Vec::new();
    if policy.levels.is_empty() {
        findings.push(Finding { wrong: Wrong::NoLevels, place: None, other: None });
    }
    twice(policy, &mut findings);
    if !policy.levels.is_empty() {
        levels(policy, &mut findings);
    }
    receivers(policy, known, &mut findings);
    checks(policy, known, &mut findings);
    findings
}

fn twice(policy: &Policy, findings: &mut Vec<Finding>) {
    for (index, level) in policy.levels.iter().enumerate() {
        for before in &policy.levels[..index] {
            let wrong = if before.name == level.name {
                Wrong::SameLevel(level.name.clone())
            } else if before.rank == level.rank {
                Wrong::SameRank { one: before.name.clone(), other: level.name.clone() }
            } else {
                continue;
            };
            findings.push(Finding { other: Some(before.place.clone()), ..at(wrong, &level.place) });
        }
    }
    for (index, contact) in policy.contacts.iter().enumerate() {
        for before in &policy.contacts[..index] {
            let same = |(key, text): (&'static str, &str)| {
                // One account at a provider may have several contacts.
                let is_own = matches!(key, "phone" | "email" | "support_number");
                (is_own && before.texts().any(|other| other == (key, text))).then_some(key)
            };
            let wrong = if before.name == contact.name {
                Wrong::SameContact(contact.name.clone())
            } else if let Some(key) = contact.texts().find_map(same) {
                Wrong::SameText { one: before.name.clone(), other: contact.name.clone(), key }
            } else {
                continue;
            };
            findings.push(Finding { other: Some(before.place.clone()), ..at(wrong, &contact.place) });
        }
    }
}

fn levels(policy: &Policy, findings: &mut Vec<Finding>) {
    let named = policy.contacts.iter().map(|contact| (&contact.level, &contact.place));
    let ruled = policy.rules.iter().flat_map(|rule| [(&rule.from, &rule.place), (&rule.to, &rule.place)]);
    for (wanted, place) in named.chain(ruled).filter(|(name, _)| policy.level(name).is_none()) {
        let known = policy.levels.iter().map(|level| level.name.clone()).collect();
        findings.push(at(Wrong::NoSuchLevel { wanted: wanted.clone(), known }, place));
    }
}

fn receivers(policy: &Policy, known: &Known, findings: &mut Vec<Finding>) {
    let channels =
        policy.levels.iter().flat_map(|level| level.channels.iter().map(|name| (name, &level.place)));
    let reach = policy.contacts.iter().flat_map(|it| it.reach.iter().map(|name| (name, &it.place)));
    for (wanted, place) in channels.chain(reach).filter(|(name, _)| !known.receivers.contains(name)) {
        let known = known.receivers.clone();
        findings.push(at(Wrong::NoSuchReceiver { wanted: wanted.clone(), known }, place));
    }
}

fn checks(policy: &Policy, known: &Known, findings: &mut Vec<Finding>) {
    let names: Vec<String> = known.checks.iter().map(|(name, _)| name.clone()).collect();
    let ruled = policy.rules.iter().filter_map(|rule| Some((rule.check.as_ref()?, Some(&rule.place))));
    let isolation = policy.isolation.iter().map(|name| (name, None));
    for (wanted, place) in ruled.chain(isolation).filter(|(name, _)| !names.contains(name)) {
        let wrong = Wrong::NoSuchCheck { wanted: wanted.clone(), known: names.clone() };
        findings.push(Finding { wrong, place: place.cloned(), other: None });
    }
}
