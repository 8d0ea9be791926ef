//! Reasons of stored numbers that cannot be compared.

use serde::{Deserialize, Serialize};

use crate::quantity::Nanos;
use crate::store::FingerprintDifference;

/// Why stored numbers say nothing of these.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Mismatch {
    /// They were made on another machine, or by another interpreter.
    Fingerprint {
        /// What differs.
        difference: FingerprintDifference,
    },
    /// They are older than allowed.
    TooOld {
        /// When they were captured: RFC 3339, UTC.
        captured: String,
        /// The greatest age that is allowed.
        most: Nanos,
    },
}

/// Why a baseline decides nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum BaselineReason {
    /// Its numbers cannot be compared with those of now.
    NotComparable {
        /// The baseline.
        name: String,
        /// Why not.
        why: Mismatch,
    },
    /// Its commit can be measured again instead.
    ReplayInstead,
    /// It has no such probe.
    NoSuchProbe {
        /// The baseline.
        name: String,
        /// The probes that it has: kind and name.
        known: Vec<String>,
    },
    /// It can be captured again.
    CaptureAgain,
    /// Two baselines that were made with different machines or interpreters.
    TwoFingerprints {
        /// What differs.
        difference: FingerprintDifference,
    },
    /// Only the newer of two baselines has the probe.
    NewProbe {
        /// The older baseline.
        base: String,
    },
}
