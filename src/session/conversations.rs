//! The configured conversations with two variants: each server runs from its own files on its own port, and both are spoken with in turn.

use super::conduct::Run;
use super::error::SessionError;
use super::side::Side;
use crate::comparison::compare_operations;
use crate::config::websocket::WebsocketSettings;
use crate::config::{CheckKind, CheckSettings};
use crate::measure::{InterleavedConversations, interleave_conversations, operations};
use crate::plan::ComparisonRule;
use crate::quantity::Nanos;
use crate::report::comparison::{ComparisonDocument, OperationsReport};
use crate::verdict::{ComparisonReason, Verdict, judge_operations, nothing_compared};
use crate::websocket::{RunningServer, WebsocketContext};

/// What an operation takes longer is no regression below this: the round trip of a network, even within one building, varies by as
/// much, and on one machine the moment at which the kernel wakes the thread that waits. An event's time runs from the last
/// message sent, so that many small delays add up in the last event and in the whole.
pub(super) const OPERATION_FLOOR: Nanos = Nanos::from_millis(1);

/// Conversations that can be compared: the check starts the server itself, and expects something.
pub fn conversations(checks: &[CheckSettings]) -> impl Iterator<Item = (&CheckSettings, &WebsocketSettings)> {
    checks.iter().filter_map(|check| Some((check, conversation(check)?)))
}

/// Whether a check is such a conversation.
pub fn is_conversation(check: &CheckSettings) -> bool {
    conversation(check).is_some()
}

fn conversation(check: &CheckSettings) -> Option<&WebsocketSettings> {
    match &check.kind {
        CheckKind::Websocket(settings) if settings.start.is_some() && !settings.expect.is_empty() => {
            Some(settings)
        }
        _ => None,
    }
}

/// Comparisons of times in them, which share the run's error rate with those of the probes.
pub fn timed_operations(checks: &[CheckSettings]) -> usize {
    let of = |settings: &WebsocketSettings| 2 + usize::from(settings.login.is_some()) + settings.expect.len();
    conversations(checks).map(|(_, settings)| of(settings)).sum()
}

/// Compares each conversation, as long as there is time.
///
/// # Errors
/// Where the system gives no thread or no port.
pub fn compare_conversations(
    run: Run<'_>,
    rule: ComparisonRule,
    sides: [&Side; 2],
    document: &mut ComparisonDocument,
) -> Result<(), SessionError> {
    for (check, settings) in conversations(&run.settings.checks) {
        if run.cut_short().is_some() {
            break;
        }
        let (measured, verdict) = match sides[0].same_as(sides[1]) {
            Some(reason) => {
                let none = nothing_compared(reason, ComparisonReason::NameTwoVersions);
                (InterleavedConversations::default(), Some(none))
            }
            None => (measured(run, settings, sides, &rule)?, None),
        };
        let quantities = compare_operations(&measured, &rule);
        let labels = sides.map(|side| side.label.as_str());
        let judged =
            || -> Verdict { judge_operations(&measured, &quantities, &rule, labels, run.interrupt.raised()) };
        let verdict = verdict.unwrap_or_else(judged);
        let (name, users) = (check.name.clone(), settings.users);
        document.operations.push(OperationsReport { name, verdict, users, rule, quantities, measured });
    }
    Ok(())
}

fn measured(
    run: Run<'_>,
    settings: &WebsocketSettings,
    sides: [&Side; 2],
    rule: &ComparisonRule,
) -> Result<InterleavedConversations, SessionError> {
    let contexts = sides.map(|side| WebsocketContext {
        root: &side.root,
        python: &side.fingerprint.python.executable,
        environment: side.worker.environment(),
        until: run.conduct.budget.ends(),
        interrupt: run.interrupt,
    });
    run.progress.begin("compare conversations", 2 * rule.most() as u64);
    // Both run before the first word is spoken: nothing is compared where one of them does not.
    let base = RunningServer::start(settings, &contexts[0])?;
    let candidate = RunningServer::start(settings, &contexts[1])?;
    let speak = base.trouble().is_none() && candidate.trouble().is_none();
    let events: Vec<String> = settings.expect.iter().map(|event| event.event.clone()).collect();
    let all = operations(settings.login.is_some(), &events);
    let over = || run.cut_short().is_some();
    let spoken = if speak {
        interleave_conversations([&base, &candidate], [&contexts[0], &contexts[1]], all, rule, &over)
    } else {
        Ok(InterleavedConversations::default())
    };
    // Ended before anything is returned early.
    let servers = [base.end(), candidate.end()];
    Ok(InterleavedConversations { servers, ..spoken? })
}
