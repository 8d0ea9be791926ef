//! What Python says of a name that a module does not have, read into its parts.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use regex_lite::Regex;

/// A module was asked for a name that it did not have.
#[derive(Debug, PartialEq, Eq)]
pub struct MissingName {
    pub module: String,
    pub name: String,
    /// The module's file, where Python says it.
    pub file: Option<PathBuf>,
    /// The module's body had not ended.
    pub is_partial: bool,
}

/// Python's ways to say it.
static PATTERNS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let patterns = [
        r"^cannot import name '(?<name>\w+)' from (?<partial>partially initialized module )?'(?<module>[\w.]+)'(?:.* \((?<file>/.*)\))?",
        r"^(?<partial>partially initialized )?module '(?<module>[\w.]+)' has no attribute '(?<name>\w+)'",
        r"^(?<partial>cannot access submodule) '(?<name>\w+)' of module '(?<module>[\w.]+)'",
    ];
    patterns.into_iter().filter_map(|pattern| Regex::new(pattern).ok()).collect()
});

/// CPython's guess, which it makes wherever a body has not ended.
const GUESS: &str = " (most likely due to a circular import)";

/// The text without CPython's guess at a reason.
pub fn without_guess(text: &str) -> String {
    text.replace(GUESS, "")
}

impl MissingName {
    /// Of an exception's message.
    pub fn of(message: &str) -> Option<Self> {
        let captures = PATTERNS.iter().find_map(|pattern| pattern.captures(message))?;
        let text = |group| captures.name(group).map(|found| found.as_str().to_owned());
        let is_partial = captures.name("partial").is_some();
        let file = text("file").map(PathBuf::from).filter(|file: &PathBuf| file != Path::new(""));
        Some(Self { module: text("module")?, name: text("name")?, file, is_partial })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_compiles_and_reads_python() {
        assert_eq!(PATTERNS.len(), 3);
        let missing = |module: &str, name: &str, file: Option<&str>, is_partial| {
            Some(MissingName {
                module: module.into(),
                name: name.into(),
                file: file.map(Into::into),
                is_partial,
            })
        };
        for (message, expected) in [
            (
                "cannot import name 'X' from partially initialized module 'a.b' (most likely due to a circular import) (/srv/a/b.py)",
                missing("a.b", "X", Some("/srv/a/b.py"), true),
            ),
            (
                "cannot import name 'X' from 'a.b' (/srv/a/b.py)",
                missing("a.b", "X", Some("/srv/a/b.py"), false),
            ),
            ("cannot import name 'X' from 'a' (unknown location)", missing("a", "X", None, false)),
            (
                "partially initialized module 'a' has no attribute 'X' (most likely due to a circular import)",
                missing("a", "X", None, true),
            ),
            ("module 'a' has no attribute 'X'", missing("a", "X", None, false)),
            (
                "cannot access submodule 'b' of module 'a' (most likely due to a circular import)",
                missing("a", "b", None, true),
            ),
            ("the module 'a' has no attribute 'X'", None),
        ] {
            assert_eq!(MissingName::of(message), expected, "{message}");
        }
    }
}
