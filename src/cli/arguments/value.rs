//! Values that clap's own parsers do not know.

use crate::quantity::{Nanos, WrittenDuration};
use crate::untrusted::remember;

/// The shortest time between two looks: a service is asked by its checks, and not kept busy by them.
const SHORTEST_PAUSE: Nanos = Nanos::from_millis(1_000);

/// The time between two looks.
pub fn pause(text: &str) -> Result<WrittenDuration, String> {
    match text.parse::<WrittenDuration>() {
        Ok(pause) if pause.0 < SHORTEST_PAUSE => Err(format!("`{text}` is too short: the shortest is 1s")),
        Ok(pause) => Ok(pause),
        Err(error) => Err(error.to_string()),
    }
}

/// `NAME=EXPR`.
pub fn keyword(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) => {
            remember(name, value);
            Ok((name.to_owned(), value.to_owned()))
        }
        None => Err("write NAME=VALUE".into()),
    }
}
