//! Running a probe's plan: worker after worker, until the rule has seen enough.

mod at_once;
mod calibrated;
mod conversations;
mod creation;
mod creation_measurement;
mod creation_pairs;
mod disturbance;
mod eviction;
mod fill;
mod growth;
mod growth_figures;
mod growth_measurement;
mod growth_rounds;
mod growth_summary;
mod habits;
mod hot_lines;
mod bytecode;
mod import;
mod import_measurement;
mod import_pairs;
mod importer;
mod in_turn;
mod interleaved;
mod context;
mod processors;
mod repeated;
mod repeated_output;
mod retention;
mod room;
mod room_for_pairs;
mod round;
mod sampled_creation;
mod stretch;
mod timed;
mod timed_pair;

pub use bytecode::OwnBytecode;
pub use calibrated::{
    CalibratedCreation, CalibratedImport, CalibrationError, calibrations, creation_calibrated,
    import_calibrated,
};
pub use context::{FailedRun, MeasureContext, Progress};
pub use conversations::{
    InterleavedConversations, Operation, OperationPairs, interleave_conversations, operations,
};
pub use creation::measure_creation;
pub use creation_measurement::{CreationMeasurement, CreationOrder, Isolation};
pub use disturbance::Disturbance;
pub use growth::{CONFIRMATION, measure_growth};
pub use growth_figures::GrowthFigures;
pub use growth_measurement::{Fill, FillOutcome, GrowthMeasurement, GrowthOrder, SearchFailure, Stretch};
pub use growth_summary::{GrowthSummary, LEAST_ROUNDS, MemoryKind, ResourceSeries, Rising, Series, Shape};
pub use hot_lines::sample_creations;
pub use import::measure_import;
pub use import_measurement::{Bytecode, ImportMeasurement, ImportOrder, ImportRun};
pub use import_pairs::{BesideWaits, ImportPairs, beside_waits, total as total_wait};
pub use in_turn::InTurn;
pub use interleaved::{
    InterleavedCreations, InterleavedGrowths, InterleavedImports, interleave_creations, interleave_growths,
    interleave_imports,
};
pub use repeated::RepeatedRun;
pub use repeated_output::RepeatedOutput;
pub use sampled_creation::SampledCreation;
pub use timed::Timed;
pub use timed_pair::{TimedPair, observed, pairing};

#[cfg(test)]
mod fake_worker;
#[cfg(test)]
mod stop_tests;
