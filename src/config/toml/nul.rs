//! NUL characters in a configuration: no path, variable, argument or name can hold one.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Texts of a conversation are not names: a STOMP frame, for one, ends with a NUL.
const MESSAGES: [&str; 2] = ["send", "body"];

/// The first key or value that holds a NUL, with the key under which it stands.
pub fn first(table: &DeTable<'_>) -> Option<(String, Range<usize>)> {
    table.iter().find_map(|(key, value)| {
        let name = key.get_ref().as_ref();
        if name.contains('\0') {
            return Some((name.escape_default().to_string(), key.span()));
        }
        if MESSAGES.contains(&name) { None } else { within(name, value) }
    })
}

fn within(name: &str, value: &Spanned<DeValue<'_>>) -> Option<(String, Range<usize>)> {
    match value.get_ref() {
        DeValue::String(text) if text.contains('\0') => Some((name.to_owned(), value.span())),
        DeValue::Array(array) => array.iter().find_map(|element| within(name, element)),
        DeValue::Table(table) => first(table),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<(String, Range<usize>)> {
        first(DeTable::parse(text).expect("TOML").get_ref())
    }

    #[test]
    fn a_nul_is_found_at_any_depth_with_its_place() {
        let text = "[target]\nenv = { A = \"x\\u0000y\" }\n";
        let (name, span) = found(text).expect("a NUL");
        assert_eq!((name.as_str(), &text[span]), ("A", "\"x\\u0000y\""));
        assert_eq!(
            found("[[check]]\ncommand = [\"a\", \"b\\u0000\"]\n").map(|(name, _)| name),
            Some("command".into())
        );
        assert_eq!(found("[target]\n\"a\\u0000\" = 1\n").map(|(name, _)| name), Some("a\\u{0}".into()));
        assert_eq!(found("[[check]]\nsend = [\"CONNECT\\n\\n\\u0000\"]\n"), None);
        assert_eq!(found("a = \"b\"\n"), None);
    }
}
