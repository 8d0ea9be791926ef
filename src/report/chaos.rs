//! What an experiment came to, for a person.

use serde_json::Value;

use super::terminal::line;
use crate::chaos::{ActivityKind, Heard, Journal, ProbeRun, RunStatus, State, Status};
use crate::untrusted::printable;

/// One line while it runs.
pub fn heard_line(heard: Heard<'_>) -> String {
    match heard {
        Heard::Part("before") => "steady state, before".to_owned(),
        Heard::Part("after") => "steady state, after".to_owned(),
        Heard::Part(part) => part.to_owned(),
        Heard::Begins(activity) => {
            let kind = match activity.kind {
                ActivityKind::Probe => "probe",
                ActivityKind::Action => "action",
            };
            format!("  {kind}: {}", printable(&activity.name))
        }
        Heard::Ended(run) => match &run.exception {
            Some(said) => format!("    failed: {}", printable(&said.join(" "))),
            None => format!("    done: {}", outcome(run)),
        },
    }
}

/// `status 0`.
fn outcome(run: &ProbeRun) -> String {
    run.output.get("status").map_or_else(|| "no status".to_owned(), |status| format!("status {status}"))
}

fn name(run: &ProbeRun) -> String {
    let name = run.activity.get("name").and_then(Value::as_str).unwrap_or("without a name");
    printable(name).to_string()
}

/// What the last probe of a hypothesis that does not hold says.
fn unmet(state: &State) -> String {
    let Some(last) = state.probes.last() else { return "no probe".to_owned() };
    match &last.exception {
        Some(said) => format!("{} failed: {}", name(last), printable(&said.join(" "))),
        None => format!("{} is not within its tolerance ({})", name(last), outcome(last)),
    }
}

/// Whether an activity was performed and says by itself that it did not work.
fn is_doubtful(run: &ProbeRun) -> bool {
    let status = run.output.get("status").and_then(Value::as_i64);
    let is_request = run.output.get("body").is_some();
    status.is_some_and(|status| if is_request { status > 399 } else { status != 0 })
}

/// The whole of it.
pub fn human_chaos(journal: &Journal) -> String {
    let mut text = String::new();
    let states = &journal.steady_states;
    let before = states.before.as_ref().filter(|state| state.steady_state_met == Some(false));
    let after = states.after.as_ref().filter(|state| state.steady_state_met == Some(false));
    for run in journal.run.iter().chain(&journal.rollbacks) {
        if run.status == RunStatus::Failed {
            let said = run.exception.as_deref().unwrap_or_default().join(" ");
            line(&mut text, &format!("failed: {}: {}", name(run), printable(&said)));
        } else if is_doubtful(run) {
            line(&mut text, &format!("warning: {} ended with {}", name(run), outcome(run)));
        }
    }
    let rollbacks = match journal.rollbacks.len() {
        0 => "there are no rollbacks".to_owned(),
        1 => "the rollback ran".to_owned(),
        count => format!("all {count} rollbacks ran"),
    };
    let first = match (before, after) {
        _ if journal.status == Status::Interrupted => "interrupted".to_owned(),
        (Some(state), _) => format!("nothing was tried: before, {}", unmet(state)),
        (None, Some(state)) => format!("deviated: after the method, {}", unmet(state)),
        (None, None) if states.after.is_none() => "completed, without a steady state".to_owned(),
        (None, None) if !journal.is_good() => "completed, and an activity failed".to_owned(),
        (None, None) => "completed: the steady state holds before and after".to_owned(),
    };
    line(&mut text, &format!("{first}; {rollbacks}"));
    text
}
