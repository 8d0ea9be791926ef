//! How a response stands, from what the journal has of it.

use super::emergency::Emergency;
use super::known::Known;
use super::outcome::Outcome;
use super::record::Record;
use super::step::StepName;

/// How a response stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// The steps that ended, in their order.
    pub ended: Vec<(StepName, Outcome)>,
    /// One that began and has no end: whoever took it was killed.
    pub open: Option<StepName>,
    /// What is known.
    pub known: Known,
    /// When it began, in milliseconds after the incident was opened.
    pub began_ms: Option<i64>,
    /// So many of the steps ended before this process.
    pub earlier: usize,
}

impl State {
    /// Of the records of an incident, each with its time in milliseconds after the incident was opened. What came before the end of an
    /// earlier response to the same says nothing.
    pub fn of<'a>(emergency: &Emergency, records: impl Iterator<Item = (i64, &'a Record)>) -> Self {
        let mut state = Self::default();
        for (at_ms, record) in records.filter(|(_, record)| record.emergency() == emergency) {
            match record {
                Record::Over { outcome, .. } if outcome.is_over() => state = Self::default(),
                Record::Over { .. } => {}
                Record::Begun(begun) => {
                    state.began_ms.get_or_insert(at_ms);
                    state.open = Some(begun.step).filter(|step| *step != StepName::Escalate).or(state.open);
                }
                Record::Ended(ended) => {
                    state.began_ms.get_or_insert(at_ms);
                    state.end(ended.step, ended.outcome, &ended.known);
                }
            }
        }
        state
    }

    /// A step ended.
    pub fn end(&mut self, step: StepName, outcome: Outcome, known: &Known) {
        if step == StepName::Escalate {
            return;
        }
        self.open = None;
        self.ended.push((step, outcome));
        self.known.learn(known);
    }

    /// From here on the steps are those of this process.
    pub fn goes_on(mut self) -> Self {
        self.earlier = self.ended.len();
        self
    }

    /// How often a step ended so.
    pub fn count(&self, step: StepName, outcome: Outcome) -> usize {
        self.ended.iter().filter(|ended| **ended == (step, outcome)).count()
    }

    /// The steps of this process.
    pub fn own(&self) -> &[(StepName, Outcome)] {
        self.ended.get(self.earlier..).unwrap_or_default()
    }

    /// How often a plan was not verified, did not hold in place, or did not make it faster.
    pub fn failures(&self) -> usize {
        let is_one = |ended: &&(StepName, Outcome)| match ended {
            (StepName::Plan, outcome) => !matches!(outcome, Outcome::Done | Outcome::Interrupted),
            (StepName::Apply, outcome) => matches!(outcome, Outcome::Undone | Outcome::Unknown),
            (StepName::CompareAgain, outcome) => *outcome == Outcome::Failed,
            _ => false,
        };
        self.ended.iter().filter(is_one).count()
    }

    /// What is known for the next step: a culprit whose plan failed is none for the next plan.
    pub fn known_for(&self, step: StepName) -> Known {
        let mut known = self.known.clone();
        if step == StepName::Plan && self.failures() > 0 {
            known.culprit = None;
        }
        known
    }

    /// The last step that ended.
    pub fn last(&self) -> Option<(StepName, Outcome)> {
        self.ended.last().copied()
    }

    /// Whether the last rollback that was begun was done.
    pub fn is_applied(&self) -> bool {
        let rollbacks = self.ended.iter().rev().find(|(step, _)| *step == StepName::Apply);
        rollbacks.is_some_and(|(_, outcome)| *outcome == Outcome::Done)
    }
}
