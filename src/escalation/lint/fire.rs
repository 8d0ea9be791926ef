//! Rules that can never fire.

use super::finding::{Finding, Never, Wrong};
use super::known::Known;
use crate::escalation::policy::Policy;
use crate::escalation::rule::{Rule, Trigger};
use crate::escalation::trigger::Auto;

/// So many scenarios there are.
const SCENARIOS: u32 = 4;

pub fn findings(policy: &Policy, known: &Known) -> Vec<Finding> {
    let never = |rule: &Rule| {
        let why = by_level(policy, rule).or_else(|| by_trigger(policy, known, rule))?;
        Some(Finding { wrong: Wrong::Never(why), place: Some(rule.place.clone()), other: None })
    };
    policy.rules.iter().filter_map(|rule| never(rule).or_else(|| unasked(policy, rule))).collect()
}

/// A question of a level that has nobody.
fn unasked(policy: &Policy, rule: &Rule) -> Option<Finding> {
    let Trigger::Ask(question) = rule.trigger else { return None };
    if policy.persons(&rule.from).next().is_some() {
        return None;
    }
    let wrong = Wrong::NobodyAsked { question: question.word(), of: rule.from.clone() };
    Some(Finding { wrong, place: Some(rule.place.clone()), other: None })
}

fn by_level(policy: &Policy, rule: &Rule) -> Option<Never> {
    let (from, to) = (policy.level(&rule.from)?, policy.level(&rule.to)?);
    if policy.lowest()?.rank == to.rank {
        return Some(Never::Lowest(to.name.clone()));
    }
    (from.rank >= to.rank).then(|| Never::Down { from: from.name.clone(), to: to.name.clone() })
}

fn by_trigger(policy: &Policy, known: &Known, rule: &Rule) -> Option<Never> {
    let Trigger::Auto(auto) = rule.trigger else { return None };
    match auto {
        Auto::CheckFailing | Auto::FailingAfterRollback | Auto::Down if known.checks.is_empty() => {
            Some(Never::NoCheck)
        }
        Auto::FunctionalityLost if !known.checks.iter().any(|(_, critical)| *critical) => {
            Some(Never::NoCritical)
        }
        Auto::IsolationBreach if policy.isolation.is_empty() => Some(Never::NoIsolation),
        Auto::SeveralScenarios if rule.count() >= SCENARIOS => Some(Never::Scenarios),
        _ => None,
    }
}
