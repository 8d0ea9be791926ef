//! Where something is said.

use std::fmt;
use std::path::PathBuf;

/// A file of the project, and the line where one is known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Relative to the project's folder.
    pub file: PathBuf,
    /// From 1.
    pub line: Option<u32>,
}

impl Place {
    /// The file as a whole.
    pub fn whole(file: impl Into<PathBuf>) -> Self {
        Self { file: file.into(), line: None }
    }

    /// A line of it.
    pub fn at(file: impl Into<PathBuf>, line: u32) -> Self {
        Self { file: file.into(), line: Some(line) }
    }

    /// The line of a byte of a text.
    pub fn of_byte(file: impl Into<PathBuf>, text: &str, byte: usize) -> Self {
        let before = text.get(..byte).unwrap_or_default().bytes().filter(|byte| *byte == b'\n').count();
        Self { file: file.into(), line: u32::try_from(before + 1).ok() }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}", self.file.display()),
            None => write!(f, "{}", self.file.display()),
        }
    }
}
