//! What is kept between runs. Files are there whole or not at all, and one that cannot be read is left alone.

mod baseline;
mod difference;
mod folder;
pub mod history;
mod json;
mod ledger;
pub mod modules;
pub mod schema;

pub use baseline::{
    Baseline, MergeError, SCHEMA, StoredCreation, StoredGrowth, StoredImport, StoredProbe, StoredSample,
};
pub use difference::FingerprintDifference;
pub use folder::{Baselines, StoreError};
pub use ledger::{Green, LedgerError, ledger};
pub use modules::StoredModule;
