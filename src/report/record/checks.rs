//! The numbers of checks and of conversations.

use super::probe::probe;
use super::subject::{Subject, judged};
use crate::comparison::Unit;
use crate::quantity::Nanos;
use crate::report::health::HealthDocument;
use crate::report::websocket::{WebsocketDocument, WebsocketReport};
use crate::store::history::Measure;

pub fn health(document: &HealthDocument) -> Vec<Measure> {
    let subject = Subject { probe: "health", target: "score" };
    let series = subject.series("score", "part");
    let score = Measure { series, ..subject.single("score", Unit::Count, document.score.part.as_f64()) };
    let status = document.status().word().to_owned();
    let checks = document.checks.iter().map(|check| {
        let subject = Subject { probe: "check", target: &check.name };
        let verdict = Some(check.outcome.verdict.status.word().to_owned());
        Measure { verdict, ..subject.single("took", Unit::Seconds, check.took.as_secs_f64()) }
    });
    let measured = document.checks.iter().filter_map(|check| check.outcome.measured.as_deref());
    std::iter::once(Measure { verdict: Some(status), ..score })
        .chain(checks)
        .chain(measured.flat_map(probe))
        .collect()
}

pub fn websocket(document: &WebsocketDocument) -> Vec<Measure> {
    document.checks.iter().flat_map(|check| judged(conversation(check), &check.verdict)).collect()
}

/// How long each expected event took, over all users.
fn conversation(check: &WebsocketReport) -> Vec<Measure> {
    let subject = Subject { probe: "websocket", target: &check.name };
    let users = &check.outcome.users;
    let latency = |place: usize| {
        let heard = users.iter().filter_map(|user| user.expected.get(place)?.latency);
        heard.map(Nanos::as_secs_f64).collect::<Vec<_>>()
    };
    let events = check.outcome.expected.iter().enumerate().filter_map(|(place, event)| {
        subject.typical(&format!("latency of {event}"), Unit::Seconds, latency(place))
    });
    let connected = users.iter().filter_map(|user| user.connected_in).map(Nanos::as_secs_f64).collect();
    events.chain(subject.typical("connected in", Unit::Seconds, connected)).collect()
}
