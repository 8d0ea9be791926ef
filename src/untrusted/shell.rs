//! A command as a shell takes it.

/// Words in one line, each quoted where a shell would read more into it.
pub fn shell_line<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    words.into_iter().map(quoted).collect::<Vec<_>>().join(" ")
}

fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=,+@%~".contains(c);
    let plain = !word.is_empty() && !word.starts_with('~') && word.chars().all(is_plain);
    if plain { word.to_owned() } else { format!("'{}'", word.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_survive_a_shell() {
        for (word, expected) in [
            ("syntax", "syntax"),
            ("HEAD~1", "HEAD~1"),
            ("~root", "'~root'"),
            ("the user's", r"'the user'\''s'"),
            ("$(date)", "'$(date)'"),
            ("", "''"),
        ] {
            assert_eq!(quoted(word), expected);
        }
        assert_eq!(shell_line(["vitals", "check", "a b"]), "vitals check 'a b'");
    }
}
