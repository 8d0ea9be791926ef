//! A level: who is called together, how soon one of them has to answer, and what they may do.

use super::action::Action;
use super::place::Place;
use crate::quantity::Nanos;

/// A `[[level]]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level {
    /// Its name, unique.
    pub name: String,
    /// 1 is called first.
    pub rank: u32,
    /// What it may do beside all that lower ranks may.
    pub authority: Vec<Action>,
    /// Without an acknowledgement for so long, the next level is called; zero is "at once".
    pub ack_within: Nanos,
    /// Receivers (`[[notify]]`) that hear of every call of this level, beside those of its contacts.
    pub channels: Vec<String>,
    /// Where it was written.
    pub place: Place,
}
