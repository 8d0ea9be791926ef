//! Which of many changes is at fault. It knows nothing of git and nothing of Python: candidates, trials, costs.

mod minimal;

pub use minimal::{Changes, Trial, minimal};
