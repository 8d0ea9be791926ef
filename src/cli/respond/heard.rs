//! A response as it goes on, printed.

use miette::Diagnostic;

use crate::cli::arguments::Respond;
use crate::cli::console;
use crate::escalation::NotAuthorised;
use crate::report::respond::{NextStep, ended_lines, needs_line, next_line};
use crate::respond::{Known, Outcome, StepName};
use crate::session::ResponseEvent;
use crate::untrusted::printable;

/// What was heard of it.
#[derive(Default)]
pub struct Seen {
    pub known: Known,
    pub took_ms: i64,
    /// Containment did something.
    pub contained: bool,
    /// A step waits for a yes.
    pub waits: Option<StepName>,
}

/// Prints it as it happens. What cannot be printed now cannot be printed at the end either, and is an error then.
pub fn said(event: &ResponseEvent<'_>, arguments: &Respond, seen: &mut Seen) {
    let text = match event {
        ResponseEvent::Resumed(steps) => format!("goes on after {steps} steps of before"),
        ResponseEvent::Next { step, command, variables, share, left_ms } => {
            next_line(&NextStep { step: *step, command, variables, share: *share, left_ms: *left_ms })
        }
        ResponseEvent::Waits(step) => {
            seen.waits = Some(*step);
            format!("{} changes something, and waits for --yes", step.word())
        }
        ResponseEvent::Needs(action, may) => needs_line(*action, may),
        ResponseEvent::NotAllowed(why) => not_allowed(why),
        ResponseEvent::Ended { ended, share } => {
            let did = !ended.command.is_empty();
            seen.contained |= ended.step == StepName::Contain && did && ended.outcome != Outcome::Failed;
            ended_lines(ended, *share)
        }
        ResponseEvent::Over { known, took_ms } => {
            (seen.known, seen.took_ms) = ((*known).clone(), *took_ms);
            return;
        }
    };
    let is_progress = !matches!(event, ResponseEvent::Waits(_) | ResponseEvent::NotAllowed(_));
    if !(arguments.run_args.quiet && is_progress) {
        let _ = console::line(text);
    }
}

/// Why it is not the operator's to do, and who may.
fn not_allowed(why: &NotAuthorised) -> String {
    let help = why.help().map(|help| format!("; {help}")).unwrap_or_default();
    printable(&format!("refused: {why}{help}")).to_string()
}
