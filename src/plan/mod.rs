//! How many samples, and when to stop. Pure: no clock but the one that is passed in, no process.

mod budget;
mod clock;
mod comparison_rule;
mod decision;
mod limit_rule;
mod order;
mod pairing;
#[cfg(test)]
mod creation_tests;
#[cfg(test)]
mod operation_tests;
#[cfg(test)]
mod pairing_tests;
#[cfg(test)]
mod recorded;

pub use budget::Budget;
#[cfg(test)]
pub use clock::LogicalClock;
pub use clock::{Clock, SystemClock};
pub use comparison_rule::{ComparisonRule, wants_more};
pub use decision::{Decision, Observed, Question};
pub use limit_rule::{Against, LEAST_FOR_A_FAILURE, LEAST_FOR_A_PASS, LimitRule, Times};
pub use order::PairOrder;
pub use pairing::{Pairing, TimeOf};
