//! Verdicts from night to night: what failed newly, and what passes again.

use super::alerts::{Alert, ReportedAlert};
use super::night::{Night, Subject};
use crate::store::history::{Change, Evidence};
use crate::verdict::{Reason, Status};

/// Tonight's verdict of one probe or check.
#[derive(Clone, Debug)]
pub struct SubjectVerdict {
    /// Of what.
    pub subject: Subject,
    /// What it came to.
    pub status: Status,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// Nights after a recovery in which the same doubt is nothing new: where a limit is near the truth, one night decides and the
/// next does not.
const SAME_DOUBT: usize = 7;

/// What is new of a verdict: `reported` is what was reported of this subject before, oldest first.
pub fn verdict_change(
    tonight: &SubjectVerdict,
    nights: [Option<&Night>; 2],
    reported: &[ReportedAlert],
) -> Option<Alert> {
    let last = reported.last().map(|reported| reported.change);
    let change = match tonight.status {
        Status::Fail | Status::Error if last != Some(Change::Failure) => Change::Failure,
        Status::Inconclusive if is_the_same_doubt(reported, nights[1]) => return None,
        Status::Inconclusive | Status::Vacuous if matches!(last, None | Some(Change::Recovery)) => {
            Change::Undecided
        }
        Status::Pass if matches!(last, Some(Change::Failure | Change::Undecided)) => Change::Recovery,
        _ => return None,
    };
    let [before, since] = nights;
    Some(Alert {
        change,
        evidence: Evidence::Night,
        subject: tonight.subject.clone(),
        after: before.cloned(),
        since: since?.clone(),
        ratio: None,
        reasons: if change == Change::Recovery { Vec::new() } else { tonight.reasons.clone() },
    })
}

/// Whether a doubt ended only lately.
fn is_the_same_doubt(reported: &[ReportedAlert], tonight: Option<&Night>) -> bool {
    let [.., doubt, end] = reported else { return false };
    let lately = tonight.is_some_and(|tonight| tonight.number < end.since + SAME_DOUBT);
    doubt.change == Change::Undecided && end.change == Change::Recovery && lately
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::RunReason;

    /// Verdicts of nights in a row, and what is reported of each.
    fn expect(nights: &[(Status, Option<Change>)]) {
        let subject = Subject { probe: "check".into(), target: "unit".into(), quantity: "verdict".into() };
        let mut reported = Vec::new();
        for (number, (status, expected)) in nights.iter().enumerate() {
            let night = Night { number, started: String::new(), commit: None, dirty: false };
            let tonight = SubjectVerdict {
                subject: subject.clone(),
                status: *status,
                reasons: vec![RunReason::Interrupted.into()],
            };
            let alert = verdict_change(&tonight, [None, Some(&night)], &reported);
            assert_eq!(alert.as_ref().map(|alert| alert.change), *expected, "night {number}");
            reported.extend(alert.map(|alert| ReportedAlert {
                change: alert.change,
                evidence: alert.evidence,
                since: number,
                ratio: None,
                settled: false,
            }));
        }
    }

    #[test]
    fn each_change_of_a_verdict_is_reported_once() {
        use Change::{Failure, Recovery, Undecided};
        let statuses = [
            (Status::Pass, None),
            (Status::Fail, Some(Failure)),
            (Status::Error, None),
            // Not decided is no recovery.
            (Status::Inconclusive, None),
            (Status::Fail, None),
            (Status::Pass, Some(Recovery)),
            (Status::Vacuous, Some(Undecided)),
            (Status::Inconclusive, None),
            (Status::Fail, Some(Failure)),
            (Status::Pass, Some(Recovery)),
            (Status::Pass, None),
        ];
        expect(&statuses);
    }

    #[test]
    fn a_doubt_that_comes_and_goes_is_reported_once_a_week() {
        use Change::{Failure, Recovery, Undecided};
        let doubt = (Status::Inconclusive, None);
        let pass = (Status::Pass, None);
        let reported = |status, change| (status, Some(change));
        let undecided = reported(Status::Inconclusive, Undecided);
        expect(&[
            undecided,
            reported(Status::Pass, Recovery),
            doubt,
            pass,
            doubt,
            pass,
            doubt,
            doubt,
            undecided,
        ]);
        // What proves nothing, or fails, is reported at once.
        expect(&[undecided, reported(Status::Pass, Recovery), reported(Status::Vacuous, Undecided)]);
        expect(&[undecided, reported(Status::Pass, Recovery), doubt, reported(Status::Fail, Failure), doubt]);
        // After a failure that ended, a doubt is a new one.
        expect(&[reported(Status::Fail, Failure), reported(Status::Pass, Recovery), undecided]);
    }
}
