//! Takes what failed newly and where it was well, gives the commit at fault: searched for without being asked, where the configuration
//! wants that, and within its budget.

mod good_end;
mod night;
mod said;
mod search;

pub use night::{AskedOfNight, culprits_of_night};
pub use search::{Culprits, Suspicion};
