//! Running a probe's plan: worker after worker, until the rule has seen enough.

mod creation;
mod eviction;
mod growth;
mod growth_summary;
mod import;
mod importer;
mod lab;
mod retention;

pub use creation::{CreationMeasurement, CreationOrder, Isolation, measure_creation};
pub use growth::{GrowthMeasurement, GrowthOrder, measure_growth};
pub use growth_summary::{GrowthSummary, LIVE_OBJECTS, Series, Shape};
pub use import::{Bytecode, ImportMeasurement, ImportOrder, ImportRun, measure_import};
pub use lab::{FailedRun, Lab, Progress};
