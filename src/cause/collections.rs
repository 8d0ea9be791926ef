//! Garbage collections of an import: an item of their own, in no module's own time.

use serde::{Deserialize, Serialize};
use vitals_probes::wire::{Collected, Trace};

use crate::quantity::Nanos;

/// What the collections of an import took together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Collections {
    /// How many.
    pub count: u32,
    /// How many of them looked at all objects.
    pub full: u32,
    /// Wall time,
    pub wall: Nanos,
    /// and processor time.
    pub cpu: Nanos,
}

/// The collections of the importing thread; none where they were not watched.
pub fn collections(trace: &Trace) -> Collections {
    let modules = trace.modules.iter().filter(|module| !module.other_thread);
    modules.filter_map(|module| module.collected).fold(Collections::default(), Collections::plus)
}

impl Collections {
    /// Whether there were any.
    pub fn any(self) -> bool {
        self.count > 0
    }

    fn plus(self, one: Collected) -> Self {
        Self {
            count: self.count + one.count,
            full: self.full + one.full,
            wall: self.wall + one.wall,
            cpu: self.cpu + one.cpu,
        }
    }
}
