//! Places in source files.

use serde::{Deserialize, Serialize};

/// A place in a source file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Site {
    /// Path as Python knows it.
    pub file: String,
    /// From 1.
    pub line: u32,
    /// The function, or `<module>`.
    pub function: String,
}

impl Site {
    /// Whether there is a file to open: code made of text, like `<string>`, has none.
    pub fn has_file(&self) -> bool {
        !self.file.is_empty() && !self.file.starts_with('<')
    }
}

/// Whether a file belongs to Python itself.
pub fn is_standard_library(file: &str) -> bool {
    file.starts_with('<')
        || file
            .rsplit_once("/lib/python3")
            .is_some_and(|(_, rest)| !rest.contains("/site-packages/") && !rest.contains("/dist-packages/"))
}
