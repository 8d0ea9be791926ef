//! The faults, and the clock that each one is rehearsed against.

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

use crate::escalation::Scenario;

/// A fault that a drill puts into a clone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ValueEnum)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// A line that takes longer than an import may.
    SlowImport,
    /// A line that waits for ever.
    BlockingImport,
    /// Every object that is made keeps memory.
    Leak,
    /// Every object that is made keeps a file open.
    DescriptorLeak,
    /// Two modules take names out of each other.
    ImportCycle,
    /// A name that another module imports is gone.
    RemovedExport,
    /// Tests that are all skipped.
    LyingCheck,
    /// The newer release of a package is slow to import.
    DependencyUpgrade,
    /// One event of a conversation comes under another name.
    EventLost,
    /// A user gets what was sent to another.
    UsersMixedUp,
}

impl Fault {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::SlowImport,
        Self::BlockingImport,
        Self::Leak,
        Self::DescriptorLeak,
        Self::ImportCycle,
        Self::RemovedExport,
        Self::LyingCheck,
        Self::DependencyUpgrade,
        Self::EventLost,
        Self::UsersMixedUp,
    ];

    /// As it is written on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::SlowImport => "slow-import",
            Self::BlockingImport => "blocking-import",
            Self::Leak => "leak",
            Self::DescriptorLeak => "descriptor-leak",
            Self::ImportCycle => "import-cycle",
            Self::RemovedExport => "removed-export",
            Self::LyingCheck => "lying-check",
            Self::DependencyUpgrade => "dependency-upgrade",
            Self::EventLost => "event-lost",
            Self::UsersMixedUp => "users-mixed-up",
        }
    }

    /// What kind of emergency it is.
    pub fn scenario(self) -> Scenario {
        match self {
            Self::SlowImport | Self::BlockingImport | Self::Leak | Self::DescriptorLeak => {
                Scenario::Performance
            }
            Self::DependencyUpgrade => Scenario::Performance,
            Self::ImportCycle | Self::RemovedExport => Scenario::Cascade,
            Self::LyingCheck | Self::EventLost => Scenario::GoldenPath,
            Self::UsersMixedUp => Scenario::Isolation,
        }
    }
}
