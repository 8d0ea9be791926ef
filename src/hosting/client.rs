//! One request, with a deadline, to one server: no redirect is followed, because the token would go along.

use std::time::{Duration, Instant};

use serde_json::Value;
use ureq::http::{HeaderMap, Request};

use super::host::Host;
use super::trouble::{Trouble, said};
use crate::https::{agent, is_private, number};

/// A page of a hundred comments of the largest size.
const LARGEST: u64 = 16 << 20;
const TOO_MANY: u16 = 429;

/// Speaks with a host until its deadline.
pub struct Client<'a> {
    pub host: &'a Host,
    agent: ureq::Agent,
    begun: Instant,
    ends: Instant,
}

/// What a request asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
    Patch,
    Put,
}

/// A success.
pub struct Answer {
    pub headers: HeaderMap,
    pub body: Value,
}

/// No success.
pub enum Failed {
    /// Nothing that the same request could change.
    ForGood(Trouble),
    /// It may go better after so long.
    ForNow(Trouble, Option<Duration>),
}

impl<'a> Client<'a> {
    /// One that ends after so long.
    pub fn lasting(host: &'a Host, longest: Duration) -> Self {
        let begun = Instant::now();
        Self { host, agent: agent(), begun, ends: begun + longest }
    }

    /// How much time is left.
    pub fn left(&self) -> Duration {
        self.ends.saturating_duration_since(Instant::now())
    }

    /// The failure where none is.
    pub fn timed_out(&self) -> Trouble {
        let seconds = self.ends.duration_since(self.begun).as_secs();
        Trouble::TimedOut { host: self.host.kind.word(), seconds }
    }

    /// One request.
    pub fn call(&self, method: Method, url: &str, payload: Option<&Value>) -> Result<Answer, Failed> {
        if !is_private(url) {
            return Err(Failed::ForGood(Trouble::Unencrypted { url: said(url) }));
        }
        let left = self.left();
        if left.is_zero() {
            return Err(Failed::ForGood(self.timed_out()));
        }
        let sent = self.sent(method, url, payload, left);
        let mut response = sent.map_err(|error| self.not_sent(&error))?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let read = response.body_mut().with_config().limit(LARGEST).read_to_vec();
        let bytes = read.map_err(|error| self.not_sent(&error))?;
        let body: Option<Value> = serde_json::from_slice(&bytes).ok();
        match (status, body) {
            (200..=299, Some(body)) => Ok(Answer { headers, body }),
            (200..=299, None) => Err(Failed::ForGood(Trouble::NotJson { host: self.host.kind.word() })),
            (status, body) => Err(self.refused(status, &headers, &words(body.as_ref(), &bytes))),
        }
    }

    fn sent(
        &self,
        method: Method,
        url: &str,
        payload: Option<&Value>,
        left: Duration,
    ) -> Result<ureq::http::Response<ureq::Body>, ureq::Error> {
        let mut request = Request::builder().uri(url).method(match method {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Patch => "PATCH",
            Method::Put => "PUT",
        });
        for (name, value) in self.host.headers() {
            request = request.header(name, value);
        }
        let configured = |request| self.agent.configure_request(request).timeout_global(Some(left)).build();
        match payload {
            None => {
                let request = self.agent.configure_request(request.body(())?);
                self.agent.run(request.timeout_global(Some(left)).build())
            }
            Some(payload) => {
                let request = request.header("Content-Type", "application/json").body(payload.to_string())?;
                self.agent.run(configured(request))
            }
        }
    }

    fn not_sent(&self, error: &ureq::Error) -> Failed {
        let host = self.host.kind.word();
        match error {
            ureq::Error::Timeout(_) => Failed::ForGood(self.timed_out()),
            ureq::Error::BadUri(_) | ureq::Error::Http(_) => {
                Failed::ForGood(Trouble::Unreachable { host, error: said(&error.to_string()) })
            }
            other => Failed::ForNow(Trouble::Unreachable { host, error: said(&other.to_string()) }, None),
        }
    }

    fn refused(&self, status: u16, headers: &HeaderMap, words: &str) -> Failed {
        let host = self.host.kind.word();
        let after = number(headers, "retry-after");
        // GitHub answers 403 to too many requests too, and says so in its headers.
        let limited = status == TOO_MANY
            || (status == 403 && (after.is_some() || number(headers, "x-ratelimit-remaining") == Some(0)));
        match status {
            _ if limited => {
                let seconds = after.unwrap_or(1);
                let trouble = Trouble::Limited { host, status, after: seconds };
                Failed::ForNow(trouble, Some(Duration::from_secs(seconds)))
            }
            300..=399 => {
                let to = headers.get("location").and_then(|to| to.to_str().ok()).unwrap_or_default();
                Failed::ForGood(Trouble::Redirected { host, status, to: said(to) })
            }
            401 | 403 | 404 => {
                let advice = self.host.kind.permission();
                Failed::ForGood(Trouble::Forbidden { host, status, said: words.to_owned(), advice })
            }
            500..=599 => Failed::ForNow(Trouble::Refused { host, status, said: words.to_owned() }, None),
            _ => Failed::ForGood(Trouble::Refused { host, status, said: words.to_owned() }),
        }
    }
}

/// What the server says is wrong.
fn words(body: Option<&Value>, bytes: &[u8]) -> String {
    let message = body.and_then(|body| {
        let places = [&body["message"], &body["error"]["message"], &body["error"]];
        places.into_iter().find_map(|place| match place {
            Value::String(text) => Some(text.clone()),
            Value::Object(_) | Value::Array(_) => Some(place.to_string()),
            _ => None,
        })
    });
    said(&message.unwrap_or_else(|| String::from_utf8_lossy(bytes).into_owned()))
}
