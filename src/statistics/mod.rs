//! Numbers about numbers. No unit, no clock, no process here; every rule names its source.

mod change_points;
mod interval;
mod median;
mod paired;
mod paired_difference;
mod signs;
mod summary;
mod theil_sen;
mod trimmed;
mod unpaired;
mod welch;

pub use change_points::{
    ChangePoint, ChangePoints, Drift, NotPositive, Rule as ChangePointRule, change_points,
};
pub use interval::{Interval, LEAST_FOR_BOUNDS, geometric_mean};
pub use median::median;
pub use paired::{Pair, Prior, faster_third, mean_of_faster_third, sides_of_the_typical, typical};
pub use paired_difference::paired_difference;
pub use signs::sign_test;
pub use summary::{Summary, quantile};
pub use theil_sen::{Slope, theil_sen};
pub use unpaired::{ratio_between_moments, typical_of};
pub use welch::{Test, are_discoveries, difference_of_means};
