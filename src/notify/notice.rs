//! Something new, as data.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::escalation::key_of;

/// Something new.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// The same for what begins and for its end, in every run: receivers put repeated deliveries together by it.
    pub key: String,
    /// Whether it begins or ends.
    pub state: State,
    /// `import shop.app time: step`.
    pub summary: String,
    /// Why, a line each.
    pub lines: Vec<String>,
    /// The project: the folder of its configuration.
    pub project: String,
    /// What it is about: a probe or a check.
    pub subject: String,
    /// When it was found (RFC 3339, UTC).
    pub at: String,
    /// Until when it stands where nobody ends it; None where that is the receiver's to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends: Option<String>,
    /// A run's numbers, for receivers of metrics alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metrics: Option<Value>,
}

/// Whether it begins or ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It stands from now on.
    Open,
    /// Somebody is there, and it stands.
    Acknowledged,
    /// It is over.
    Over,
}

impl Notice {
    /// The key of what is of these parts: 32 hexadecimal digits of their SHA-256.
    pub fn key_of(parts: &[&str]) -> String {
        key_of(parts)
    }

    /// The word for a reader.
    pub fn word(&self) -> &'static str {
        match self.state {
            State::Open => "new",
            State::Acknowledged => "acknowledged",
            State::Over => "over",
        }
    }

    /// All of it, as plain text.
    pub fn text(&self) -> String {
        let lines = self.lines.iter().map(|line| format!("\n  {line}"));
        format!("{}: {}{}\n  {}", self.word(), self.summary, lines.collect::<String>(), self.project)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_of_its_parts_and_of_nothing_else() {
        assert_eq!(Notice::key_of(&["a", "b"]), Notice::key_of(&["a", "b"]));
        assert_ne!(Notice::key_of(&["a", "b"]), Notice::key_of(&["ab", ""]));
        assert_eq!(Notice::key_of(&[]).len(), 32);
    }
}
