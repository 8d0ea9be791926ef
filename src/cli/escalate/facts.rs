//! What an incident's journal says, as facts for the clock.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::ongoing::Ongoing;
use crate::config::Settings;
use crate::escalation::{Call, Delivered, Fact, Record, Seen, What};
use crate::incident::{Answer, Event, Log, RunName, Undone};
use crate::respond::Record as Step;
use crate::store::history::{History, RunId};

/// A question to attest that calls for everything to be rolled back.
const COMPLETE: &str = "complete-rollback";

/// What is known of an incident.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// In the order of the journal.
    pub facts: Vec<Fact>,
    /// The keys of the calls that stand in it.
    pub recorded: BTreeSet<String>,
    /// What receivers have taken.
    pub delivered: Delivered,
}

/// All that a journal says, with the numbers of its runs as far as the history has them.
pub fn known(log: &Log, settings: &Settings, history: Option<&History>) -> Known {
    let begun = &log.begun;
    let opened = begun.stamp.time;
    let mut known = Known::default();
    let mut add = |at: Timestamp, what: What| known.facts.push(Fact { at, what });
    add(opened, What::Opened(u32::from(begun.severity.level())));
    if let Some(detection) = &begun.detection {
        add(detection.at, check(settings, &detection.check, &detection.verdict));
    }
    let mut ongoing = Ongoing::default();
    begun
        .scenario
        .and_then(|scenario| ongoing.begun(scenario))
        .into_iter()
        .for_each(|what| add(opened, what));
    for entry in &log.entries {
        let at = entry.stamp.time;
        match &entry.event {
            Event::Ran(ran) => {
                let slowest = |run: &RunName| history?.slowest(RunId(run.id)).ok().flatten();
                ran.runs.iter().filter_map(slowest).for_each(|ratio| add(at, What::Slower(ratio - 1.0)));
                for seen in &ran.verdicts {
                    add(at, check(settings, &seen.check, &seen.verdict));
                }
                ongoing.after(ran).into_iter().for_each(|what| add(at, what));
            }
            Event::Responded(record) => {
                let begun = record.emergency().scenario().filter(|_| !matches!(**record, Step::Over { .. }));
                begun.and_then(|scenario| ongoing.begun(scenario)).into_iter().for_each(|what| add(at, what));
            }
            Event::RolledBack(undone) => of_rollback(undone).into_iter().for_each(|what| add(at, what)),
            Event::Attested(attestation)
                if attestation.question == COMPLETE && attestation.answer == Answer::Yes =>
            {
                add(at, What::CompleteRollback);
            }
            Event::Closed(_) => add(at, What::Closed),
            _ => {}
        }
    }
    escalations(log, &mut known);
    known
}

fn of_rollback(undone: &Undone) -> Vec<What> {
    let is_done = undone.kind == "apply" && undone.end == "done";
    if is_done { vec![What::RolledBack] } else { Vec::new() }
}

/// What was called, sent, acknowledged and answered.
fn escalations(log: &Log, known: &mut Known) {
    for entry in &log.entries {
        let Event::Escalation(record) = &entry.event else { continue };
        let what = match record.clone() {
            Record::Due { key, level, rank, due, reason, .. } => {
                known.recorded.insert(key.clone());
                What::Called(Call { key, level, rank, due, why: reason })
            }
            Record::Sent { key, receiver, stage, is_test: false, .. } => {
                known.delivered.insert((key, receiver, stage));
                continue;
            }
            Record::Sent { .. } | Record::NotSent { .. } => continue,
            Record::Acknowledged { key, by, rank, .. } => What::Acknowledged { key, rank, by },
            Record::Answered { question, answer, by } => What::Answered { question, answer, by },
        };
        known.facts.push(Fact { at: entry.stamp.time, what });
    }
}

fn check(settings: &Settings, name: &str, verdict: &str) -> What {
    let critical = settings.checks.iter().any(|check| check.name == name && check.critical);
    let seen = match verdict {
        "pass" => Seen::Pass,
        "fail" | "error" => Seen::Fail,
        _ => Seen::Unknown,
    };
    What::Check { name: name.to_owned(), critical, seen }
}
