//! What only a person knows: since when it is asked, and not known.

use jiff::Timestamp;

use super::answer::Answer;
use super::fact::{Fact, What};
use super::trigger::Question;
use crate::quantity::Nanos;

use super::periods::later;

/// A question that waits for an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenQuestion {
    /// What is asked.
    pub question: Question,
    /// Who is asked: a level.
    pub of: String,
    /// Since when.
    pub since: Timestamp,
    /// Who is called without an answer.
    pub to: String,
    /// By when that is.
    pub due: Timestamp,
}

/// An answer, and its time.
pub type Answered = (Timestamp, Answer);

/// When it was first answered with yes.
pub fn yes(answers: &[Answered]) -> Option<Timestamp> {
    answers.iter().find(|(_, answer)| *answer == Answer::Yes).map(|(at, _)| *at)
}

/// The first stretch in which it is asked and not known for so long: its beginning, and when it was too long.
pub fn unknown(answers: &[Answered], asked: Timestamp, delay: Nanos) -> Option<(Timestamp, Timestamp)> {
    let mut since = Some(asked);
    for (at, answer) in answers {
        if let Some(start) = since.filter(|start| later(*start, delay) < *at) {
            return Some((start, later(start, delay)));
        }
        match answer {
            Answer::Yes | Answer::No => since = None,
            Answer::Unknown => since = since.or(Some(*at.max(&asked))),
        }
    }
    since.map(|start| (start, later(start, delay)))
}

/// All answers to a question, in the order of their times.
pub fn answers(wanted: Question, facts: &[Fact]) -> Vec<Answered> {
    let answered = facts.iter().filter_map(|fact| match &fact.what {
        What::Answered { question, answer, .. } if *question == wanted => Some((fact.at, *answer)),
        _ => None,
    });
    answered.collect()
}
