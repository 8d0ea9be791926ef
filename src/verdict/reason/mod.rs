//! Why a verdict is what it is, and what it rests on: data, which `report::words` makes into sentences.
//!
//! One enum for each subject; `about` and `kind` name them in JSON, beside the sentence (`text`).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One reason, or one piece of evidence.
///
/// The derived functions read and write the fields; the traits are implemented in `report::words`, which adds the sentence and
/// reads what is not known, and what older versions wrote, as [`Reason::Legacy`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(remote = "Self", tag = "about", rename_all = "snake_case")]
pub enum Reason {
    /// Of the run as a whole.
    Run(RunReason),
    /// A sentence of an older version, or of a newer one.
    #[serde(skip)]
    Legacy(String),
}

/// What the run as a whole did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RunReason {
    /// Ctrl-C, before there was an answer.
    Interrupted,
}

impl From<RunReason> for Reason {
    fn from(reason: RunReason) -> Self {
        Self::Run(reason)
    }
}

impl From<String> for Reason {
    fn from(text: String) -> Self {
        Self::Legacy(crate::untrusted::redact(&text))
    }
}

impl From<&str> for Reason {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl Reason {
    /// The fields of a reason, for the one place that writes reasons.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn fields<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}
