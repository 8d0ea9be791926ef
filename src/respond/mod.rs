//! An emergency from the first look to green, as steps: their order and shares of the clock, and what each answer leads to.
//!
//! Takes what the journal says, gives the next step or the end. Knows no git, no probe and no terminal, and runs nothing.

mod command;
mod course;
mod emergency;
mod known;
mod lead;
mod outcome;
mod record;
mod state;
mod step;

#[cfg(test)]
mod tests;

pub use command::{Asked, words};
pub use course::{CONTAIN_WITHIN, Planned, budget, course, planned};
pub use emergency::Emergency;
pub use known::Known;
pub use lead::{ESCALATES, Next, escalates, escalates_at_the_end, lead, resumed};
pub use outcome::Outcome;
pub use record::{Begun, Ended, Record};
pub use state::State;
pub use step::StepName;
