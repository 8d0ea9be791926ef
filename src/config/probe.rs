//! The settings of a probe: one thing to measure.

use clap::ValueEnum;
use serde::{Deserialize, Serialize};
use vitals_probes::wire::Factory;

use crate::quantity::{Bytes, Nanos, Tolerance};

/// What holds where nothing is said.
pub mod defaults {
    use crate::quantity::{Bytes, Nanos};

    /// Limit of an import.
    pub const IMPORT: Nanos = Nanos::from_millis(2_000);
    /// Limit of a creation.
    pub const CREATE: Nanos = Nanos::from_millis(5_000);
    /// Limit of the growth.
    pub const GROWTH: Bytes = Bytes(50_000_000);
    /// Part by which a variant may be slower than another.
    pub const REGRESSION: f64 = 0.10;
    /// Objects in a round of the growth probe.
    pub const OBJECTS: u32 = 10;
    /// Rounds of the growth probe.
    pub const ROUNDS: u32 = 20;
    /// The longest that one step of a worker may take.
    pub const TIMEOUT: Nanos = Nanos::from_millis(60_000);
    /// The longest that one probe may take, where no budget is given.
    pub const PROBE_BUDGET: Nanos = Nanos::from_millis(180_000);
    /// The longest that searches for commits at fault take which nobody asked for.
    pub const CULPRIT_BUDGET: Nanos = Nanos::from_millis(600_000);
}

/// One thing to measure.
#[derive(Clone, Debug, PartialEq)]
pub enum Probe {
    /// Of a module, in fresh processes.
    Import(ImportSettings),
    /// A creation.
    Create(CreateSettings),
    /// Of memory, over rounds of objects.
    Growth(GrowthSettings),
}

impl Probe {
    /// As the configuration and the reports name it.
    pub fn name(&self) -> String {
        match self {
            Self::Import(import) => import.module.clone(),
            Self::Create(CreateSettings { factory, .. }) | Self::Growth(GrowthSettings { factory, .. }) => {
                format!("{}:{}", factory.module, factory.callable)
            }
        }
    }

    /// `import`, `create` or `growth`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Import(_) => "import",
            Self::Create(_) => "create",
            Self::Growth(_) => "growth",
        }
    }

    /// The tolerance that the configuration gives it.
    pub fn regression(&self) -> Option<Tolerance> {
        match self {
            Self::Import(import) => import.regression,
            Self::Create(create) => create.regression,
            Self::Growth(growth) => growth.regression.map(Tolerance::Part),
        }
    }
}

/// An import to measure.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportSettings {
    /// Dotted name.
    pub module: String,
    /// Python source, run before the import in each process, after that of the target; not measured.
    pub setup: Option<String>,
    /// Longest acceptable time.
    pub limit: Nanos,
    /// What is cached.
    pub cache: Cache,
    /// Exactly this many samples.
    pub samples: Option<usize>,
    /// Whether samples are traced.
    pub trace: bool,
    /// By how much it may become slower against another variant.
    pub regression: Option<Tolerance>,
}

/// A creation to measure.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateSettings {
    /// How objects are made.
    pub factory: Factory,
    /// Longest acceptable time of a first creation.
    pub limit: Nanos,
    /// Longest acceptable time of a repeated one.
    pub repeat_limit: Nanos,
    /// Exactly this many samples.
    pub samples: Option<usize>,
    /// By how much it may become slower against another variant.
    pub regression: Option<Tolerance>,
}

/// A growth to measure.
#[derive(Clone, Debug, PartialEq)]
pub struct GrowthSettings {
    /// How objects are made.
    pub factory: Factory,
    /// Objects in each round.
    pub objects: u32,
    /// So many times are objects made and released.
    pub rounds: u32,
    /// Most that may stay.
    pub limit: Bytes,
    /// Objects that the service makes in an hour, for the projection.
    pub per_hour: Option<f64>,
    /// Part by which the leak may become larger against another variant.
    pub regression: Option<f64>,
}

/// What is cached when a sample begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Cache {
    /// Bytecode is present and files are in the page cache, as on a second start.
    #[default]
    Warm,
    /// No bytecode is read or written: every module is compiled.
    ColdBytecode,
    /// The files that the import reads are dropped from the page cache before each sample.
    ColdDisk,
}
