//! How a process ended, as data.

use std::fmt;
use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;

use serde::{Deserialize, Serialize};

/// How a process ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// By itself, with this exit status.
    Status(i32),
    /// By this signal.
    Signal(i32),
    /// The system could not say.
    Unknown,
    /// As version 1 of the documents wrote it.
    #[serde(untagged)]
    Legacy(String),
}

impl From<ExitStatus> for Ending {
    fn from(status: ExitStatus) -> Self {
        match (status.code(), status.signal()) {
            (Some(code), _) => Self::Status(code),
            (None, Some(signal)) => Self::Signal(signal),
            // Stopped or continued: no process that was waited for until its end is.
            (None, None) => Self::Unknown,
        }
    }
}

impl fmt::Display for Ending {
    /// `exit status 3`, `signal 11 (SIGSEGV)`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(code) => write!(formatter, "exit status {code}"),
            Self::Signal(signal) => match signal_hook::low_level::signal_name(*signal) {
                Some(name) => write!(formatter, "signal {signal} ({name})"),
                None => write!(formatter, "signal {signal}"),
            },
            Self::Unknown => formatter.write_str("an unknown status"),
            Self::Legacy(text) => formatter.write_str(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_ending_is_written_as_data_and_older_words_are_kept() {
        let written = |ending: Ending| serde_json::to_value(ending).expect("JSON");
        assert_eq!(written(ExitStatus::from_raw(11).into()), json!({"signal": 11}));
        assert_eq!(written(ExitStatus::from_raw(3 << 8).into()), json!({"status": 3}));
        let read = |value| serde_json::from_value::<Ending>(value).expect("an ending");
        assert_eq!(read(json!({"status": 3})).to_string(), "exit status 3");
        assert_eq!(read(json!({"signal": 11})).to_string(), "signal 11 (SIGSEGV)");
        assert_eq!(read(json!("signal 9 (SIGKILL)")).to_string(), "signal 9 (SIGKILL)");
    }
}
