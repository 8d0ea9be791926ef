//! Of a check of any kind, as it was run.

use serde::{Deserialize, Serialize};

use crate::quantity::Nanos;
use crate::verdict::status::Status;

/// Of a check of any kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CheckReason {
    /// It did not finish within its own timeout.
    TimedOut {
        /// The timeout.
        limit: Nanos,
    },
    /// The run's budget ended before the check's own timeout.
    BudgetEnded {
        /// How long it had run.
        after: Nanos,
    },
    /// A single import was cut off, far over its limit, which is an answer.
    CutOff {
        /// The probe's limit.
        limit: Nanos,
    },
    /// The run's budget was spent before it started.
    BudgetSpent,
    /// It is one of security, and did not pass.
    FailsClosed {
        /// What it came to.
        status: Status,
    },
}
