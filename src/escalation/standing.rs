//! How an incident stands: who is called, who has acknowledged, what is asked, and when the next call is due.

use jiff::Timestamp;

use super::call::{Acknowledgement, Call};
use super::clock::Clock;
use super::fact::{Fact, What};
use super::policy::Policy;
use super::questions::OpenQuestion;
use super::rule::Trigger;

/// How an incident stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// All calls that were due so far, in the order of their times, each with who acknowledged it.
    pub calls: Vec<(Call, Option<Acknowledgement>)>,
    /// When the next one is due if nothing happens until then.
    pub next: Option<Call>,
    /// What is asked, and not answered.
    pub questions: Vec<OpenQuestion>,
    /// When the incident ended.
    pub closed: Option<Timestamp>,
}

impl Standing {
    /// The calls that nobody has acknowledged.
    pub fn open(&self) -> impl Iterator<Item = &Call> {
        self.calls.iter().filter(|(_, acknowledged)| acknowledged.is_none()).map(|(call, _)| call)
    }

    /// The call of this key.
    pub fn call(&self, key: &str) -> Option<&(Call, Option<Acknowledgement>)> {
        self.calls.iter().find(|(call, _)| call.key == key)
    }
}

/// How an incident of this identity stands at a time. A fact of a later time (a clock that jumped) counts from now.
pub fn standing(policy: &Policy, incident: &str, facts: &[Fact], now: Timestamp) -> Standing {
    let mut facts: Vec<Fact> =
        facts.iter().map(|fact| Fact { at: fact.at.min(now), what: fact.what.clone() }).collect();
    facts.sort_by_key(|fact| fact.at);
    let begun = facts.iter().find_map(|fact| match fact.what {
        What::Opened(rank) => Some((fact.at, rank)),
        _ => None,
    });
    let Some(opened) = begun else { return Standing::default() };
    let closed = facts.iter().find(|fact| fact.what == What::Closed).map(|fact| fact.at);
    let until = closed.unwrap_or(now);
    let mut clock = Clock::new(policy, incident, &facts, opened);
    let next = loop {
        match clock.next(until) {
            Some(call) if call.due <= until => clock.calls.push(call),
            other => break other.filter(|_| closed.is_none()),
        }
    };
    let questions = if closed.is_none() { open_questions(&clock, now) } else { Vec::new() };
    let mut calls: Vec<Call> = clock.calls.clone();
    calls.sort_by_key(|call| (call.due, call.rank));
    let calls = calls.into_iter().map(|call| {
        let acknowledged = clock.covered(&call, now);
        (call, acknowledged)
    });
    Standing { calls: calls.collect(), next, questions, closed }
}

fn open_questions(clock: &Clock<'_>, now: Timestamp) -> Vec<OpenQuestion> {
    let mut open: Vec<OpenQuestion> = Vec::new();
    for (rule, since, due) in clock.unknown() {
        let Trigger::Ask(question) = rule.trigger else { continue };
        // What was answered after it was too long is known now.
        let answered = clock.facts.iter().any(|fact| {
            fact.at >= since
                && matches!(&fact.what, What::Answered { question: other, answer, .. }
                    if *other == question && *answer != super::Answer::Unknown)
        });
        if since <= now && !answered && !open.iter().any(|other| other.question == question) {
            open.push(OpenQuestion { question, of: rule.from.clone(), since, to: rule.to.clone(), due });
        }
    }
    open
}
