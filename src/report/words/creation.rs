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
        CreationReason::Repeated { processes, creations, side } => {
            let creations = counted(*creations, "repeated creation", "repeated creations");
            let after = if *processes == 1 { "after its first" } else { "each after its first" };
            let processes = counted(*processes, "process", "processes");
            format!("{}{creations} in {processes}, {after}", of_side(side.as_deref()))
        }
        CreationReason::SameObject { side } => {
            let side = of_side(side.as_deref());
            format!("{side}the factory gives the same object again: only the first creation makes one")
        }
        CreationReason::NoneStored => {
            "the baseline has no repeated creations, so they are not compared: capture it again".into()
        }
    }
}

/// `main: `, where there are two sides.
fn of_side(side: Option<&str>) -> String {
    side.map_or_else(String::new, |side| format!("{side}: "))
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
