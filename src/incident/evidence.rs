//! What shows what happened, as the journal knows it: files that were kept before anything was taken back.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// What was kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The folder, below the incident's.
    pub folder: PathBuf,
    /// Its files.
    pub files: Vec<KeptFile>,
    /// What could not be kept, each with why.
    pub missing: Vec<String>,
}

/// A file that was kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptFile {
    /// Its name.
    pub name: String,
    /// SHA-256 of what is in it: what is in the journal cannot be changed unseen.
    pub sha256: String,
    /// How long it is.
    pub bytes: usize,
}
