//! Reasons of why something takes long.

use serde::{Deserialize, Serialize};

use crate::cause::{LineShare, StallGroup};
use crate::measure::{SearchFailure, Timed};
use crate::quantity::Nanos;

/// Whether something is blocked or works, and where it is blocked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SlownessReason {
    /// Much of the time is spent waiting.
    Blocked {
        /// Waiting for something else than a processor.
        blocked: Nanos,
        /// All of the time.
        wall: Nanos,
        /// Working.
        cpu: Nanos,
    },
    /// One place at which it is blocked.
    BlockedAt {
        /// What was timed.
        of: Timed,
        /// Place, module, how long, what for.
        stall: StallGroup,
    },
    /// A line that works, or calls what does.
    WorksAt {
        /// What was timed.
        of: Timed,
        /// The line with its part of the processor time.
        work: LineShare,
    },
    /// Where other code does most of that work.
    WorksBelow {
        /// The line with its part of the processor time.
        work: LineShare,
    },
    /// The lines that work could not be found.
    LinesNotFound {
        /// What was timed.
        of: Timed,
        /// Why.
        why: SearchFailure,
    },
    /// What the lines that work rest on.
    Sampled {
        /// What was timed.
        of: Timed,
        /// Samples.
        samples: u64,
        /// Creations that they fell into.
        creations: u32,
    },
    /// Most of the time is spent working.
    Working {
        /// What was timed; None where an older version did not write it.
        #[serde(default)]
        of: Option<Timed>,
        /// Working.
        cpu: Nanos,
        /// All of the time.
        wall: Nanos,
    },
}
