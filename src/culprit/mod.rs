//! Which of many changes is at fault. It knows nothing of git and nothing of Python: candidates, trials, costs.

mod choice;
mod evidence;
mod minimal;
mod posterior;
mod search;
#[cfg(test)]
mod simulation_tests;

pub use choice::{Cost, cumulative};
pub use evidence::{Batch, Contrast, Evidence, Tally};
pub use minimal::{Changes, Trial, minimal};
pub use posterior::{credible_set, posterior};
pub use search::{BATCH, ENDS, LEVEL, Search, Step};
