//! What has to be sent of an incident: to which receiver, and what of it they have.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::call::{Call, Why};
use super::contact::{Contact, ContactKind};
use super::policy::Policy;
use super::standing::Standing;

/// What of a call is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Somebody is called.
    Trigger,
    /// Somebody is there.
    Acknowledge,
    /// It is over.
    Resolve,
}

/// One thing to send to one receiver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outbound {
    /// The call.
    pub call: Call,
    /// The `[[notify]]`.
    pub receiver: String,
    /// What of it.
    pub stage: Stage,
}

/// What receivers have taken: the call's key, the receiver, and what of it.
pub type Delivered = BTreeSet<(String, String, Stage)>;

/// Whom a call reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reached<'a> {
    /// Who can be reached at that time; all of the level where none can.
    pub contacts: Vec<&'a Contact>,
    /// Whether nobody can be reached at that time by their hours.
    pub nobody: bool,
    /// The receivers.
    pub receivers: BTreeSet<&'a str>,
}

/// Whom a call reaches: the level's channels, the persons who can be reached then, and the stakeholders who hear of that level.
pub fn reached<'a>(policy: &'a Policy, call: &'a Call) -> Reached<'a> {
    let persons: Vec<&Contact> = policy.persons(&call.level).collect();
    let on_duty: Vec<&Contact> =
        persons.iter().copied().filter(|person| person.hours.cover(call.due)).collect();
    let nobody = on_duty.is_empty();
    let mut contacts = if nobody { persons } else { on_duty };
    let informed = policy.of_kind(ContactKind::Stakeholder).filter(|contact| contact.level == call.level);
    contacts.extend(informed);
    let channels = policy.level(&call.level).into_iter().flat_map(|level| &level.channels);
    let reach = contacts.iter().flat_map(|contact| &contact.reach);
    let receivers = channels.chain(reach).map(String::as_str).collect();
    Reached { contacts, nobody, receivers }
}

/// What has to be sent, in the order of the calls; `delivered` is what receivers have taken.
pub fn outbound(policy: &Policy, standing: &Standing, delivered: &Delivered) -> Vec<Outbound> {
    let mut all = Vec::new();
    let repeats = |call: &Call| matches!(call.why, Why::Repeated { .. });
    // Of repetitions only the last one is worth sending.
    let is_past = |call: &Call| {
        let later = standing.calls.iter().filter(|(other, _)| repeats(other) && other.level == call.level);
        repeats(call) && later.map(|(other, _)| other.due).max() > Some(call.due)
    };
    for (call, acknowledged) in &standing.calls {
        for receiver in reached(policy, call).receivers {
            let has = |stage| delivered.contains(&(call.key.clone(), receiver.to_owned(), stage));
            let stage = match (has(Stage::Trigger), standing.closed, acknowledged) {
                // What nobody was called for is not called for when it is over.
                (false, Some(_), _) => continue,
                (false, None, _) if is_past(call) => continue,
                (false, None, _) => Stage::Trigger,
                (true, Some(_), _) => Stage::Resolve,
                (true, None, Some(_)) => Stage::Acknowledge,
                (true, None, None) => continue,
            };
            if !has(stage) {
                all.push(Outbound { call: call.clone(), receiver: receiver.to_owned(), stage });
            }
        }
    }
    all
}
