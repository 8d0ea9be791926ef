//! What became of a module, as it is shown.

use std::collections::HashMap;

use vitals_probes::wire::Trace;

use crate::cause::{Change, Difference, own_times};
use crate::quantity::Nanos;

/// What became of modules, by name, and what they took before.
pub struct Changes<'a> {
    /// What a comparison found.
    found: HashMap<&'a str, Change>,
    /// What each took itself in the base; None where the base has no trace.
    before: Option<HashMap<String, Nanos>>,
}

impl<'a> Changes<'a> {
    pub fn of(difference: Option<&'a Difference>, base: Option<&Trace>) -> Self {
        let shares = difference.map(|difference| difference.shares.as_slice()).unwrap_or_default();
        let before =
            |trace: &Trace| own_times(trace).into_iter().map(|own| (own.name, own.own.wall)).collect();
        Self {
            found: shares.iter().map(|share| (share.module.as_str(), share.change)).collect(),
            before: base.map(before),
        }
    }

    /// What became of a module of the candidate.
    pub fn of_module(&self, name: &str) -> Option<Change> {
        let new = self.before.as_ref().is_some_and(|before| !before.contains_key(name));
        self.found.get(name).copied().or(new.then_some(Change::Added))
    }

    /// What a module took itself in the base.
    pub fn before(&self, name: &str) -> Option<Nanos> {
        self.before.as_ref()?.get(name).copied()
    }
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
