//! The vital signs of a Python service, measured from inside its own interpreter.
//!
//! The modules stand in the order of the data; each knows the ones above it.

pub mod cause;
pub mod cli;
pub mod config;
pub mod measure;
pub mod plan;
pub mod process;
pub mod python;
pub mod quantity;
pub mod report;
pub mod session;
pub mod statistics;
pub mod verdict;
pub mod worker;
