//! Verdicts from night to night: what failed newly, and what passes again.

use super::news::{News, Told};
use super::night::{Night, Subject};
use crate::store::history::{Change, Evidence};
use crate::verdict::Status;

/// Tonight's verdict of one probe or check.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Of what.
    pub subject: Subject,
    /// What it came to.
    pub status: Status,
    /// Why.
    pub reasons: Vec<String>,
}

/// What is new of a verdict: `told` is what was told of this subject before, oldest first.
pub fn judged_anew(tonight: &Standing, nights: [Option<&Night>; 2], told: &[Told]) -> Option<News> {
    let last = told.last().map(|told| told.change);
    let change = match tonight.status {
        Status::Fail | Status::Error if last != Some(Change::Failure) => Change::Failure,
        Status::Inconclusive | Status::Vacuous if matches!(last, None | Some(Change::Recovery)) => {
            Change::Undecided
        }
        Status::Pass if matches!(last, Some(Change::Failure | Change::Undecided)) => Change::Recovery,
        _ => return None,
    };
    let [before, since] = nights;
    Some(News {
        change,
        evidence: Evidence::Night,
        subject: tonight.subject.clone(),
        after: before.cloned(),
        since: since?.clone(),
        ratio: None,
        reasons: if change == Change::Recovery { Vec::new() } else { tonight.reasons.clone() },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_change_of_a_verdict_is_told_once() {
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
        let subject = Subject { probe: "check".into(), target: "unit".into(), quantity: "verdict".into() };
        let mut told = Vec::new();
        for (number, (status, expected)) in statuses.into_iter().enumerate() {
            let night = Night { number, started: String::new(), commit: None, dirty: false };
            let tonight = Standing { subject: subject.clone(), status, reasons: vec!["why".into()] };
            let news = judged_anew(&tonight, [None, Some(&night)], &told);
            assert_eq!(news.as_ref().map(|news| news.change), expected, "night {number}");
            told.extend(news.map(|news| Told {
                change: news.change,
                evidence: news.evidence,
                since: number,
                ratio: None,
                settled: false,
            }));
        }
    }
}
