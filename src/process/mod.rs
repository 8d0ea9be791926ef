//! The one place that spawns: own process group, deadline, grace, kill, bounded output, nothing left behind.

mod ending;
mod group;
mod guard;
mod guardian;
mod handed_over;
mod interrupt;
mod left_behind;
mod of_git;
mod run;
mod scratch;
mod scratch_name;
mod service;
mod streams;
mod timeout;
mod unattended;

pub use ending::Ending;
pub use group::monotonic;
pub use guardian::{COMMAND as GUARDIAN, keep_watch};
pub use handed_over::hand_over;
pub use interrupt::{Interrupt, Waited};
pub use left_behind::LeftBehind;
pub use of_git::OF_GIT;
pub use run::{Ended, ResourceUse, run, run_keeping, run_through};
pub use scratch::{Scratch, ScratchError};
pub use scratch_name::is_one as is_scratch;
pub use service::{Service, ServiceEnd};
pub use streams::{SideChannel, Sink, Tail};
pub use timeout::{Termination, Timeout};
pub use unattended::{Unattended, run_unattended};
