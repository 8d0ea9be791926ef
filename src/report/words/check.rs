//! What is said of a check of any kind.

use super::probe;
use super::suite::outcomes;
use crate::health::CheckOutcome;
use crate::verdict::CheckReason;

/// One reason.
pub fn sentence(reason: &CheckReason) -> String {
    match reason {
        CheckReason::TimedOut { limit } => format!("did not finish within its timeout of {limit}"),
        CheckReason::BudgetEnded { after } => {
            format!("the run's budget ended after {after}, before the check's own timeout")
        }
        CheckReason::CutOff { limit } => format!("cut off there, far over its limit of {limit}"),
        CheckReason::BudgetSpent => "the run's budget was spent before the check started".into(),
        CheckReason::FailsClosed { status } => {
            format!("a security check fails closed: {} counts as a failure", status.word())
        }
    }
}

/// How long the operations of a conversation or of a request took; None where nobody was spoken with.
pub fn operations(outcome: &CheckOutcome) -> Option<String> {
    let spoken = outcome.conversation.as_deref().map(super::websocket::operations);
    let spoken = spoken.filter(|operations| !operations.is_empty()).map(|all| all.join(", "));
    spoken.or_else(|| outcome.exchange.as_deref().map(super::http::in_brief))
}

/// What was measured, heard or counted, in few words; empty where nothing was.
pub fn in_brief(outcome: &CheckOutcome) -> String {
    match outcome {
        CheckOutcome { measured: Some(measured), .. } => {
            let [taken, _] = probe::all_in_brief(measured);
            format!("{}: {taken}", measured.measured.target())
        }
        CheckOutcome { conversation: Some(conversation), .. } => super::websocket::in_brief(conversation),
        CheckOutcome { exchange: Some(exchange), .. } => super::http::in_brief(exchange),
        CheckOutcome { counts, .. } => counts.map_or_else(String::new, outcomes),
    }
}
