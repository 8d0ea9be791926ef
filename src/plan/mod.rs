//! How many samples, and when to stop. Pure: no clock but the one that is passed in, no process.

mod budget;
mod limit_rule;

pub use budget::Budget;
pub use limit_rule::{Against, LEAST_FOR_A_FAILURE, LEAST_FOR_A_PASS, LimitRule};
