//! Rules against each other.

use super::finding::{Finding, Limit, Wrong};
use crate::escalation::policy::Policy;
use crate::escalation::rule::{Rule, Trigger};
use crate::escalation::trigger::Auto;

pub fn findings(policy: &Policy) -> Vec<Finding> {
    let mut findings: Vec<Finding> = policy.rules.iter().flat_map(idle).collect();
    for (index, rule) in policy.rules.iter().enumerate() {
        for before in &policy.rules[..index] {
            if before.trigger == rule.trigger && before.check == rule.check {
                findings.extend(of_pair(policy, before, rule));
            }
        }
    }
    findings
}

fn of_pair(policy: &Policy, one: &Rule, other: &Rule) -> Option<Finding> {
    let trigger = one.trigger.word();
    let rank = |rule: &Rule| policy.level(&rule.to).map_or(0, |level| level.rank);
    let differ = different(one, other);
    let (wrong, at, beside) = if one.to == other.to {
        let to = other.to.clone();
        let wrong = match differ.is_empty() {
            true => Wrong::Overlap { trigger, to },
            false => Wrong::Contradiction { trigger, to, which: differ },
        };
        (wrong, other, one)
    } else {
        let (lower, higher) = if rank(one) < rank(other) { (one, other) } else { (other, one) };
        let sooner = higher.delay() < lower.delay() || holds_at_less(higher, lower);
        // Both at once is how a trigger of several matrices is written.
        let later = lower.delay() < higher.delay() || holds_at_less(lower, higher);
        if !sooner || later {
            return None;
        }
        let wrong = Wrong::Inverted { trigger, to: lower.to.clone(), higher: higher.to.clone() };
        (wrong, lower, higher)
    };
    Some(Finding { wrong, place: Some(at.place.clone()), other: Some(beside.place.clone()) })
}

/// Whether the first holds at a count or ratio at which the second does not yet.
fn holds_at_less(one: &Rule, other: &Rule) -> bool {
    match one.trigger {
        Trigger::Auto(Auto::Slower) => one.ratio() < other.ratio(),
        Trigger::Auto(Auto::Rollbacks | Auto::SeveralScenarios) => one.count() < other.count(),
        _ => false,
    }
}

fn different(one: &Rule, other: &Rule) -> Vec<Limit> {
    let mut limits = Vec::new();
    if one.delay() != other.delay() {
        limits.push(Limit::After);
    }
    if holds_at_less(one, other) || holds_at_less(other, one) {
        limits.push(Limit::Over);
    }
    limits
}

/// Keys that this trigger has no use for.
fn idle(rule: &Rule) -> Vec<Finding> {
    let counted =
        matches!(rule.trigger, Trigger::Auto(Auto::Slower | Auto::Rollbacks | Auto::SeveralScenarios));
    let of_check = matches!(rule.trigger, Trigger::Auto(Auto::CheckFailing));
    let keys = [("over", rule.over.is_some() && !counted), ("check", rule.check.is_some() && !of_check)];
    let idle = keys.into_iter().filter(|(_, is_idle)| *is_idle);
    idle.map(|(key, _)| Finding {
        wrong: Wrong::Idle { key, trigger: rule.trigger.word() },
        place: Some(rule.place.clone()),
        other: None,
    })
    .collect()
}
