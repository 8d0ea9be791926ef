//! Numbers about numbers. No unit, no clock, no process here; every rule names its source.

mod change_points;
mod interval;
mod paired;
mod summary;
mod theil_sen;
mod unpaired;

pub use change_points::{ChangePoint, Course, Drift, NotPositive, Rule as ChangePointRule, change_points};
pub use interval::{Interval, difference_of_means, geometric_mean};
pub use paired::{PRIOR_SD, Pair, faster_third, mean_of_faster_third, typical};
pub use summary::{Summary, quantile};
pub use theil_sen::{Slope, theil_sen};
pub use unpaired::ratio_between_moments;
