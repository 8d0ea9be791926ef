//! When it began: the first failing run after the last green one.

use std::collections::HashMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::git::Commit;
use crate::store::history::Judged;

/// The first run that saw it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detection {
    /// Its number in the history.
    pub run: i64,
    /// Its name everywhere.
    pub uid: String,
    /// When it began.
    pub at: Timestamp,
    /// The check that failed.
    pub check: String,
    /// What it said: `fail` or `error`.
    pub verdict: String,
    /// The commit that it ran on, where that is known.
    pub commit: Option<Commit>,
    /// When the check was last seen green.
    pub last_green: Timestamp,
    /// The commit that it was green on, where that is known.
    pub good: Option<Commit>,
}

/// Of each check that fails now and was green once, the first failing run after that; the earliest of these. The verdicts stand oldest first.
pub fn detection(seen: &[Judged]) -> Option<Detection> {
    let mut green: HashMap<&str, &Judged> = HashMap::new();
    let mut failing: HashMap<&str, &Judged> = HashMap::new();
    for judged in seen {
        let check = judged.check.as_str();
        match judged.verdict.as_str() {
            "pass" => {
                green.insert(check, judged);
                failing.remove(check);
            }
            // What could not be decided is neither.
            "fail" | "error" if green.contains_key(check) => {
                failing.entry(check).or_insert(judged);
            }
            _ => {}
        }
    }
    let mut first: Vec<&Judged> = failing.into_values().collect();
    first.sort_by(|one, other| (one.started, &one.check).cmp(&(other.started, &other.check)));
    let first = first.first()?;
    let last_green = green.get(first.check.as_str())?;
    Some(Detection {
        run: first.run.0,
        uid: first.uid.clone(),
        at: first.started,
        check: first.check.clone(),
        verdict: first.verdict.clone(),
        commit: first.commit.clone(),
        last_green: last_green.started,
        good: last_green.commit.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::history::RunId;

    fn judged(check: &str, verdict: &str, run: i64) -> Judged {
        Judged {
            run: RunId(run),
            uid: format!("{run:040x}"),
            started: Timestamp::from_second(run * 60).expect("a time"),
            kind: "health".into(),
            check: check.into(),
            verdict: verdict.into(),
            commit: None,
        }
    }

    #[test]
    fn it_is_the_first_failing_run_after_the_last_green_one() {
        let seen = [
            judged("cart", "pass", 1),
            judged("cart", "fail", 2),
            judged("cart", "pass", 3),
            judged("cart", "inconclusive", 4),
            judged("cart", "error", 5),
            judged("cart", "fail", 6),
            judged("users", "pass", 6),
            judged("users", "fail", 7),
        ];
        let found = detection(&seen).expect("it fails");
        assert_eq!((found.run, found.check.as_str(), found.verdict.as_str()), (5, "cart", "error"));
        assert_eq!(found.last_green, Timestamp::from_second(180).expect("a time"));
    }

    #[test]
    fn what_is_green_again_or_never_was_is_no_detection() {
        assert_eq!(
            detection(&[judged("cart", "pass", 1), judged("cart", "fail", 2), judged("cart", "pass", 3)]),
            None
        );
        assert_eq!(detection(&[judged("old", "fail", 1), judged("old", "fail", 2)]), None);
        assert_eq!(detection(&[]), None);
    }
}
