//! Reasons of two variants: what each quantity came to, and which modules make the difference.

use serde::{Deserialize, Serialize};

use crate::cause::{LineChange, Share};
use crate::comparison::Quantity;
use crate::quantity::NanosDelta;

/// What two variants came to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ComparisonReason {
    /// A quantity is worse than tolerated.
    Regressed {
        /// Which, with its ratio.
        quantity: Quantity,
        /// What is tolerated, as a part: 0.1 is a tenth. Absent where any change is asked for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tolerance: Option<f64>,
    },
    /// Many of the runs are slower, the fastest apart.
    RegressedInPart {
        /// Which, with its ratio.
        quantity: Quantity,
    },
    /// A quantity is no worse than tolerated.
    WithinTolerance {
        /// Which, with its ratio.
        quantity: Quantity,
        /// What is tolerated, as a part.
        tolerance: f64,
    },
    /// Any change was asked for, and it is less.
    Faster {
        /// Which, with its ratio.
        quantity: Quantity,
    },
    /// Any change was asked for, and none was seen.
    NoChange {
        /// Which, with its ratio.
        quantity: Quantity,
        /// The least change that would have been seen, as a part.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        resolution: Option<f64>,
    },
    /// The interval contains the bound.
    Undecided {
        /// Which, with its ratio.
        quantity: Quantity,
    },
    /// A quantity that is shown beside the judged one.
    Shown {
        /// Which, with its ratio.
        quantity: Quantity,
    },
    /// A module that makes a part of the difference; places are relative to the variant's top where they lie in it.
    Module {
        /// The module with its part.
        share: Share,
    },
    /// A line that takes more processor time, or less.
    Line {
        /// The line with what it takes on both sides.
        change: LineChange,
        /// Whether it is other code, which works for lines of the target.
        below: bool,
    },
    /// The modules that are not named.
    Rest {
        /// The whole difference; absent where no module is named.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        whole: Option<NanosDelta>,
        /// How many modules are not named.
        modules: usize,
        /// Their part together.
        others: NanosDelta,
        /// What lies outside of any module.
        outside: NanosDelta,
    },
    /// What was measured is not a file of that variant.
    ForeignOrigin {
        /// The variant's label.
        side: String,
        /// The file.
        origin: String,
    },
    /// Another copy of the module is found first.
    InstalledCopy,
}

impl ComparisonReason {
    /// The quantity that it is about.
    pub fn quantity(&self) -> Option<&Quantity> {
        match self {
            Self::Regressed { quantity, .. }
            | Self::RegressedInPart { quantity }
            | Self::WithinTolerance { quantity, .. }
            | Self::Faster { quantity }
            | Self::NoChange { quantity, .. }
            | Self::Undecided { quantity }
            | Self::Shown { quantity } => Some(quantity),
            Self::Module { .. }
            | Self::Line { .. }
            | Self::Rest { .. }
            | Self::ForeignOrigin { .. }
            | Self::InstalledCopy => None,
        }
    }
}
