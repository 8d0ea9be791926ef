//! Values of TOML, and comments, of texts that may have anything in them.

use std::path::Path;

/// A quoted text.
pub fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// A quoted path.
pub fn path(path: &Path) -> String {
    quoted(&path.display().to_string())
}

/// A list of quoted texts.
pub fn list<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let texts: Vec<String> = texts.into_iter().map(quoted).collect();
    format!("[{}]", texts.join(", "))
}

/// Each line as a comment: no comment of TOML can hold a control character.
pub fn comment(text: &str) -> String {
    let plain =
        |line: &str| line.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect::<String>();
    text.lines().map(|line| format!("# {}", plain(line)).trim_end().to_owned() + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_a_name_has_in_it_is_one_value_or_one_comment() {
        for odd in ["a\"b", "a\nb = 1", "\\", "'''", "\u{7f}\t", "ü [x]", ""] {
            let table: toml::Table = format!("{}a = {}\n", comment(odd), quoted(odd)).parse().expect("TOML");
            assert_eq!(table["a"].as_str(), Some(odd));
            assert_eq!(table.len(), 1);
        }
        assert_eq!(comment("a\n\nb"), "# a\n#\n# b\n");
    }
}
