//! What makes the width of a module.

use vitals_probes::wire::ModuleRecord;

use crate::cause::OwnTime;
use crate::report::words::quantity::known_or_dash;

/// What makes the width of a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    Wall,
    Cpu,
    Blocked,
    Rss,
}

impl View {
    pub const ALL: [Self; 4] = [Self::Wall, Self::Cpu, Self::Blocked, Self::Rss];

    pub fn name(self) -> &'static str {
        match self {
            Self::Wall => "wall time",
            Self::Cpu => "processor time",
            Self::Blocked => "blocked time",
            Self::Rss => "resident memory",
        }
    }

    /// What a module took itself, in whole units that inferno can add up.
    pub fn own(self, time: &OwnTime) -> u64 {
        match self {
            Self::Wall => time.own.wall.0.div_ceil(1000),
            Self::Cpu => time.own.cpu.0.div_ceil(1000),
            Self::Blocked => time.own.blocked().0 / 1000,
            Self::Rss => time.own_rss.map_or(0, |rss| rss.0.max(0).unsigned_abs()),
        }
    }

    /// What a module took with its imports, in words.
    pub fn whole(self, module: &ModuleRecord) -> String {
        match self {
            Self::Wall => module.span.wall.to_string(),
            Self::Cpu => module.span.cpu.to_string(),
            Self::Blocked => module.span.blocked().to_string(),
            Self::Rss => known_or_dash(module.rss),
        }
    }
}
