//! Which rollbacks stand: an undo takes one back, and its own undo brings it again.

use super::event::{Event, Undone};
use super::record::Log;

/// Rollbacks that were done and stand, each with its last entry's place (the first entry after the opening is 0), in order.
pub fn undone(log: &Log) -> Vec<(usize, &Undone)> {
    let mut last: Vec<(usize, &Undone)> = Vec::new();
    for (place, entry) in log.entries.iter().enumerate() {
        if let Event::RolledBack(undone) = &entry.event {
            last.retain(|(_, other)| other.id != undone.id);
            last.push((place, undone));
        }
    }
    let applied = last.iter().filter(|(_, undone)| undone.kind == "apply");
    applied.filter(|(_, undone)| stands(&last, undone)).copied().collect()
}

fn stands(all: &[(usize, &Undone)], undone: &Undone) -> bool {
    let is_taken_back = all.iter().any(|(_, other)| {
        // What is undone was there before: no circle.
        other.kind == "undo" && other.of == undone.id && other.id > undone.id && stands(all, other)
    });
    undone.end == "done" && !is_taken_back
}
