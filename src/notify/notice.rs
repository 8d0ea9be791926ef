//! Something new, as data.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

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
}

/// Whether it begins or ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It stands from now on.
    Open,
    /// It is over.
    Over,
}

impl Notice {
    /// The key of what is of these parts: 32 hexadecimal digits of their SHA-256.
    pub fn key_of(parts: &[&str]) -> String {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part.as_bytes());
        }
        hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }

    /// The word for a reader.
    pub fn word(&self) -> &'static str {
        match self.state {
            State::Open => "new",
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
