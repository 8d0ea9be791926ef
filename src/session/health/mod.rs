//! Health: all checks, and the audit that each can fail.

mod audit;
mod base;
mod checks;
mod configured;
mod context;
mod order;

pub use audit::audit;
pub use checks::{Heard, health};
pub use configured::checks_of;
