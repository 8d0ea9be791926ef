//! Reasons of a worker that gave no answer.

use serde::{Deserialize, Serialize};

use vitals_probes::wire::{Relation, Site};

use super::Exception;
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
    /// It was ended while the module was imported, or the setup ran: nothing was created, and the limits of creations were not judged.
    BeforeCreation,
    /// A module was looked for where the target is.
    ModuleSearchedInTarget,
    /// A module that could not be found is there, in a folder below the root.
    ModuleBelow {
        /// Its first part, as it is imported.
        module: String,
        /// The folder, relative to the root.
        folder: String,
    },
    /// The modules that import each other, where a name was asked for too early.
    CircularImport {
        /// Each import on the path round; files are relative to the folder that the package is imported from.
        path: Vec<Step>,
    },
    /// An exception before the one that came out, in the order in which they are followed: the latest first.
    RaisedFrom {
        /// How the later one came of it.
        relation: Relation,
        /// What was raised.
        exception: Exception,
        /// Where.
        site: Option<Site>,
        /// Exceptions between the later one and this one that are not listed.
        #[serde(default, skip_serializing_if = "is_zero")]
        left_out: u32,
    },
    /// A name that a module was asked for is in no file: there is no way round on which it would come later.
    NameNowhere {
        /// The module that was asked.
        module: String,
        /// What it does not have.
        name: String,
        /// The module's file, relative to the folder that it is imported from.
        file: String,
        /// Whether `__all__` of the module lists it all the same.
        listed: bool,
        /// The module's body had not ended, so that Python guesses at a circular import.
        half_run: bool,
    },
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_zero(count: &u32) -> bool {
    *count == 0
}
