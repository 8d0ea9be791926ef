//! From a trace to the cause: which modules took the time themselves, and where the import stood still.

mod branches;
mod collections;
mod decisive;
mod difference;
mod hot_lines;
mod own_times;
mod shared_waits;
mod sought;
mod stalls;
mod waiting;

pub use vitals_probes::wire::is_standard_library;

pub use branches::{Branch, branches};
pub use collections::{Collections, collections};
pub use decisive::{DecisivePart, TracedPair, decisive_parts};
pub use difference::{Change, CollectionsShare, Difference, Measured, Part, Share, Side, difference};
pub use hot_lines::{LineChange, LineChanges, LineShare, Sampled, WorkingLines, line_changes, working_lines};
pub use own_times::{OwnTime, own_times, parent_of};
pub use shared_waits::{SharedWait, shared_waits};
pub use sought::{Moments, Sought};
pub use stalls::{StallGroup, relevant_site, stall_groups};
pub use waiting::Waiting;
