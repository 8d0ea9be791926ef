//! Two variants, interleaved, quantity by quantity: ratio, interval, and what the rule finds.

mod calibrated;
mod calibrated_modules;
#[cfg(test)]
mod calibrated_tests;
mod calibrated_times;
mod creation;
mod growth;
mod import;
mod memory;
mod operations;
mod pairs;
mod probe;
mod quantity;
mod stored;

pub use calibrated::{creation_against, growth_against, import_against, stored_against};
pub use creation::compare_creations;
pub use growth::compare_growths;
pub use import::compare_imports;
pub use operations::compare_operations;
pub use probe::{Comparison, Interleaved};
pub use quantity::{Quantity, Statistic, Unit};
pub use stored::{AgainstStored, Now};
