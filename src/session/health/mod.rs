//! Health: all checks, and the audit that each can fail.

mod audit;
mod base;
mod check_paths;
mod checks;
mod compared;
mod configured;
mod context;
mod faults;
mod first_import;
mod last_good;
mod look_back;
mod lookup;
mod lost_name;
mod one_check;
mod order;
mod running;
mod side_by_side;
mod slower;
mod way_back;

pub use audit::audit;
pub use check_paths::with_paths;
pub use checks::{Asked, AskedOfCulprit, health};
pub use configured::{checks_of, name_of_probe};
pub use context::HealthContext;
pub use faults::{Fault, FaultOrigin, faults};
pub use last_good::last_good;
pub use look_back::LookBack;
pub use one_check::{Heard, report_of};
pub use way_back::known_good;
