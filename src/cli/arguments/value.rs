//! Values that clap's own parsers do not know.

use jiff::{SignedDuration, Timestamp};

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

/// A time that is still to come, or so long from now.
pub fn coming(text: &str) -> Result<Timestamp, String> {
    after(text, Timestamp::now())
}

fn after(text: &str, now: Timestamp) -> Result<Timestamp, String> {
    let from_now = || {
        let lasting: WrittenDuration = text.parse().ok()?;
        let lasting = SignedDuration::from_nanos(i64::try_from(lasting.0.0).ok()?);
        now.checked_add(lasting).ok()
    };
    let found = text.parse().ok().or_else(from_now).filter(|found| *found > now);
    found.ok_or_else(|| "write a time to come, 2026-12-24T18:00:00Z, or 24h for so long from now".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_is_a_time_that_comes_or_so_long_from_now() {
        let now: Timestamp = "2026-12-01T04:00:00Z".parse().expect("a time");
        let day = "2026-12-02T04:00:00Z";
        for text in ["24h", day] {
            assert_eq!(after(text, now), Ok(day.parse().expect("a time")));
        }
        for text in ["", "tomorrow", "2026-11-30T05:00:00Z", "-1h"] {
            assert!(after(text, now).is_err(), "{text}");
        }
    }
}
