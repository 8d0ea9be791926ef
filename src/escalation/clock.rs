//! The clock of an incident: from facts to the next call that becomes due.

use jiff::Timestamp;

use super::call::{Acknowledgement, Call, Why};
use super::fact::{Fact, What};
use super::key::key_of;
use super::level::Level;
use super::periods::{first, later};
use super::policy::Policy;
use super::questions::{Answered, answers, unknown, yes};
use super::rule::{Rule, Trigger};
use crate::quantity::Nanos;

/// The shortest time after which the highest level is called again.
const AGAIN: Nanos = Nanos::from_millis(5 * 60_000);

/// An incident, and the calls that were due so far.
pub struct Clock<'a> {
    pub policy: &'a Policy,
    pub incident: &'a str,
    /// In the order of their times.
    pub facts: &'a [Fact],
    pub opened: (Timestamp, u32),
    pub calls: Vec<Call>,
    /// When each rule's condition held for long enough, and why: it does not depend on calls.
    firing: Vec<(Timestamp, &'a Rule, Why)>,
    /// The rules that ask, each with what was answered.
    asking: Vec<(&'a Rule, Vec<Answered>)>,
    /// The facts that acknowledge something.
    acknowledged: Vec<&'a Fact>,
}

impl<'a> Clock<'a> {
    pub fn new(policy: &'a Policy, incident: &'a str, facts: &'a [Fact], opened: (Timestamp, u32)) -> Self {
        let recorded = facts.iter().filter_map(|fact| match &fact.what {
            What::Called(call) => Some(call.clone()),
            _ => None,
        });
        let mut calls: Vec<Call> = Vec::new();
        for call in recorded {
            if !calls.iter().any(|other| other.key == call.key) {
                calls.push(call);
            }
        }
        let firing = policy.rules.iter().filter_map(|rule| {
            let (due, why) = fires(policy, rule, facts)?;
            Some((due.max(opened.0), rule, why))
        });
        let asking = policy.rules.iter().filter_map(|rule| match rule.trigger {
            Trigger::Ask(question) => Some((rule, answers(question, facts))),
            Trigger::Auto(_) => None,
        });
        let (firing, asking) = (firing.collect(), asking.collect());
        let is_one = |fact: &&Fact| matches!(fact.what, What::Acknowledged { .. });
        let acknowledged = facts.iter().filter(is_one).collect();
        Self { policy, incident, facts, opened, calls, firing, asking, acknowledged }
    }

    /// The call that becomes due first of all that were not due yet, if nothing else happens until then. `now` is for what repeats.
    pub fn next(&self, now: Timestamp) -> Option<Call> {
        let lowest = self.policy.lowest()?;
        let (opened, severity) = self.opened;
        let at_once = self.policy.levels.iter().filter(|level| level.rank <= severity.max(lowest.rank));
        let mut all: Vec<Call> = at_once.map(|level| self.call(level, opened, Why::Opened)).collect();
        for (due, rule, why) in &self.firing {
            self.up_to(rule, *due, why, &mut all);
        }
        self.of_unknown(&mut all);
        self.of_silence(now, &mut all);
        let is_new = |call: &Call| !self.calls.iter().any(|other| other.key == call.key);
        all.into_iter().filter(is_new).min_by_key(|call| (call.due, call.rank))
    }

    /// The rule's level, and those below it that were not called yet.
    fn up_to(&self, rule: &Rule, due: Timestamp, why: &Why, all: &mut Vec<Call>) {
        let Some(to) = self.policy.level(&rule.to) else { return };
        let below = |level: &&Level| level.rank < to.rank && !self.is_called(&level.name, due);
        all.extend(self.policy.levels.iter().filter(below).map(|level| self.call(level, due, why.clone())));
        all.push(self.call(to, due, why.clone()));
    }

    /// Who is called since a question has no answer: only who was not called yet.
    fn of_unknown(&self, all: &mut Vec<Call>) {
        for (rule, since, due) in self.unknown() {
            if !self.is_called(&rule.to, due) {
                self.up_to(rule, due, &Why::Unknown { trigger: rule.trigger, since }, all);
            }
        }
    }

    /// The rules whose question is not known, or was not: since when, and by when that is too long.
    pub fn unknown(&self) -> impl Iterator<Item = (&'a Rule, Timestamp, Timestamp)> {
        self.asking.iter().filter_map(|(rule, answers)| {
            let rank = self.policy.level(&rule.from)?.rank;
            let asked = self.calls.iter().filter(|call| call.rank >= rank).map(|call| call.due).min()?;
            let (since, due) = unknown(answers, asked, rule.delay())?;
            Some((*rule, since, due))
        })
    }

    /// Who is called since others did not acknowledge.
    fn of_silence(&self, now: Timestamp, all: &mut Vec<Call>) {
        let mut repeated: Option<(&Call, Nanos)> = None;
        for call in self.calls.iter().filter(|call| !matches!(call.why, Why::Repeated { .. })) {
            let Some(level) = self.policy.level(&call.level) else { continue };
            let late = later(call.due, level.ack_within);
            match self.policy.next(level.rank) {
                Some(next) if !self.is_called(&next.name, late) && self.covered(call, late).is_none() => {
                    all.push(self.call(next, late, Why::Unacknowledged { level: level.name.clone() }));
                }
                Some(_) => {}
                None if self.covered(call, now).is_none()
                    && repeated.is_none_or(|(other, _)| other.due <= call.due) =>
                {
                    repeated = Some((call, Nanos(level.ack_within.0.max(AGAIN.0))));
                }
                None => {}
            }
        }
        all.extend(repeated.and_then(|(call, pause)| self.again(call, pause, now)));
    }

    /// The highest level once more: the last repetition that is due, or the first that will be.
    fn again(&self, call: &Call, pause: Nanos, now: Timestamp) -> Option<Call> {
        let passed = u64::try_from(now.duration_since(call.due).as_nanos()).unwrap_or(0);
        let level = self.policy.level(&call.level)?;
        let one = |number: u64| {
            let due = later(call.due, Nanos(pause.0.saturating_mul(number)));
            let number = u32::try_from(number).unwrap_or(u32::MAX);
            self.call(level, due, Why::Repeated { of: call.key.clone(), number })
        };
        let last = one((passed / pause.0).max(1));
        let is_new = !self.calls.iter().any(|other| other.key == last.key);
        Some(if is_new { last } else { one(passed / pause.0 + 1) })
    }

    fn call(&self, level: &Level, due: Timestamp, why: Why) -> Call {
        let key = key_of(&[self.incident, &level.name, &why.identity()]);
        Call { key, level: level.name.clone(), rank: level.rank, due, why }
    }

    fn is_called(&self, level: &str, by: Timestamp) -> bool {
        self.calls.iter().any(|call| call.level == level && call.due <= by)
    }

    /// Who has acknowledged this call until then: somebody of its level or above, after it was due; or by its key.
    pub fn covered(&self, call: &Call, until: Timestamp) -> Option<Acknowledgement> {
        self.acknowledged.iter().filter(|fact| fact.at <= until).find_map(|fact| match &fact.what {
            What::Acknowledged { key, rank, by }
                if *key == call.key || *rank >= call.rank && fact.at >= call.due =>
            {
                Some(Acknowledgement { by: by.clone(), at: fact.at })
            }
            _ => None,
        })
    }
}

/// When a rule fires by what is seen or answered.
fn fires(policy: &Policy, rule: &Rule, facts: &[Fact]) -> Option<(Timestamp, Why)> {
    let (trigger, check) = (rule.trigger, rule.check.clone());
    match trigger {
        Trigger::Auto(auto) => {
            let (due, period) = first(policy, rule, auto, facts)?;
            Some((due, Why::Rule { trigger, check, subject: period.subject, since: period.start }))
        }
        Trigger::Ask(question) => {
            let since = yes(&answers(question, facts))?;
            Some((since, Why::Rule { trigger, check, subject: None, since }))
        }
    }
}
