//! What is said of a check of any kind.

use super::probe;
use crate::health::{CheckOutcome, Counts};

/// What was measured, heard or counted, in few words; empty where nothing was.
pub fn in_brief(outcome: &CheckOutcome) -> String {
    match outcome {
        CheckOutcome { measured: Some(measured), .. } => {
            format!("{}: {}", measured.measured.target(), probe::in_brief(measured))
        }
        CheckOutcome { conversation: Some(conversation), .. } => conversation.in_brief(),
        CheckOutcome { counts, .. } => counts.map_or_else(String::new, Counts::in_words),
    }
}
