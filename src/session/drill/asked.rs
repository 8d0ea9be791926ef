//! What is rehearsed, and how it goes on.

use std::path::PathBuf;

use crate::drill::{Fault, Step};

/// What is rehearsed.
#[derive(Clone, Debug)]
pub struct AskedOfDrill {
    /// The faults, in order.
    pub faults: Vec<Fault>,
    /// The configuration's file.
    pub file: PathBuf,
}

/// How a drill goes on.
#[derive(Clone, Copy, Debug)]
pub enum DrillEvent<'a> {
    /// A fault is about to be rehearsed: this one, of so many, and the place where it was put.
    Begun(Fault, usize, usize),
    /// A step was taken.
    Taken(&'a Step),
}
