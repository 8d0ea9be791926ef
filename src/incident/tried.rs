//! Whether the way back was tried: by the drills of the history.

use jiff::Timestamp;

use crate::doctor::OLD;
use crate::escalation::Answer;
use crate::store::history::DrillRow;

/// Endings of a drill that say nothing of the way back.
const SILENT: [&str; 2] = ["not applicable", "cut short"];

/// What the last drill of each fault says, of those that are not old. None where that is nothing.
pub fn tried(drills: &[DrillRow], now: Timestamp) -> Option<(Answer, String)> {
    let is_new = |drill: &&DrillRow| now.duration_since(drill.started) <= OLD;
    let counts = |drill: &&DrillRow| is_new(drill) && !SILENT.contains(&drill.ending.as_str());
    let (passed, failed): (Vec<_>, Vec<_>) =
        drills.iter().filter(counts).partition(|drill| drill.ending == "passed");
    let names =
        |drills: &[&DrillRow]| drills.iter().map(|drill| drill.fault.as_str()).collect::<Vec<_>>().join(", ");
    match (passed.is_empty(), failed.is_empty()) {
        (_, false) => Some((Answer::No, format!("drills that did not pass: {}", names(&failed)))),
        (false, true) => Some((Answer::Yes, format!("drills that passed: {}", names(&passed)))),
        (true, true) => None,
    }
}
