//! Text of the target for a terminal: control characters inert, long lines cut.

use std::borrow::Cow;

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
