//! Takes what a branch changes, gives why it may touch a probe, or that it does not.

mod environment;
mod probe;
mod touch;

pub use environment::{environment_files, is_environment};
pub use probe::{Changed, touches};
pub use touch::Touch;
