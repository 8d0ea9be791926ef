//! What is said of a request to a service.

use super::websocket::{failure as of_login, trouble};
use crate::verdict::HttpReason;
use crate::websocket::{HttpFailure, HttpOutcome, Unlike};

/// One reason.
pub fn sentence(reason: &HttpReason) -> String {
    match reason {
        HttpReason::Failed { failure } => failed(failure),
        HttpReason::Answered { status, latency, limit: None } => {
            format!("answered with status {status} after {latency}")
        }
        HttpReason::Answered { status, latency, limit: Some(limit) } => {
            format!("answered with status {status} after {latency}, under the limit of {limit}")
        }
        HttpReason::NotAsked => "there was no answer yet".into(),
        HttpReason::LookedAt { pattern, values } => looked_at(*pattern, *values),
        HttpReason::LoggedIn { after } => format!("logged in after {after}"),
    }
}

/// Status and latency.
pub fn in_brief(outcome: &HttpOutcome) -> String {
    match (outcome.status, outcome.answered_in) {
        (Some(status), Some(latency)) => format!("status {status} after {latency}"),
        _ => "no answer".into(),
    }
}

fn looked_at(pattern: bool, values: usize) -> String {
    let values = match values {
        0 => None,
        1 => Some("1 value of its JSON".to_owned()),
        values => Some(format!("{values} values of its JSON")),
    };
    let parts: Vec<String> =
        pattern.then(|| "its text against a pattern".to_owned()).into_iter().chain(values).collect();
    format!("looked at beside the status: {}", parts.join(", "))
}

fn failed(failure: &HttpFailure) -> String {
    match failure {
        HttpFailure::Login { failure } => of_login(failure),
        HttpFailure::NoAnswer { trouble: why } => format!("no answer: {}", trouble(why)),
        HttpFailure::Status { found, wanted, beginning } => {
            let wanted: Vec<String> = wanted.iter().map(u16::to_string).collect();
            let wanted = if wanted.is_empty() { "200 to 299".to_owned() } else { wanted.join(" or ") };
            format!("status {found}, expected {wanted}{}", text(beginning))
        }
        HttpFailure::NoMatch { pattern, beginning } => {
            format!("the answer does not match `{pattern}`{}", text(beginning))
        }
        HttpFailure::NotJson { beginning } => format!("the answer is not JSON{}", text(beginning)),
        HttpFailure::Value { unlike: Unlike::Field { field, found: Some(found), wanted } } => {
            format!("`{field}` of the answer is {found}, expected {wanted}")
        }
        HttpFailure::Value { unlike: Unlike::Field { field, found: None, wanted } } => {
            format!("the answer has no `{field}`, expected {wanted}")
        }
        HttpFailure::Value { unlike: Unlike::Legacy(text) } => text.clone(),
        HttpFailure::Slow { latency, limit } => {
            format!("the answer took {latency}, over the limit of {limit}")
        }
    }
}

fn text(beginning: &str) -> String {
    if beginning.is_empty() { "; it is empty".into() } else { format!("; it begins: {beginning}") }
}
