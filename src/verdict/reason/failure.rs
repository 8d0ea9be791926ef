//! Reasons of a worker that gave no answer.

use serde::{Deserialize, Serialize};

use crate::imports::Step;
use crate::worker::Failure;

/// Why there is no answer, and what to do about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FailureReason {
    /// What a worker came to.
    Worker {
        /// The exception, the signal, the deadline.
        failure: Box<Failure>,
        /// The label of the variant, where two are compared.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        side: Option<String>,
    },
    /// The deadline came during the first import, which takes longer than later ones.
    FirstImportCutShort,
    /// The deadline is no longer than the limit, so that it says nothing of it.
    TimeoutWithinLimit,
    /// A module was looked for where the target is.
    ModuleSearchedInTarget,
    /// The modules that import each other, where a name was asked for too early.
    CircularImport {
        /// Each import on the path round; files are relative to the folder that the package is imported from.
        path: Vec<Step>,
    },
}
