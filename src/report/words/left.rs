//! What is said of what the target left behind.

use crate::verdict::LeftReason;

/// One reason.
pub fn sentence(reason: &LeftReason) -> String {
    match reason {
        LeftReason::Threads { names } => format!("threads left running: {}", names.join(", ")),
        LeftReason::Descriptors { names } => format!("descriptors left open: {}", names.join(", ")),
        LeftReason::Processes { names } => {
            format!("processes left running, ended by vitals: {}", names.join(", "))
        }
    }
}
