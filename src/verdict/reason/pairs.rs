//! What a comparison rests on, and why that may not be enough.

use serde::{Deserialize, Serialize};

use crate::measure::{Disturbance, InTurn, Timed};
use crate::plan::Pairing;
use crate::quantity::Nanos;

/// What a comparison rests on, why that is not enough, and what would be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PairsReason {
    /// Ctrl-C came first.
    Interrupted {
        /// Pairs that were measured.
        pairs: usize,
    },
    /// Not one pair was measured within the budget.
    NoPair,
    /// Numbers that were stored cannot become more exact.
    StoredNumbersAreFixed,
    /// One of the two measurements has no calibrations beside it: its times are those of its moment.
    NotCalibrated,
    /// The runs of one side do not agree whether it leaks.
    RunsDisagree,
    /// There are fewer pairs than ever decide anything.
    TooFew {
        /// Pairs that were measured.
        pairs: usize,
        /// So many are needed.
        least: usize,
        /// From so many of them the hypervisor took time.
        stolen: usize,
        /// Whether exactly so many were asked for.
        fixed: bool,
    },
    /// The budget ended before the rule was content.
    BudgetEnded {
        /// Pairs that were measured.
        pairs: usize,
        /// The most that the rule takes.
        most: usize,
    },
    /// How many pairs would probably decide.
    Needed {
        /// So many.
        pairs: usize,
    },
    /// The difference is the tolerance itself: no number of pairs decides soon.
    AtTheTolerance,
    /// How it was measured.
    Samples {
        /// Interleaved pairs of fresh processes.
        pairs: usize,
        /// Of the order.
        seed: u64,
        /// How the two of each were measured.
        #[serde(default)]
        pairing: Pairing,
        /// Why they did not run at once, where that is known.
        #[serde(default)]
        in_turn: Option<InTurn>,
    },
    /// Samples of a stored measurement, and of now.
    StoredSamples {
        /// When the baseline was captured.
        then: usize,
        /// In this run.
        now: usize,
    },
    /// How fast the machine is now; the ratio is free of it.
    Calibrated {
        /// The calibration workload's time now over then.
        slowness: f64,
    },
    /// Smaller differences are tolerated: the probe cannot see them.
    Floor {
        /// What was timed.
        #[serde(default = "first_creation")]
        of: Timed,
        /// Smaller than this.
        least: Nanos,
    },
    /// Conversations, one after the other.
    Conversations {
        /// Pairs of them.
        pairs: usize,
        /// Of the order.
        seed: u64,
    },
    /// Smaller differences of an operation are tolerated: nobody at the other end of a network sees them.
    OperationFloor {
        /// Smaller than this.
        least: Nanos,
    },
    /// Memory varies so little that a few samples are enough.
    MemoryVariesLittle,
    /// Pairs during which the machine was disturbed.
    Disturbed {
        /// By what.
        by: Disturbance,
        /// How many,
        count: usize,
        /// of so many.
        pairs: usize,
    },
}

/// An older version judged nothing else.
fn first_creation() -> Timed {
    Timed::FirstCreation
}
