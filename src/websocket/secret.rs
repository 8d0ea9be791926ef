//! Who may see what: each user's secret, found wherever it turns up, and masked wherever it would be kept.

use std::collections::BTreeMap;

use crate::untrusted::{printable, redact};

/// What every secret begins with, so that a message is searched once for all of them.
const MARK: &str = "vitals-secret-";
/// Of the random part, in hexadecimal.
const DIGITS: usize = 32;
const MASK: &str = "***";
/// Of a text that is kept.
const LONGEST: usize = 200;

/// The secrets of all users of one conversation.
#[derive(Debug)]
pub struct Secrets {
    by_text: BTreeMap<String, usize>,
}

impl Secrets {
    /// Random ones.
    pub fn draw(users: u32) -> (Self, Vec<String>) {
        let texts: Vec<String> =
            (0..users).map(|_| format!("{MARK}{:0DIGITS$x}", rand::random::<u128>())).collect();
        let by_text = texts.iter().enumerate().map(|(number, text)| (text.clone(), number)).collect();
        (Self { by_text }, texts)
    }

    /// The users whose secrets are in a message.
    pub fn owners(&self, message: &[u8]) -> Vec<usize> {
        let text = String::from_utf8_lossy(message);
        let mut owners: Vec<usize> = text
            .match_indices(MARK)
            .filter_map(|(at, _)| self.by_text.get(whole(&text, at)?).copied())
            .collect();
        owners.sort_unstable();
        owners.dedup();
        owners
    }
}

/// The secret that begins here.
fn whole(text: &str, at: usize) -> Option<&str> {
    text.get(at..at + MARK.len() + DIGITS)
}

/// Text of the server as it may be kept and shown: short, inert, without a secret or this token.
pub fn kept(text: &str, token: &str) -> String {
    let mut masked = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(MARK) {
        masked.push_str(&rest[..at]);
        masked.push_str(MASK);
        let after = &rest[at + MARK.len()..];
        rest = after.trim_start_matches(|c: char| c.is_ascii_hexdigit());
    }
    masked.push_str(rest);
    if token.len() > 3 {
        masked = masked.replace(token, MASK);
    }
    let masked = redact(&printable(&masked)).replace('\n', " ");
    match masked.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &masked[..end]),
        None => masked,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn owners_are_found_and_secrets_never_kept() {
        let (secrets, texts) = Secrets::draw(3);
        let message = format!(r#"{{"a": "{}", "b": "x{}x", "c": "{MARK}"}}"#, texts[2], texts[0]);
        assert_eq!(secrets.owners(message.as_bytes()), [0, 2]);
        assert_eq!(secrets.owners(b"\xff nothing"), [0; 0]);
        let kept = kept(&format!("{message} and the t0ken\u{1b}[2J\nnext"), "t0ken");
        assert_eq!(kept, r#"{"a": "***", "b": "x***x", "c": "***"} and the ***�[2J next"#);
    }

    #[test]
    fn long_texts_are_cut() {
        assert_eq!(kept(&"ü".repeat(1000), "").chars().count(), LONGEST + 1);
    }
}
