//! What is said of a creation.

use super::quantity::counted;
use crate::measure::Isolation;
use crate::verdict::CreationReason;

/// One reason.
pub fn sentence(reason: &CreationReason) -> String {
    match reason {
        CreationReason::Samples { samples, type_name, awaited, isolation } => {
            let creations = counted(*samples, "first creation", "first creations");
            let awaited = if *awaited { ", awaited" } else { "" };
            format!("{creations} of a {type_name}{awaited}, each {}", isolated(isolation))
        }
        CreationReason::Repeated { median, samples } => {
            format!("repeated creations take {median} (median of {samples} in one process)")
        }
        CreationReason::SameObject => {
            "the factory gives the same object again: only the first creation makes one".into()
        }
    }
}

fn isolated(isolation: &Isolation) -> String {
    match isolation {
        Isolation::Forked => "in a process forked after one import".into(),
        Isolation::Fresh { threads: Some(threads) } => {
            format!("in a fresh process: the import left threads running ({})", threads.join(", "))
        }
        Isolation::Fresh { threads: None } => {
            "in a fresh process: whether the import left threads running could not be read".into()
        }
    }
}
