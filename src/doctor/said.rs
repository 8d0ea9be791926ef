//! What an error of another part says.

use miette::Diagnostic;
use serde::{Deserialize, Serialize};

/// The words of an error, and what it says to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// What is wrong.
    pub what: String,
    /// What to do; None where it says nothing of it.
    pub advice: Option<String>,
}

impl Said {
    /// The words of an error.
    pub fn of(error: &dyn Diagnostic) -> Self {
        Self { what: error.to_string(), advice: error.help().map(|help| help.to_string()) }
    }

    /// A text without advice.
    pub fn plain(what: impl Into<String>) -> Self {
        Self { what: what.into(), advice: None }
    }
}
