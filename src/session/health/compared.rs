//! Takes what failed by time, a probe or a conversation, gives what makes the difference to the commit at which all was well.

use super::super::compare::{Comparing, compare, in_place};
use super::super::conduct::{Conduct, Run};
use super::super::error::SessionError;
use crate::config::{CheckSettings, Probe, Settings, Variant, revision};
use crate::plan::Budget;
use crate::quantity::Nanos;
use crate::verdict::{
    ChangeReason, ComparisonReason, LastGood, Reason, Status, TimeReason, UnknownChange, Verdict,
    WebsocketReason,
};
use crate::websocket::Failure;

/// What is compared with a commit.
#[derive(Clone, Copy)]
pub enum Subject<'a> {
    /// A probe.
    Probe(&'a Probe),
    /// A conversation with a server that each side starts.
    Conversation(&'a CheckSettings),
}

/// With less time than this a comparison decides nothing.
const LEAST: Nanos = Nanos::from_millis(5_000);
/// Who was woken up waits no longer for it, and has the command for all of it.
const MOST: Nanos = Nanos::from_millis(20_000);
/// Reasons that are repeated: the time, and the first lines.
const REASONS: usize = 3;
/// A triage is no statistic of its own: any seed does.
const SEED: u64 = 1;

/// Whether a limit on time decided it.
pub fn failed_by_time(verdict: &Verdict) -> bool {
    let is_of_time = |reason: &Reason| match reason {
        Reason::Time(TimeReason::OverLimit { .. }) => true,
        Reason::Websocket(WebsocketReason::Failed { failure, .. }) => matches!(failure, Failure::Late { .. }),
        _ => false,
    };
    verdict.status == Status::Fail && verdict.reasons.iter().any(is_of_time)
}

/// Compares the working tree with that commit; None where too little of the budget is left.
pub fn compared(run: Run<'_>, subject: Subject<'_>, good: &LastGood) -> Option<ChangeReason> {
    let left = run.conduct.budget.left();
    if left < LEAST {
        return None;
    }
    // The end of the budget is for the answer.
    let budget = run.conduct.budget.within(Budget::lasting(MOST.min(Nanos(left.0 - left.0 / 10))));
    Some(with(run, budget, subject, good).unwrap_or_else(|error| {
        let error = format!("{} cannot be compared with: {error}", good.short());
        ChangeReason::NotKnown { why: UnknownChange::Refused { error } }
    }))
}

fn with(
    run: Run<'_>,
    budget: Budget,
    subject: Subject<'_>,
    good: &LastGood,
) -> Result<ChangeReason, SessionError> {
    let Ok(base) = revision(&good.commit) else {
        return Ok(ChangeReason::GoodCommitMissing { good: good.clone() });
    };
    let comparing = Comparing { base: Variant::Revision(base), conversations: true, ..in_place(SEED) };
    let (probes, checks) = match subject {
        Subject::Probe(probe) => (vec![probe.clone()], Vec::new()),
        Subject::Conversation(check) => (Vec::new(), vec![check.clone()]),
    };
    let settings = Settings { probes, checks, ..run.settings.clone() };
    let conduct = Conduct { budget, ..run.conduct.clone() };
    let interrupt = run.interrupt.try_clone()?.within(budget);
    let document =
        compare(Run { settings: &settings, conduct: &conduct, interrupt: &interrupt, ..run }, &comparing)?;
    let spoken = document.operations.first().map(|check| &check.verdict);
    let verdict = document.probes.first().map(|probe| &probe.verdict).or(spoken);
    let reasons = verdict.into_iter().flat_map(|verdict| &verdict.reasons);
    let reasons = reasons.filter_map(|reason| match reason {
        // What is left of the difference helps nobody at night.
        Reason::Comparison(ComparisonReason::Rest { .. }) => None,
        Reason::Comparison(reason) => Some(reason.clone()),
        _ => None,
    });
    let status = verdict.map_or(Status::Inconclusive, |verdict| verdict.status);
    Ok(ChangeReason::Compared { good: good.clone(), status, reasons: reasons.take(REASONS).collect() })
}
