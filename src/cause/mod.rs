//! From a trace to the cause: which modules took the time themselves, and where the import stood still.

mod difference;
mod hot_lines;
mod own_times;
mod stalls;
mod waiting;

pub use vitals_probes::wire::is_standard_library;

pub use difference::{Change, Difference, Measured, Part, Share, Side, difference};
pub use hot_lines::{LineChange, LineChanges, LineShare, Sampled, WorkingLines, line_changes, working_lines};
pub use own_times::{OwnTime, own_times, parent_of};
pub use stalls::{StallGroup, relevant_site, stall_groups};
pub use waiting::Waiting;
