//! Websocket checks alone, as data and for a person.

use serde::{Deserialize, Serialize};

use super::head::Head;
use super::terminal::{BOLD, DIM, line, style_of, styled, verdict_table};
use crate::report::words::sentence;
use crate::untrusted::printable;
use crate::verdict::{Status, Verdict};
use crate::websocket::{Outcome, UserOutcome};

/// Events of a user that did not hear everything.
const EVENTS: usize = 12;

/// All checks of a run.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct WebsocketDocument {
    /// When, and by which command.
    #[serde(flatten)]
    pub head: Head,
    /// In the configuration's order.
    pub checks: Vec<WebsocketReport>,
}

/// One check.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct WebsocketReport {
    /// As the configuration names it.
    pub name: String,
    /// What it came to.
    pub verdict: Verdict,
    /// What each user heard.
    pub outcome: Outcome,
}

impl WebsocketDocument {
    /// The worst verdict.
    pub fn status(&self) -> Status {
        Status::worst(self.checks.iter().map(|check| check.verdict.status), !self.head.interrupted)
    }
}

/// A table, then what is behind each row.
pub fn human_websocket(document: &WebsocketDocument) -> String {
    let mut text = String::new();
    let row = |check: &WebsocketReport| {
        let outcome = &check.outcome;
        let cells = [
            printable(&check.name),
            printable(&outcome.url),
            format!("{} of {}", outcome.content(), outcome.users.len()),
            outcome.within.to_string(),
        ];
        (check.verdict.status, cells.into())
    };
    let header = ["verdict", "check", "url", "users content", "within"];
    verdict_table(&mut text, &header, document.checks.iter().map(row).collect());
    for check in &document.checks {
        section(&mut text, check);
    }
    text
}

fn section(text: &mut String, check: &WebsocketReport) {
    let verdict = &check.verdict;
    let word = styled(style_of(verdict.status), verdict.status.word());
    line(text, &format!("{}  {word}", styled(BOLD, &printable(&check.name))));
    for reason in &verdict.reasons {
        line(text, &format!("  {}", printable(&sentence(reason))));
    }
    for evidence in &verdict.evidence {
        line(text, &styled(DIM, &format!("  · {}", printable(&sentence(evidence)))));
    }
    if let Some(user) = check.outcome.users.iter().find(|user| !user.heard_everything()) {
        heard(text, user);
    }
    if let Some(server) = check.outcome.server.as_ref().filter(|_| verdict.status != Status::Pass)
        && !server.output.is_empty()
    {
        line(text, &styled(DIM, "  the server's last output:"));
        for output in &server.output {
            line(text, &styled(DIM, &format!("  │ {}", printable(output))));
        }
    }
    line(text, "");
}

/// What the first user with a trouble heard.
fn heard(text: &mut String, user: &UserOutcome) {
    if user.timeline.is_empty() {
        return;
    }
    line(text, &styled(DIM, &format!("  what {} heard:", printable(&user.name))));
    for event in user.timeline.iter().take(EVENTS) {
        line(text, &styled(DIM, &format!("  │ {:>10}  {}", event.at.to_string(), printable(&event.name))));
    }
    if user.messages > EVENTS as u64 {
        line(text, &styled(DIM, &format!("  │ and {} more", user.messages - EVENTS as u64)));
    }
}
