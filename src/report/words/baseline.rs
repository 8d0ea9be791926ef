//! What is said of stored numbers that cannot be compared.

use crate::verdict::{BaselineReason, Mismatch};

/// One reason.
pub fn sentence(reason: &BaselineReason) -> String {
    match reason {
        BaselineReason::NotComparable { name, why } => {
            format!("the numbers of the baseline {name} are not comparable: {}", mismatch(why))
        }
        BaselineReason::ReplayInstead => {
            "--replay checks out the baseline's commit and measures both sides here".into()
        }
        BaselineReason::NoSuchProbe { name, known } => {
            format!("the baseline {name} has no such probe; it has: {}", known.join(", "))
        }
        BaselineReason::CaptureAgain => "capture it again: `vitals baseline capture NAME --replace`".into(),
        BaselineReason::TwoFingerprints { difference } => {
            format!("they cannot be compared: the second was captured with {difference}")
        }
        BaselineReason::NewProbe { base } => format!("the baseline {base} has no such probe: it is new"),
    }
}

fn mismatch(why: &Mismatch) -> String {
    match why {
        Mismatch::Fingerprint { difference } => format!("it was captured with {difference}"),
        Mismatch::TooOld { captured, most } => {
            format!("it was captured at {captured}, which is longer ago than the {most} of --max-age")
        }
    }
}
