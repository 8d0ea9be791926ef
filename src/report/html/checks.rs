//! Checks with their evidence, what an audit made of them, and conversations over a WebSocket.

use maud::{Markup, html};

use super::check as probe;
use super::figure::rows;
use super::parts::last_output;
use super::row::{Entry, Line, Worded};
use super::text::{output, reported};
use crate::health::{CheckReport, Finding};
use crate::report::audited::Audited;
use crate::report::charts::{Chart, Room, Table, timeline};
use crate::report::websocket::WebsocketReport;
use crate::report::words::check::in_brief;
use crate::report::words::{self, audit, sentence, triage, websocket};
use crate::verdict::ProbeReport;
use crate::websocket::Outcome;

/// The line of a check on the first screen.
fn line(number: usize, check: &CheckReport) -> Line {
    let limit = |probe: &ProbeReport| {
        let [_, limit] = words::probe::all_in_brief(probe);
        format!("limit {limit}")
    };
    let limit = check.outcome.measured.as_deref().map(limit);
    let parts = [in_brief(&check.outcome), limit.unwrap_or_default(), format!("took {}", check.took)];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let critical = if check.critical { ", critical" } else { "" };
    let unproven = if check.outcome.unproven { "; rests on an exit code alone" } else { "" };
    Line {
        section: format!("c{}", number + 1),
        kind: check.kind.to_string(),
        name: check.name.clone(),
        measured: format!("{}{critical}{unproven}", parts.join(", ")),
        says_it_all: false,
        reproduced_by: None,
        small: check.outcome.measured.as_deref().and_then(probe::small),
        verdict: (&check.outcome.verdict).into(),
    }
}

/// The charts of a check, where it measured or spoke with somebody.
pub fn charts(check: &CheckReport, room: Room) -> Vec<Chart> {
    let conversation = check.outcome.conversation.as_deref().and_then(timeline);
    let measured = check.outcome.measured.as_deref().map(|probe| probe::charts(probe, room));
    conversation.into_iter().chain(measured.into_iter().flatten()).collect()
}

/// A check.
pub fn entry(number: usize, check: &CheckReport, room: Room) -> Entry {
    let outcome = &check.outcome;
    let before = html! {
        @if let Some(printed) = &outcome.output { (last_output(printed)) }
        @if let Some(measured) = &outcome.measured { (probe::before(measured)) }
    };
    let after = html! {
        @if let Some(measured) = &outcome.measured { (probe::after(measured)) }
        @if let Some(conversation) = &outcome.conversation { (server(conversation)) }
    };
    Entry { line: line(number, check), before, charts: charts(check, room), after }
}

/// What is seen of the four scenarios of an emergency.
pub fn findings(findings: &[Finding]) -> Markup {
    let row = |finding: &Finding| {
        let with_causes = |evidence| {
            let causes = triage::causes(evidence).into_iter();
            std::iter::once(triage::evidence(evidence)).chain(causes).collect::<Vec<_>>()
        };
        let because: Vec<String> = finding.evidence.iter().flat_map(with_causes).collect();
        let scenario = triage::scenario(finding.scenario).to_owned();
        let next = std::iter::once(&finding.next).chain(&finding.rollback).chain(&finding.search);
        let next = next.cloned().collect::<Vec<_>>();
        vec![scenario, triage::certainty(finding).into(), because.join("; "), next.join(", or ")]
    };
    let table = Table {
        header: vec!["scenario", "how certain", "because", "next"],
        rows: findings.iter().map(row).collect(),
        left_out: None,
    };
    html! { @if !findings.is_empty() { section id="seen" { h2 { "What is seen" } (rows(&table, "Scenarios")) } } }
}

/// The line of an audited check.
fn audited_line(number: usize, audited: &Audited) -> Line {
    Line {
        section: format!("a{}", number + 1),
        kind: audited.kind.to_string(),
        name: audited.name.clone(),
        measured: audit::proof(audited),
        says_it_all: false,
        reproduced_by: None,
        small: None,
        verdict: Worded { status: audited.status(), ..(&audited.plain.verdict).into() },
    }
}

/// An audited check: as it is, and with a fault injected.
pub fn audited(number: usize, audited: &Audited) -> Entry {
    let before = html! {
        @if let Some(outcome) = &audited.with_fault {
            h3 { "Fault injected: " (reported(&audited.fault.as_ref().map(audit::fault).unwrap_or_default())) }
            ul class="reasons" {
                li { (outcome.verdict.status.word()) }
                @for reason in &outcome.verdict.reasons { li { (reported(&sentence(reason))) } }
            }
        }
    };
    Entry { line: audited_line(number, audited), before, charts: Vec::new(), after: html! {} }
}

/// The line of a conversation.
fn conversation_line(number: usize, check: &WebsocketReport) -> Line {
    Line {
        section: format!("w{}", number + 1),
        kind: "websocket".into(),
        name: check.name.clone(),
        measured: format!("{} within {}", websocket::in_brief(&check.outcome), check.outcome.within),
        says_it_all: false,
        reproduced_by: None,
        small: None,
        verdict: (&check.verdict).into(),
    }
}

/// A conversation.
pub fn conversation(number: usize, check: &WebsocketReport) -> Entry {
    let charts = timeline(&check.outcome).into_iter().collect();
    Entry { line: conversation_line(number, check), before: html! {}, charts, after: server(&check.outcome) }
}

fn server(outcome: &Outcome) -> Markup {
    html! {
        @if let Some(server) = &outcome.server { (output("The server's last output", &server.output.join("\n"))) }
    }
}
