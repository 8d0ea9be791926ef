//! A call as what receivers get.

use jiff::{SignedDuration, Timestamp};

use super::place::Place;
use crate::escalation::{Call, ContactKind, Outbound, Question, Stage, Standing, Trigger, Why, reached};
use crate::incident::Log;
use crate::notify::{Notice, State};
use crate::report::words::escalation::{asked, why};
use crate::untrusted::masked;

/// The letters of a key that are enough to acknowledge by.
const SHORT: usize = 8;

/// RFC 3339, UTC, to the second.
const FORMAT: &str = "%Y-%m-%dT%H:%M:%SZ";

fn later(at: Timestamp) -> Option<Timestamp> {
    at.checked_add(SignedDuration::from_hours(24)).ok()
}

/// The beginning of a key, for people.
pub fn short(key: &str) -> &str {
    &key[..key.len().min(SHORT)]
}

/// What one receiver gets, without secrets; None where that cannot be had.
pub fn notice(place: &Place, log: &Log, standing: &Standing, outbound: &Outbound) -> Option<Notice> {
    let call = &outbound.call;
    let (state, at) = match outbound.stage {
        Stage::Trigger => (State::Open, call.due),
        Stage::Acknowledge => {
            let done = standing.call(&call.key).and_then(|(_, done)| done.as_ref());
            (State::Acknowledged, done.map_or(call.due, |done| done.at))
        }
        Stage::Resolve => (State::Over, standing.closed.unwrap_or(call.due)),
    };
    let notice = Notice {
        key: call.key.clone(),
        state,
        summary: format!("{} is called: {}", call.level, why(&call.why)),
        lines: lines(place, log, standing, call),
        project: place.project.folder_shown(),
        subject: log.begun.id.clone(),
        at: at.strftime(FORMAT).to_string(),
        // A call stands until somebody ends it: no receiver is to take it for over by itself.
        ends: later(at).map(|ends| ends.strftime(FORMAT).to_string()),
        metrics: None,
    };
    masked(notice).ok()
}

/// What whoever is called has to know.
fn lines(place: &Place, log: &Log, standing: &Standing, call: &Call) -> Vec<String> {
    let begun = &log.begun;
    let mut lines = vec![format!("incident {}, severity {}", begun.name, begun.severity.level())];
    lines.extend(begun.summary.clone());
    if reached(place.policy(), call).nobody {
        lines.push(format!("nobody of {} can be reached at this time by their hours", call.level));
    }
    let questions = standing.questions.iter().filter(|question| question.of == call.level);
    lines.extend(questions.map(|it| {
        format!("{}? vitals escalate answer {} yes|no|unknown", asked(it.question), it.question.word())
    }));
    if is_of_vendors(call) {
        let vendors = place.policy().of_kind(ContactKind::Vendor);
        lines.extend(vendors.map(|vendor| {
            format!("engage the vendor {}: its account and number are in the configuration", vendor.name)
        }));
    }
    lines.push(format!("acknowledge: vitals escalate ack {}", short(&call.key)));
    lines
}

fn is_of_vendors(call: &Call) -> bool {
    let (Why::Rule { trigger, .. } | Why::Unknown { trigger, .. }) = &call.why else { return false };
    matches!(trigger, Trigger::Ask(question) if Question::is_of_vendors(*question))
}
