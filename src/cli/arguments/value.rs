//! Values with a range that clap's own parsers do not know.

use crate::quantity::{WrittenDuration, WrittenSize};
use crate::untrusted::remember;

/// A duration that is longer than nothing.
pub fn some_time(text: &str) -> Result<WrittenDuration, String> {
    match text.parse::<WrittenDuration>() {
        Ok(time) if time.0.0 == 0 => Err("it must be longer than 0 s".into()),
        other => other.map_err(|error| error.to_string()),
    }
}

/// A size that is more than nothing.
pub fn some_size(text: &str) -> Result<WrittenSize, String> {
    match text.parse::<WrittenSize>() {
        Ok(size) if size.0.0 == 0 => Err("it must be more than 0 B".into()),
        other => other.map_err(|error| error.to_string()),
    }
}

/// How many in an hour.
pub fn rate(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(rate) if rate.is_finite() && rate > 0.0 => Ok(rate),
        _ => Err("write a number above 0, e.g. 1200".into()),
    }
}

/// `NAME=VALUE`, as an environment can hold it.
pub fn assignment(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some(("", _)) => Err("the name before `=` is empty".into()),
        Some((name, value)) => {
            remember(name, value);
            Ok((name.to_owned(), value.to_owned()))
        }
        None => Err("write NAME=VALUE".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_no_time_no_size_and_no_rate() {
        assert!(some_time("1ms").is_ok() && some_size("1B").is_ok());
        assert!(some_time("0s").is_err() && some_time("0.1ns").is_err() && some_size("0MB").is_err());
        assert_eq!(rate("0.5"), Ok(0.5));
        for none in ["0", "-1", "nan", "inf", "1e999", "many"] {
            assert!(rate(none).is_err(), "{none}");
        }
        assert!(assignment("=x").is_err() && assignment("x").is_err());
        assert_eq!(assignment("A=B=C"), Ok(("A".into(), "B=C".into())));
    }
}
