//! Reasons of two variants: what each quantity came to, and which modules make the difference.

use serde::{Deserialize, Serialize};

use super::websocket::WebsocketReason;
use crate::cause::{CollectionsShare, DecisivePart, LineChange, Share, SharedWait};
use crate::comparison::Quantity;
use crate::quantity::{Nanos, NanosDelta, Tolerance};

/// What two variants came to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ComparisonReason {
    /// A quantity is worse than tolerated.
    Regressed {
        /// Which, with its ratio.
        quantity: Quantity,
        /// What is tolerated: a part (0.1 is a tenth), a time, or both. Absent where any change is asked for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tolerance: Option<Tolerance>,
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
        /// What is tolerated: a part, a time, or both.
        tolerance: Tolerance,
    },
    /// A time is longer by more than the tolerated part, and by less than counts.
    TooLittle {
        /// Which, with its ratio.
        quantity: Quantity,
        /// A smaller difference is none.
        least: Nanos,
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
    /// A module that makes the most of the difference, which is not certain.
    LikelyModule {
        /// The module with its part.
        share: Share,
    },
    /// A part of an import that is slower by more than the whole may be.
    Part {
        /// The module, or the branch.
        part: DecisivePart,
        /// What is tolerated of the whole.
        tolerance: Tolerance,
    },
    /// A wait that both sides have: it is in none of the times that are compared.
    SharedWait {
        /// The module with its wait.
        wait: SharedWait,
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
        /// What garbage collections take more or less.
        #[serde(default)]
        collections: NanosDelta,
    },
    /// Garbage collections take more or less: they belong to no module.
    Collections {
        /// On both sides.
        share: CollectionsShare,
    },
    /// No conversation with a variant came to its end: nothing is compared.
    NoConversation {
        /// The variant's label.
        side: String,
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
    /// Both sides are the same interpreter with the same files, under two names.
    OneAndTheSame {
        /// The base's name.
        base: String,
        /// The candidate's.
        candidate: String,
    },
    /// What to do about it.
    NameTwoVersions,
    /// The server of one side, which was spoken with.
    OfServer {
        /// As it was named.
        side: String,
        /// What is known of it.
        server: WebsocketReason,
    },
}

impl ComparisonReason {
    /// The quantity that it is about.
    pub fn quantity(&self) -> Option<&Quantity> {
        match self {
            Self::Regressed { quantity, .. }
            | Self::RegressedInPart { quantity }
            | Self::WithinTolerance { quantity, .. }
            | Self::TooLittle { quantity, .. }
            | Self::Faster { quantity }
            | Self::NoChange { quantity, .. }
            | Self::Undecided { quantity }
            | Self::Shown { quantity } => Some(quantity),
            Self::Module { .. }
            | Self::LikelyModule { .. }
            | Self::Part { .. }
            | Self::SharedWait { .. }
            | Self::Collections { .. }
            | Self::Line { .. }
            | Self::Rest { .. }
            | Self::NoConversation { .. }
            | Self::ForeignOrigin { .. }
            | Self::InstalledCopy
            | Self::OneAndTheSame { .. }
            | Self::NameTwoVersions
            | Self::OfServer { .. } => None,
        }
    }
}
