//! Where a search's journal lies.

use std::path::{Path, PathBuf};

/// Below the folder of the configuration, or of the target.
pub fn journal_beside(folder: &Path) -> PathBuf {
    folder.join(".vitals/bisect/journal.jsonl")
}
