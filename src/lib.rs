//! The vital signs of a Python service, measured from inside its own interpreter.
//!
//! The modules stand in the order of the data; each knows the ones above it.

pub mod quantity;
pub mod process;
pub mod config;
pub mod python;
pub mod statistics;
pub mod plan;
pub mod worker;
pub mod measure;
pub mod cause;
pub mod verdict;
pub mod report;
pub mod session;
pub mod cli;
