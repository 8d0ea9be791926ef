//! An activity that is a request.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::allowed::Hosts;
use super::substitution::{filled, written};
use crate::https::agent;

/// So much of an answer is read.
const LARGEST: u64 = 1 << 20;

/// A request as it is written.
pub struct Request<'a> {
    /// Its address.
    pub url: &'a str,
    /// GET where there is none.
    pub method: Option<&'a str>,
    /// Its headers.
    pub headers: &'a Map<String, Value>,
    /// The query, the form or the JSON.
    pub arguments: &'a Map<String, Value>,
}

/// Asks, and gives status, headers and body.
///
/// # Errors
/// Where there is no answer within this time, or the address is not allowed.
pub fn perform(
    request: &Request<'_>,
    values: &Map<String, Value>,
    hosts: &Hosts,
    longest: Duration,
) -> Result<Value, String> {
    let url = written(&filled(&Value::String(request.url.to_owned()), values));
    hosts.address(&url).map_err(|refusal| refusal.to_string())?;
    let headers = filled(&Value::Object(request.headers.clone()), values);
    let arguments = filled(&Value::Object(request.arguments.clone()), values);
    let pairs = |table: &Value| -> Vec<(String, String)> {
        let table = table.as_object().into_iter().flatten();
        table.map(|(name, value)| (name.clone(), written(value))).collect()
    };
    let headers = pairs(&headers);
    let agent = agent();
    let failed = |error: ureq::Error| match error {
        ureq::Error::Timeout(_) => "activity took too long to complete".to_owned(),
        other => format!("failed to connect to {url}: {other}"),
    };
    let is_post = request.method.is_some_and(|method| method.eq_ignore_ascii_case("POST"));
    let sent = if is_post {
        let mut asked = agent.post(&url).config().timeout_global(Some(longest)).build();
        for (name, value) in &headers {
            asked = asked.header(name, value);
        }
        let is_json = headers
            .iter()
            .any(|(name, value)| name.eq_ignore_ascii_case("content-type") && value == "application/json");
        if is_json { asked.send(arguments.to_string()) } else { asked.send_form(pairs(&arguments)) }
    } else {
        let mut asked = agent.get(&url).config().timeout_global(Some(longest)).build();
        for (name, value) in &headers {
            asked = asked.header(name, value);
        }
        asked.query_pairs(pairs(&arguments)).call()
    };
    let mut response = sent.map_err(failed)?;
    let status = response.status().as_u16();
    let own: Map<String, Value> = response
        .headers()
        .iter()
        .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into()))
        .collect();
    let read = response.body_mut().with_config().limit(LARGEST).lossy_utf8(true).read_to_string();
    let text = read.map_err(failed)?;
    let is_json = own.get("content-type").and_then(Value::as_str) == Some("application/json");
    let body = if is_json {
        serde_json::from_str(&text).map_err(|error| format!("the answer is no JSON: {error}"))?
    } else {
        Value::String(text)
    };
    Ok(json!({"status": status, "headers": own, "body": body}))
}
