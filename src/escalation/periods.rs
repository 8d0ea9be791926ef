//! Since when a rule's condition holds, and when it has held for long enough.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use super::fact::{Fact, Seen, What};
use super::policy::Policy;
use super::rule::Rule;
use super::trigger::Auto;
use crate::quantity::Nanos;

/// A stretch in which a condition holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    /// From when.
    pub start: Timestamp,
    /// Until when; None where it still holds.
    pub end: Option<Timestamp>,
    /// The check that shows it.
    pub subject: Option<String>,
}

/// A time so much later; the last that there is where that is later still.
pub fn later(at: Timestamp, by: Nanos) -> Timestamp {
    let by = SignedDuration::from_nanos(i64::try_from(by.0).unwrap_or(i64::MAX));
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}

/// When a rule's escalation is due for the first time, and the stretch that makes it so. In the future where nothing changes until then.
pub fn first(policy: &Policy, rule: &Rule, auto: Auto, facts: &[Fact]) -> Option<(Timestamp, Period)> {
    let held = |period: Period| {
        let due = later(period.start, rule.delay());
        period.end.is_none_or(|end| end > due).then_some((due, period))
    };
    periods(policy, rule, auto, facts).into_iter().filter_map(held).min_by_key(|(due, _)| *due)
}

fn periods(policy: &Policy, rule: &Rule, auto: Auto, facts: &[Fact]) -> Vec<Period> {
    match auto {
        Auto::CheckFailing => failing(facts, |name, _| rule.check.as_deref().is_none_or(|own| own == name)),
        Auto::FunctionalityLost => failing(facts, |_, critical| critical),
        Auto::FailingAfterRollback => after_rollback(facts),
        Auto::Down => down(facts),
        Auto::IsolationBreach => isolation(policy, facts),
        Auto::Rollbacks => {
            let rollbacks = facts.iter().filter(|fact| fact.what == What::RolledBack);
            points(rollbacks.skip(rule.count() as usize).map(|fact| fact.at))
        }
        Auto::CompleteRollback => {
            points(facts.iter().filter(|fact| fact.what == What::CompleteRollback).map(|fact| fact.at))
        }
        Auto::CascadeUnresolved => scenarios(facts, |active| active.contains(&super::Scenario::Cascade)),
        Auto::SeveralScenarios => scenarios(facts, |active| active.len() > rule.count() as usize),
        Auto::Slower => slower(facts, rule.ratio()),
    }
}

/// What happens once stays so.
fn points(times: impl Iterator<Item = Timestamp>) -> Vec<Period> {
    times.map(|start| Period { start, end: None, subject: None }).collect()
}

/// Stretches of a state that facts switch on and off; what a fact does not speak of stays.
fn switched(
    facts: &[Fact],
    subject: Option<&str>,
    mut state: impl FnMut(&What) -> Option<bool>,
) -> Vec<Period> {
    let mut periods: Vec<Period> = Vec::new();
    let mut open = false;
    for fact in facts {
        match state(&fact.what) {
            Some(true) if !open => {
                periods.push(Period { start: fact.at, end: None, subject: subject.map(str::to_owned) });
                open = true;
            }
            Some(false) if open => {
                periods.last_mut().into_iter().for_each(|period| period.end = Some(fact.at));
                open = false;
            }
            _ => {}
        }
    }
    periods
}

/// A check that fails, until it passes: that nobody knows is no end of it.
fn failing(facts: &[Fact], fits: impl Fn(&str, bool) -> bool) -> Vec<Period> {
    let names: BTreeSet<&str> =
        checks(facts).filter(|(name, critical)| fits(name, *critical)).map(|it| it.0).collect();
    let of = |own: &str| {
        switched(facts, Some(own), |what| match what {
            What::Check { name, seen, .. } if name == own => match seen {
                Seen::Fail => Some(true),
                Seen::Pass => Some(false),
                Seen::Unknown => None,
            },
            _ => None,
        })
    };
    names.into_iter().flat_map(of).collect()
}

fn checks(facts: &[Fact]) -> impl Iterator<Item = (&str, bool)> {
    facts.iter().filter_map(|fact| match &fact.what {
        What::Check { name, critical, .. } => Some((name.as_str(), *critical)),
        _ => None,
    })
}

fn after_rollback(facts: &[Fact]) -> Vec<Period> {
    let Some(rolled_back) = facts.iter().find(|fact| fact.what == What::RolledBack) else {
        return Vec::new();
    };
    let seen = facts.iter().filter(|fact| fact.at > rolled_back.at).find_map(|fact| match &fact.what {
        What::Check { name, seen: Seen::Fail, .. } => Some((fact.at, name.clone())),
        _ => None,
    });
    seen.into_iter().map(|(start, name)| Period { start, end: None, subject: Some(name) }).collect()
}

/// No critical check passes; where none is critical, none at all.
fn down(facts: &[Fact]) -> Vec<Period> {
    let some_critical = checks(facts).any(|(_, critical)| critical);
    let mut last: BTreeMap<String, bool> = BTreeMap::new();
    switched(facts, None, |what| {
        let What::Check { name, critical, seen } = what else { return None };
        if some_critical && !critical {
            return None;
        }
        match seen {
            Seen::Fail => last.insert(name.clone(), true),
            Seen::Pass => last.insert(name.clone(), false),
            Seen::Unknown => return None,
        };
        Some(last.values().all(|fails| *fails))
    })
}

/// What cannot be said counts as a breach.
fn isolation(policy: &Policy, facts: &[Fact]) -> Vec<Period> {
    let seen = facts.iter().filter_map(|fact| match &fact.what {
        What::Check { name, seen, .. } if policy.isolation.contains(name) && *seen != Seen::Pass => {
            Some(Period { start: fact.at, end: None, subject: Some(name.clone()) })
        }
        What::Scenario { scenario: super::Scenario::Isolation, active: true } => {
            Some(Period { start: fact.at, end: None, subject: None })
        }
        _ => None,
    });
    seen.take(1).collect()
}

fn scenarios(facts: &[Fact], holds: impl Fn(&BTreeSet<super::Scenario>) -> bool) -> Vec<Period> {
    let mut now = BTreeSet::new();
    switched(facts, None, |what| {
        let What::Scenario { scenario, active } = what else { return None };
        if *active {
            now.insert(*scenario)
        } else {
            now.remove(scenario)
        };
        Some(holds(&now))
    })
}

fn slower(facts: &[Fact], limit: f64) -> Vec<Period> {
    switched(facts, None, |what| match what {
        What::Slower(ratio) => Some(*ratio > limit),
        _ => None,
    })
}
