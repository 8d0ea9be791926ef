//! Text of the target, made safe to show and to store: secrets masked, control characters inert.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex_lite::Regex;

const MASK: &str = "***";

/// `name = value` where the name says that it is a secret; a password in a URL; tokens with a known beginning.
static PATTERNS: LazyLock<Vec<(Regex, String)>> = LazyLock::new(|| {
    let named = r#"(?i)([\w.-]*(?:password|passwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credential)[\w.-]*["']?\s*[=:]\s*["']?)([^\s"',;&)]{3,})"#;
    let url = r"([a-zA-Z][a-zA-Z0-9+.-]*://[^\s/:@]*:)([^\s/@]+)(@)";
    let bearer = r"(?i)(bearer\s+)([\w.~+/-]{8,}=*)";
    let known = r"\b((?:AKIA|ASIA)[0-9A-Z]{16}|gh[pousr]_[0-9A-Za-z]{20,}|sk-[0-9A-Za-z_-]{16,}|xox[abpr]-[0-9A-Za-z-]{10,}|eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*)";
    [(named, "${1}***"), (url, "${1}***${3}"), (bearer, "${1}***"), (known, MASK)]
        .into_iter()
        .filter_map(|(pattern, mask)| Some((Regex::new(pattern).ok()?, mask.to_owned())))
        .collect()
});

/// The text without secrets; names and places stay, so that a reader knows which was there.
pub fn redact(text: &str) -> String {
    let masked = PATTERNS.iter().fold(Cow::Borrowed(text), |text, (pattern, mask)| {
        Cow::Owned(pattern.replace_all(&text, mask.as_str()).into_owned())
    });
    masked.into_owned()
}

/// Text of the target made inert for a terminal: control characters and direction marks become visible.
pub fn printable(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\t' => ' ',
            '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{61c}'
            | '\u{feff}' => '\u{fffd}',
            // Ends of lines to some readers; and what XML cannot hold.
            '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
            c if c.is_control() && c != '\n' => '\u{fffd}',
            c => c,
        })
        .collect()
}

/// The beginning of a text, and how much more of it there was.
pub fn shortened(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        None => Cow::Borrowed(text),
        Some((end, _)) => {
            let more = text[end..].chars().count();
            Cow::Owned(format!("{}… and {more} more characters", &text[..end]))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_compiles() {
        assert_eq!(PATTERNS.len(), 4);
    }

    #[test]
    fn secrets_are_masked_and_the_rest_stays() {
        let table = [
            ("DB_PASSWORD=hunter22 next", "DB_PASSWORD=*** next"),
            ("{'api_key': 'abc123def'}", "{'api_key': '***'}"),
            ("postgres://me:s3cret@db/x", "postgres://me:***@db/x"),
            ("Authorization: Bearer abcdef123456", "Authorization: Bearer ***"),
            ("key AKIAABCDEFGHIJKLMNOP.", "key ***."),
            ("tokens: 12", "tokens: 12"),
            ("import took 3 s", "import took 3 s"),
        ];
        for (given, expected) in table {
            assert_eq!(redact(given), expected);
        }
    }

    #[test]
    fn escapes_lose_their_power() {
        assert_eq!(printable("a\u{1b}[31mb\u{202e}c\u{7}"), "a\u{fffd}[31mb\u{fffd}c\u{fffd}");
    }

    #[test]
    fn what_is_too_long_is_cut_and_counted() {
        assert_eq!(shortened("abc", 3), "abc");
        assert_eq!(shortened("äbcde", 2), "äb… and 3 more characters");
        assert!(shortened(&"x".repeat(1_000_000), 100).len() < 140);
    }
}
