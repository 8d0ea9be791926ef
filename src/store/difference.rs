//! Where two measurements were made: what differs so much that their numbers cannot be compared.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::python::Fingerprint;

/// What differs between two fingerprints.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "differs", rename_all = "snake_case")]
pub enum FingerprintDifference {
    /// Another processor.
    Processor {
        /// Its model then.
        then: String,
        /// Its model now.
        now: String,
    },
    /// Another interpreter.
    Python {
        /// Version and build then.
        then: String,
        /// Version and build now.
        now: String,
    },
}

impl FingerprintDifference {
    /// None where numbers of both can be compared.
    pub fn between(then: &Fingerprint, now: &Fingerprint) -> Option<Self> {
        if then.cpu_model != now.cpu_model {
            return Some(Self::Processor { then: then.cpu_model.clone(), now: now.cpu_model.clone() });
        }
        let python = || Self::Python { then: then.python_name(), now: now.python_name() };
        (then.key() != now.key()).then(python)
    }
}

impl fmt::Display for FingerprintDifference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Processor { then, now } => write!(formatter, "another processor: {then} then, {now} now"),
            Self::Python { then, now } => write!(formatter, "another Python: {then} then, {now} now"),
        }
    }
}
