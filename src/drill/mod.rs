//! Faults that are rehearsed: what each does to a project's source, and where it goes by the import graph.
//!
//! It reads the files of a scratch clone and gives new texts. It knows nothing of git, of checks that run, or of the command line.

mod edit;
mod exports;
mod fault;
mod ground;
mod insertion;
mod outcome;

#[cfg(test)]
mod tests;

pub use edit::{Injected, Unplaced, inject};
pub use fault::Fault;
pub use ground::Ground;
pub use outcome::{Drilled, Ending, Step, StepName, Trouble};
