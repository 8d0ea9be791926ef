//! Takes two lock files (and two versions of the code), gives the upgrade, the release and the module at fault.

mod asked;
mod environment;
mod groups;
mod mixture;
mod release;
mod releases;
mod search;
mod sides;
mod trial;

pub use asked::AskedOfLocks;
pub use search::lock_search;
pub use sides::LockSide;
pub use trial::half_of_the_difference;
