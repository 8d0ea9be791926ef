//! One request to a service, and what its answer came to: takes the settings of an http check.

use std::io;
use std::net::TcpListener;
use std::time::Instant;

use serde::{Deserialize, Serialize};

use super::context::WebsocketContext;
use super::deadline::{Deadline, earlier, nanos};
use super::failure::{Failure, Unlike};
use super::http::{Answer, Request, ask};
use super::login::{filled_body, log_in};
use super::outcome::ServerOutcome;
use super::secret::kept;
use super::server::Server;
use super::trouble::Trouble;
use crate::config::websocket::{HttpSettings, Values, Within};
use crate::quantity::Nanos;

/// What became of a request, as data.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct HttpOutcome {
    /// Where it was asked, without the query.
    pub url: String,
    /// In capitals.
    pub method: String,
    /// How long was waited at most.
    pub within: Nanos,
    /// The longest acceptable latency.
    pub limit: Option<Nanos>,
    /// The server, where the check started it.
    pub server: Option<ServerOutcome>,
    /// How long the login took.
    pub login_in: Option<Nanos>,
    /// From the connection to the whole answer.
    pub answered_in: Option<Nanos>,
    /// HTTP's number.
    pub status: Option<u16>,
    /// What is not as it should be, in the order in which it was looked at.
    pub failures: Vec<HttpFailure>,
    /// Ended by Ctrl-C.
    pub interrupted: bool,
}

/// What is not as it should be. Every text in it is safe to keep and to show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum HttpFailure {
    /// There was no token to ask with.
    Login {
        /// Why.
        failure: Failure,
    },
    /// There was no answer.
    NoAnswer {
        /// Why.
        trouble: Trouble,
    },
    /// Another status.
    Status {
        /// What came.
        found: u16,
        /// Those of which one should have come; 200 to 299 where it is empty.
        wanted: Vec<u16>,
        /// The beginning of the answer.
        beginning: String,
    },
    /// The text does not match.
    NoMatch {
        /// As configured.
        pattern: String,
        /// The beginning of the answer.
        beginning: String,
    },
    /// A value was looked for in it, and it is not JSON.
    NotJson {
        /// The beginning of the answer.
        beginning: String,
    },
    /// A value is missing or another one.
    Value {
        /// Which.
        unlike: Unlike,
    },
    /// It came too late.
    Slow {
        /// When.
        latency: Nanos,
        /// When at the latest.
        limit: Nanos,
    },
}

/// A port of this machine that is free now.
///
/// # Errors
/// Where the system gives none.
pub fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// Asks once, with the server that the request is for, and ends that server.
///
/// # Errors
/// Where the system gives no port.
pub fn exchange(settings: &HttpSettings, context: &WebsocketContext<'_>) -> io::Result<HttpOutcome> {
    let draws = settings.start.as_ref().is_some_and(|start| start.draws_port());
    let placed = if draws { Some(settings.on(free_port()?)) } else { None };
    let settings = placed.as_ref().unwrap_or(settings);
    let server = settings.start.as_ref().map(|start| Server::start(start, context));
    let began = Instant::now();
    let until = earlier(began, settings.within, context.until);
    let within = nanos(until.saturating_duration_since(began));
    let deadline = Deadline { until, within, interrupt: context.interrupt };
    let mut outcome = HttpOutcome {
        url: settings.url.shown(),
        method: settings.method.clone(),
        within,
        limit: settings.limit,
        ..HttpOutcome::default()
    };
    if server.as_ref().is_none_or(|server| server.outcome.trouble.is_none())
        && let Err(failure) = asked(settings, deadline, &mut outcome)
    {
        outcome.failures.push(failure);
    }
    outcome.server = server.map(Server::end);
    outcome.interrupted = context.interrupt.raised();
    Ok(outcome)
}

fn asked(
    settings: &HttpSettings,
    deadline: Deadline<'_>,
    outcome: &mut HttpOutcome,
) -> Result<(), HttpFailure> {
    let user = format!("vitals-{:08x}", rand::random::<u32>());
    let mut values = Values { user, ..Values::default() };
    if let Some(login) = &settings.login {
        let began = Instant::now();
        values.token = log_in(login, &values, deadline).map_err(|failure| HttpFailure::Login { failure })?;
        outcome.login_in = Some(nanos(began.elapsed()));
    }
    let headers =
        settings.headers.iter().map(|(name, value)| (name.as_str(), value.fill(&values, Within::Plain)));
    let request = Request {
        address: &settings.url,
        values: &values,
        method: &settings.method,
        headers: headers.collect(),
        body: settings.body.as_ref().map(|body| filled_body(body, &values)).unwrap_or_default(),
    };
    let began = Instant::now();
    let answer = ask(&request, deadline).map_err(|trouble| HttpFailure::NoAnswer { trouble })?;
    let latency = nanos(began.elapsed());
    outcome.answered_in = Some(latency);
    outcome.status = Some(answer.status);
    outcome.failures = unlike(settings, &answer, &values.token);
    if let Some(limit) = settings.limit.filter(|limit| latency > *limit) {
        outcome.failures.push(HttpFailure::Slow { latency, limit });
    }
    Ok(())
}

/// What of an answer is not as configured.
fn unlike(settings: &HttpSettings, answer: &Answer, token: &str) -> Vec<HttpFailure> {
    let text = String::from_utf8_lossy(&answer.body);
    let beginning = || kept(&text, token);
    let mut failures = Vec::new();
    let wanted = &settings.status;
    let is_wanted =
        if wanted.is_empty() { (200..300).contains(&answer.status) } else { wanted.contains(&answer.status) };
    if !is_wanted {
        let wanted = wanted.clone();
        failures.push(HttpFailure::Status { found: answer.status, wanted, beginning: beginning() });
    }
    if let Some(pattern) = settings.pattern.as_ref().filter(|pattern| !pattern.is_match(&text)) {
        failures.push(HttpFailure::NoMatch { pattern: pattern.to_string(), beginning: beginning() });
    }
    if settings.json.is_empty() {
        return failures;
    }
    let Ok(document) = serde_json::from_str::<serde_json::Value>(&text) else {
        failures.push(HttpFailure::NotJson { beginning: beginning() });
        return failures;
    };
    for (field, wanted) in &settings.json {
        let found = field.find(&document);
        if found != Some(wanted) {
            let found = found.map(|value| kept(&value.to_string(), token));
            let (field, wanted) = (field.as_str().to_owned(), wanted.to_string());
            failures.push(HttpFailure::Value { unlike: Unlike::Field { field, found, wanted } });
        }
    }
    failures
}
