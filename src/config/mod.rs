//! What the user wrote, and what it means.

mod checks;
mod error;
mod file;
mod init;
mod names;
mod nul;
mod probes;
mod reading;
mod settings;
mod tables;
mod variant;
mod weight;
pub mod websocket;

pub use checks::{
    CheckKind, CheckSettings, Class, CommandSettings, CountSettings, CyclesSettings, EvidenceSettings,
    PytestSettings, SyntaxSettings,
};
pub use error::ConfigError;
pub use file::{FILE_NAME, find, read, read_probes};
pub use init::suggest;
pub use names::{BaselineName, NameError, Revision, exported_name, factory_name, module_name, revision};
pub use settings::{
    Cache, Conditions, CreateSettings, GrowthSettings, ImportSettings, Limits, Probe, Settings, defaults,
};
pub use variant::Variant;
pub use weight::Weight;
