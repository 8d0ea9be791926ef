//! Finding the target's interpreter, and what it is.

mod identify;
mod locate;
mod machine;
mod wrapper;

pub use identify::{Interpreter, Mode, PythonError, identify};
pub use locate::{Origin, Selection, locate};
pub use machine::{Fingerprint, Load, fingerprint};
