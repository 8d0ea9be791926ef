//! What became of a module, as it is shown.

use std::collections::HashMap;

use crate::cause::{Change, Difference};

/// What became of modules, by name, where there are two sides.
pub type Changes<'a> = HashMap<&'a str, Change>;

/// What became of the modules of one side, by what a comparison found.
pub fn changes(difference: &Difference) -> Changes<'_> {
    difference.shares.iter().map(|share| (share.module.as_str(), share.change)).collect()
}

/// For those who do not see the colour.
pub fn sign(change: Change) -> &'static str {
    match change {
        Change::Added => "+ ",
        Change::Removed => "− ",
        Change::Faster | Change::Lighter => "▼ ",
        _ => "▲ ",
    }
}

pub fn in_words(change: Change) -> &'static str {
    match change {
        Change::Added => "new",
        Change::Removed => "gone",
        Change::Slower => "slower",
        Change::NewlyBlocking => "newly waiting",
        Change::Faster => "faster",
        Change::Heavier => "heavier",
        Change::Lighter => "lighter",
    }
}
