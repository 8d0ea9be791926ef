//! Which editor opens the places in a report: a link with the file and the line filled in.

use std::fmt::Write;
use std::path::Path;
use std::str::FromStr;

use serde::de::{self, Deserialize, Deserializer};
use thiserror::Error;

/// Editors by name, with the links that they register for.
const KNOWN: [(&str, &str); 8] = [
    ("vscode", "vscode://file{file}:{line}"),
    ("vscode-insiders", "vscode-insiders://file{file}:{line}"),
    ("vscodium", "vscodium://file{file}:{line}"),
    ("cursor", "cursor://file{file}:{line}"),
    ("zed", "zed://file{file}:{line}"),
    ("idea", "idea://open?file={file}&line={line}"),
    ("pycharm", "pycharm://open?file={file}&line={line}"),
    ("sublime", "subl://open?url=file://{file}&line={line}"),
];
/// Schemes by which a browser runs or reads something itself.
const REFUSED: [&str; 5] = ["javascript", "data", "vbscript", "blob", "about"];

/// What a place in a file leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Editor {
    /// A link with `{file}` and `{line}`.
    Link(String),
    /// Nothing.
    None,
}

/// A text that is neither an editor's name nor a link.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error(
    "`editor`: {text:?} is neither {names}, \"none\", nor a link such as \"idea://open?file={{file}}&line={{line}}\""
)]
pub struct EditorError {
    text: String,
    names: String,
}

impl Default for Editor {
    fn default() -> Self {
        Self::Link(KNOWN[0].1.to_owned())
    }
}

impl Editor {
    /// The link to a line of a file; None where no links are wanted.
    pub fn link(&self, file: &Path, line: &str) -> Option<String> {
        let Self::Link(template) = self else { return None };
        Some(template.replace("{file}", &encoded(&file.to_string_lossy())).replace("{line}", line))
    }
}

impl FromStr for Editor {
    type Err = EditorError;

    fn from_str(text: &str) -> Result<Self, EditorError> {
        if text == "none" {
            return Ok(Self::None);
        }
        if let Some((_, link)) = KNOWN.iter().find(|(name, _)| *name == text) {
            return Ok(Self::Link((*link).to_owned()));
        }
        let names = || KNOWN.map(|(name, _)| format!("{name:?}")).join(", ");
        if is_link(text) {
            Ok(Self::Link(text.to_owned()))
        } else {
            Err(EditorError { text: text.to_owned(), names: names() })
        }
    }
}

impl<'de> Deserialize<'de> for Editor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// A scheme that is no script, the file in it, and nothing that could end an attribute.
fn is_link(text: &str) -> bool {
    let Some((scheme, _)) = text.split_once(':') else { return false };
    let first = scheme.chars().next().is_some_and(|first| first.is_ascii_alphabetic());
    let plain = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    let inert = |c: char| c.is_ascii_graphic() && !"\"'<>`\\".contains(c);
    first
        && scheme.chars().all(plain)
        && !REFUSED.contains(&scheme.to_ascii_lowercase().as_str())
        && text.contains("{file}")
        && text.chars().all(inert)
}

/// As a link has it.
pub fn encoded(path: &str) -> String {
    path.bytes().fold(String::new(), |mut link, byte| {
        if byte.is_ascii_alphanumeric() || b"/._-~".contains(&byte) {
            link.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(link, "%{byte:02X}");
        }
        link
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_or_a_link_opens_a_line() {
        let link =
            |editor: &str| editor.parse::<Editor>().expect("an editor").link(Path::new("/srv/a&b.py"), "7");
        assert_eq!(link("vscode").as_deref(), Some("vscode://file/srv/a%26b.py:7"));
        assert_eq!(link("idea").as_deref(), Some("idea://open?file=/srv/a%26b.py&line=7"));
        assert_eq!(
            link("https://code.example/?f={file}#{line}").as_deref(),
            Some("https://code.example/?f=/srv/a%26b.py#7")
        );
        assert_eq!(link("none"), None);
    }

    #[test]
    fn what_a_browser_would_run_is_refused() {
        for text in [
            "vim",
            "javascript:open('{file}')",
            "JavaScript:{file}",
            "data:,{file}",
            "x://{line}",
            "x://{file}\"",
            "x: {file}",
            "",
        ] {
            assert!(text.parse::<Editor>().is_err(), "{text}");
        }
        let error = "emacs".parse::<Editor>().expect_err("no editor").to_string();
        assert!(error.contains("\"pycharm\"") && error.contains("{file}"), "{error}");
    }
}
