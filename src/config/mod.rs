//! What the user wrote, and what it means.

mod error;
mod file;
mod init;
mod names;
mod settings;

pub use error::ConfigError;
pub use file::{FILE_NAME, find, read};
pub use init::suggest;
pub use names::{NameError, factory_name, module_name};
pub use settings::{
    Cache, CreateSettings, GrowthSettings, ImportSettings, Limits, Probe, Settings, defaults,
};
