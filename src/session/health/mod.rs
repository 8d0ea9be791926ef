//! Health: all checks, and the audit that each can fail.

mod audit;
mod base;
mod checks;
mod compared;
mod configured;
mod context;
mod last_good;
mod look_back;
mod lookup;
mod lost_name;
mod order;
mod running;

pub use audit::audit;
pub use checks::{Asked, Heard, health};
pub use configured::checks_of;
pub use last_good::last_good;
pub use look_back::LookBack;
