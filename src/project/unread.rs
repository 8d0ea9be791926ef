//! What of the project could not be read.

use std::path::PathBuf;

use crate::imports::Fault;
use crate::system_error::SystemError;

/// A file or folder of which nothing is known.
#[derive(Clone, Debug)]
pub struct Unread {
    /// Relative to the project's folder.
    pub path: PathBuf,
    /// Why not.
    pub why: WhyUnread,
}

/// Why something could not be read.
#[derive(Clone, Debug)]
pub enum WhyUnread {
    /// The system refuses.
    System(SystemError),
    /// It is too large to be what its name says.
    TooLarge,
    /// Its name, or its text, is not UTF-8.
    NotUtf8,
    /// It is no TOML, or no YAML: in the parser's words.
    Malformed {
        /// From 1.
        line: Option<u32>,
        /// The parser's reason.
        message: String,
    },
    /// It is no Python that parses.
    Python(Fault),
}

/// How far the reading came before its time, or the number of files, was used up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extent {
    /// Python files that were read.
    pub read: usize,
    /// Python files that were found.
    pub found: usize,
    /// Not all folders were listed.
    pub is_cut: bool,
}

impl Extent {
    /// Whether everything was looked at.
    pub fn is_whole(&self) -> bool {
        self.read == self.found && !self.is_cut
    }
}
