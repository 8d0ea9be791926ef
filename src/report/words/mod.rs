//! Reasons to sentences: the one place that gives a verdict its words.

mod json;

use crate::verdict::{Reason, RunReason};

/// The sentence of a reason.
pub fn sentence(reason: &Reason) -> String {
    match reason {
        Reason::Run(RunReason::Interrupted) => "the run was interrupted".into(),
        Reason::Legacy(text) => text.clone(),
    }
}

/// The sentences of several.
pub fn sentences(reasons: &[Reason]) -> Vec<String> {
    reasons.iter().map(sentence).collect()
}
