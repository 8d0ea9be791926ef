//! A night in few words.

use crate::trend::Night;

/// The commit in short, and the date; the date alone where there is no commit.
pub fn night(night: &Night) -> String {
    let date = night.started.get(..10).unwrap_or(&night.started);
    night.commit.as_ref().map_or_else(
        || date.to_owned(),
        |commit| {
            let dirty = if night.dirty { ", changed" } else { "" };
            format!("{}{dirty} of {date}", commit.short())
        },
    )
}
