//! What a watcher does next: what it writes down, what it sends, and until when it has nothing to do.
//!
//! All that has to survive it is in the journal: a new one goes on from there. What it holds itself is when a failed delivery is tried
//! again, and what is being sent.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::call::Call;
use super::outbound::{Delivered, Outbound, Stage, outbound};
use super::periods::later;
use super::policy::Policy;
use super::standing::Standing;
use crate::quantity::Nanos;

/// The pause after a first failure; twice as long after each further one,
const PAUSE: Nanos = Nanos::from_millis(1_000);
/// up to this.
const LONGEST: Nanos = Nanos::from_millis(60_000);

type Item = (String, String, Stage);

/// What is being sent, and what failed.
#[derive(Clone, Debug, Default)]
pub struct Watcher {
    sending: BTreeSet<Item>,
    failed: BTreeMap<Item, Retry>,
}

#[derive(Clone, Copy, Debug)]
struct Retry {
    at: Timestamp,
    pause: Nanos,
}

/// What is to be done now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// Calls that are due and not in the journal: to be written before anything of them is sent.
    pub due: Vec<Call>,
    /// What is to be sent. Each is marked as being sent, until [`Watcher::ended`].
    pub send: Vec<Outbound>,
    /// When there is something to do again, unless something happens before; None for never.
    pub wake: Option<Timestamp>,
}

impl Watcher {
    /// What is to be done now, given how the incident stands, the keys of the calls in the journal, and what was delivered.
    pub fn step(
        &mut self,
        (policy, standing): (&Policy, &Standing),
        recorded: &BTreeSet<String>,
        delivered: &Delivered,
        now: Timestamp,
    ) -> Step {
        let due = standing.calls.iter().map(|(call, _)| call).filter(|call| !recorded.contains(&call.key));
        let mut step = Step { due: due.cloned().collect(), ..Step::default() };
        let mut wake = standing.next.as_ref().map(|call| call.due);
        for outbound in outbound(policy, standing, delivered) {
            let item = item(&outbound);
            if self.sending.contains(&item) {
                continue;
            }
            match self.failed.get(&item) {
                Some(retry) if retry.at > now => {
                    wake = Some(wake.map_or(retry.at, |wake| wake.min(retry.at)))
                }
                _ => {
                    self.sending.insert(item);
                    step.send.push(outbound);
                }
            }
        }
        step.wake = wake;
        step
    }

    /// A delivery ended; `after` is when the receiver wants the next attempt. Says whether it failed for the first time.
    pub fn ended(
        &mut self,
        outbound: &Outbound,
        is_taken: bool,
        after: Option<Nanos>,
        now: Timestamp,
    ) -> bool {
        let item = item(outbound);
        self.sending.remove(&item);
        if is_taken {
            self.failed.remove(&item);
            return false;
        }
        let before = self.failed.get(&item).copied();
        let pause = before.map_or(PAUSE, |retry| Nanos((retry.pause.0 * 2).min(LONGEST.0)));
        let wait = after.map_or(pause, |after| Nanos(after.0.min(LONGEST.0)));
        self.failed.insert(item, Retry { at: later(now, wait), pause });
        before.is_none()
    }

    /// Whether something is being sent.
    pub fn is_busy(&self) -> bool {
        !self.sending.is_empty()
    }
}

fn item(outbound: &Outbound) -> Item {
    (outbound.call.key.clone(), outbound.receiver.clone(), outbound.stage)
}
