//! Checks: of the health, of an audit, of a conversation.

use super::check as probe;
use super::entry::{Judged, LINES};
use super::figure::{Figure, Unit};
use crate::health::CheckReport;
use crate::report::audited::Audited;
use crate::report::websocket::WebsocketReport;
use crate::report::words::check::in_brief;
use crate::report::words::{audit, websocket};
use crate::worker::LastOutput;

/// A check of the health.
pub fn of_health(check: &CheckReport) -> Judged<'_> {
    let mut judged = Judged::of(&*check.kind, &check.name, &check.outcome.verdict);
    judged.took = Some(check.took);
    let brief = in_brief(&check.outcome);
    judged.measured =
        if brief.is_empty() { check.took.to_string() } else { format!("{brief}, took {}", check.took) };
    judged.output = lines(check.outcome.output.as_ref());
    judged.figures = vec![took(check.took.as_secs_f64())];
    if let Some(measured) = &check.outcome.measured {
        let known = probe::judged(measured);
        judged.limit = known.limit;
        judged.figures.extend(known.figures);
        judged.places = known.places;
        judged.output = known.output;
    }
    judged
}

/// An audited check: its verdict is whether it can fail.
pub fn of_audit(check: &Audited) -> Judged<'_> {
    let mut judged = Judged::of(format!("audit {}", check.kind), &check.name, &check.plain.verdict);
    judged.status = check.status();
    judged.evidence = judged.reasons;
    judged.reasons = vec![audit::proof(check)];
    judged.output = lines(check.plain.output.as_ref());
    judged
}

/// A conversation.
pub fn of_websocket(check: &WebsocketReport) -> Judged<'_> {
    let mut judged = Judged::of("websocket", &check.name, &check.verdict);
    let users = &check.outcome.users;
    let content = check.outcome.content();
    judged.measured = websocket::in_brief(&check.outcome);
    judged.limit = check.outcome.within.to_string();
    let slowest = users.iter().flat_map(|user| &user.expected).filter_map(|event| event.latency).max();
    judged.took = slowest;
    judged.figures = vec![counted("users", users.len()), counted("users content", content)];
    judged.figures.extend(slowest.map(|slowest| Figure {
        limit: Some(check.outcome.within.as_secs_f64()),
        quantity: "slowest event".into(),
        ..took(slowest.as_secs_f64())
    }));
    if let Some(server) = &check.outcome.server {
        let first = server.output.len().saturating_sub(LINES);
        judged.output = server.output[first..].to_vec();
    }
    judged
}

fn took(seconds: f64) -> Figure<'static> {
    Figure {
        quantity: "took".into(),
        side: "",
        unit: Unit::Seconds,
        value: seconds,
        bounds: None,
        limit: None,
    }
}

fn counted(quantity: &'static str, count: usize) -> Figure<'static> {
    Figure { quantity: quantity.into(), unit: Unit::Count, ..took(count as f64) }
}

fn lines(output: Option<&LastOutput>) -> Vec<String> {
    output.map(|output| output.last_lines(LINES).into_iter().map(str::to_owned).collect()).unwrap_or_default()
}
