//! From sampled creations to the lines that work: those of one side, and those that make two sides differ.

mod changes;
mod sampled;
mod working;

pub use changes::{LineChange, LineChanges, line_changes};
pub use sampled::Sampled;
pub use working::{LineShare, WorkingLines, working_lines};
