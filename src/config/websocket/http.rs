//! The settings of an http check: a request, and what its answer must be.

use regex_lite::Regex;
use serde_json::Value;

use super::address::Address;
use super::field::Field;
use super::settings::{LoginSettings, StartSettings};
use super::template::Template;
use crate::quantity::Nanos;

/// A request, as meant.
#[derive(Clone, Debug)]
pub struct HttpSettings {
    /// Where.
    pub url: Address,
    /// How a token is had before that.
    pub login: Option<LoginSettings>,
    /// In capitals.
    pub method: String,
    /// Of the request.
    pub headers: Vec<(String, Template)>,
    /// What is sent; none without it.
    pub body: Option<Template>,
    /// Statuses of which the answer must have one; 200 to 299 where it is empty.
    pub status: Vec<u16>,
    /// What the answer's text must match.
    pub pattern: Option<Regex>,
    /// What the answer must hold, as JSON.
    pub json: Vec<(Field, Value)>,
    /// The longest from the connection to the whole answer.
    pub limit: Option<Nanos>,
    /// The longest that is waited, with the login.
    pub within: Nanos,
    /// The server, where the check starts it.
    pub start: Option<StartSettings>,
}

impl HttpSettings {
    /// The same with this port, where it is drawn.
    pub fn on(&self, drawn: u16) -> Self {
        Self {
            url: self.url.on(drawn),
            login: self.login.as_ref().map(|login| login.on(drawn)),
            start: self.start.as_ref().map(|start| start.on(drawn)),
            ..self.clone()
        }
    }
}
