//! Reasons of times against their limit.

use serde::{Deserialize, Serialize};

use crate::measure::Timed;
use crate::quantity::Nanos;
use crate::statistics::Interval;

/// The typical time of several samples.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Typical {
    /// Geometric mean in seconds, with the interval of the rule at its error rate.
    pub seconds: Interval,
    /// Samples that it rests on.
    pub samples: usize,
    /// So many were asked for (`-n`), where the run ended before they were taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<usize>,
}

impl TimeReason {
    /// The wall time that it speaks of.
    pub fn wall(&self) -> Option<&Typical> {
        match self {
            Self::OverLimit { wall, .. }
            | Self::UnderLimit { wall, .. }
            | Self::MachineTooBusy { wall, .. }
            | Self::TooClose { wall, .. } => wall.as_ref(),
            _ => None,
        }
    }
}

/// What times came to against their limit. `wall` is what a user waits; `active` is CPU and blocked time, without the time in
/// which the thread was ready and had no processor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TimeReason {
    /// The whole interval is above the limit.
    OverLimit {
        /// What was timed.
        of: Timed,
        /// Wall time.
        wall: Option<Typical>,
        /// What the probe's `limit` allows.
        limit: Nanos,
    },
    /// The whole interval is below the limit.
    UnderLimit {
        /// What was timed.
        of: Timed,
        /// Wall time.
        wall: Option<Typical>,
        /// What the probe's `limit` allows.
        limit: Nanos,
    },
    /// The interval of the wall time is above the limit, that of the active time below it.
    MachineTooBusy {
        /// What was timed.
        of: Timed,
        /// Wall time.
        wall: Option<Typical>,
        /// What the probe's `limit` allows.
        limit: Nanos,
    },
    /// The interval contains the limit.
    TooClose {
        /// What was timed.
        of: Timed,
        /// Wall time.
        wall: Option<Typical>,
        /// What the probe's `limit` allows.
        limit: Nanos,
    },
    /// How much of it was active time.
    Active {
        /// CPU and blocked time.
        active: Option<Typical>,
    },
    /// Nothing was measured within the budget.
    NoSample,
    /// Something was measured within the budget, and this was not.
    NotMeasured {
        /// What was to be timed.
        of: Timed,
    },
    /// Ctrl-C came before there were enough samples.
    InterruptedEarly {
        /// Samples that were taken.
        samples: usize,
    },
    /// The budget ended before there were enough samples.
    BudgetEnded {
        /// Samples that were taken.
        samples: usize,
        /// The most that the rule takes.
        most: usize,
    },
    /// The samples that were asked for are too few to decide anything.
    TooFewSamples {
        /// Samples that were taken.
        samples: usize,
        /// A pass needs so many.
        for_a_pass: usize,
        /// A failure needs so many.
        for_a_failure: usize,
    },
    /// More samples would not be taken.
    AllTaken {
        /// Samples that were taken.
        samples: usize,
    },
    /// Some of the workers gave no answer.
    SomeFailed {
        /// Those that failed,
        failed: usize,
        /// of so many.
        tried: usize,
    },
}
