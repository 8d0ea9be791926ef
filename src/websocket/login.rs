//! A user's token, from the service's own login.

use super::deadline::Deadline;
use super::failure::{Failure, of_login};
use super::http::{Request, ask};
use super::secret::kept;
use super::trouble::Trouble;
use crate::config::websocket::{LoginSettings, Template, Values, Within};

/// Asks for the token of a user.
pub fn log_in(settings: &LoginSettings, values: &Values, deadline: Deadline<'_>) -> Result<String, Failure> {
    let body = settings.body.as_ref().map(|body| filled_body(body, values)).unwrap_or_default();
    let headers =
        settings.headers.iter().map(|(name, value)| (name.as_str(), value.fill(values, Within::Plain)));
    let request = Request {
        address: &settings.url,
        values,
        method: &settings.method,
        headers: headers.collect(),
        body,
    };
    let answer = ask(&request, deadline).map_err(of_login)?;
    if !(200..300).contains(&answer.status) {
        let answer_text = kept(&String::from_utf8_lossy(&answer.body), "");
        return Err(Failure::LoginRefused { status: answer.status, answer: answer_text });
    }
    token(settings, &answer.body)
}

/// A body as it is sent: its places filled as its form needs.
pub fn filled_body(body: &Template, values: &Values) -> String {
    body.fill(
        values,
        if body.as_str().trim_start().starts_with(['{', '[']) { Within::Json } else { Within::Url },
    )
}

fn token(settings: &LoginSettings, body: &[u8]) -> Result<String, Failure> {
    let failed = |trouble| Err(Failure::LoginFailed { trouble });
    let Ok(answer) = serde_json::from_slice::<serde_json::Value>(body) else {
        return failed(Trouble::NotJson);
    };
    match settings.token.find(&answer) {
        Some(serde_json::Value::String(token)) if !token.is_empty() => Ok(token.clone()),
        Some(serde_json::Value::Number(token)) => Ok(token.to_string()),
        _ => failed(Trouble::NoToken { path: settings.token.as_str().to_owned() }),
    }
}
