//! Takes two versions of a lock file, gives the packages that differ; and which package a module belongs to.

mod belonging;
mod change;
mod marker;
mod name;
mod pin;
mod poetry;
mod read;
mod requirements;

pub use belonging::Belonging;
pub use change::{PackageChange, changes};
pub use name::{Packages, normalised};
pub use pin::{Pin, Pins, UnusableLock, pins};
pub use read::packages;
pub use requirements::is_requirements;
