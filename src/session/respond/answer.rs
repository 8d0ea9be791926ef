//! What a step came to.

use super::super::own_program::Said;
use super::said::lines;
use crate::respond::{Known, Outcome};

/// What a step came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    pub outcome: Outcome,
    pub exit: Option<i32>,
    pub known: Known,
    /// Lines for a person, where it did not do what it is for.
    pub said: Vec<String>,
}

impl Answer {
    /// One without a word.
    pub fn of(outcome: Outcome, exit: Option<i32>) -> Self {
        Self { outcome, exit, known: Known::default(), said: Vec::new() }
    }

    /// Of a command, with its last lines where it did not do what it is for.
    pub fn of_said(outcome: Outcome, said: &Said) -> Self {
        let last = if outcome == Outcome::Done { Vec::new() } else { lines(said) };
        Self { said: last, ..Self::of(outcome, said.code) }
    }
}
