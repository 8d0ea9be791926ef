//! Finding the target's interpreter, and what it is.

mod error;
mod identify;
mod locate;
mod machine;
mod named;
mod start;
mod wrapper;

pub use error::PythonError;
pub use identify::{EditableFinder, Interpreter, Mode, Search, identify};
pub use locate::{Origin, Selection, locate};
pub use machine::{Fingerprint, Load, available_memory, container_cpus, fingerprint};
pub use start::StartStep;
