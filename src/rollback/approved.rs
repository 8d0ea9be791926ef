//! Who has approved a plan.

use serde::{Deserialize, Serialize};

/// Who has approved a plan, as the journal keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approved {
    /// As what: `L3`.
    pub level: String,
    /// The account's name, or whom the tag's signature names.
    pub by: String,
    /// When (RFC 3339, UTC).
    pub when: String,
    /// The signed tag; None where it was a file.
    pub tag: Option<String>,
}
