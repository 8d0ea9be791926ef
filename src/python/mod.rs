//! Finding the target's interpreter, and what it is.

mod error;
mod identify;
mod locate;
mod machine;
mod start;
mod wrapper;

pub use error::PythonError;
pub use identify::{Interpreter, Mode, identify};
pub use locate::{Origin, Selection, locate};
pub use machine::{Fingerprint, Load, fingerprint};
pub use start::StartStep;
