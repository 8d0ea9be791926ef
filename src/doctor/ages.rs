//! What was proven so long ago that it proves little.

use jiff::{SignedDuration, Timestamp};

use super::finding::Finding;

/// What was proven longer ago is old.
pub const OLD: SignedDuration = SignedDuration::from_hours(90 * 24);

/// Whole days since then; None where that is not longer ago than [`OLD`]. A time in the future is not long ago.
fn days(then: Timestamp, now: Timestamp) -> Option<i64> {
    let age = now.duration_since(then);
    (age > OLD).then(|| age.as_hours() / 24)
}

/// The audits of these checks, where any was long ago: those that were, and how long the oldest.
pub fn old_audit(audits: &[(String, Timestamp)], now: Timestamp) -> Option<Finding> {
    let old: Vec<(&String, i64)> =
        audits.iter().filter_map(|(check, then)| Some((check, days(*then, now)?))).collect();
    let days = old.iter().map(|(_, days)| *days).max()?;
    Some(Finding::OldAudit { checks: old.into_iter().map(|(check, _)| check.clone()).collect(), days })
}

/// The last drill, where there was none or it was long ago.
pub fn old_drill(last: Option<Timestamp>, now: Timestamp) -> Option<Finding> {
    match last {
        None => Some(Finding::NeverDrilled),
        Some(last) => days(last, now).map(|days| Finding::OldDrill { days }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ninety_days_are_not_old_and_what_is_older_is() {
        let now = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * 1000);
        let ago = |hours| now - SignedDuration::from_hours(hours);
        assert_eq!(old_drill(None, now), Some(Finding::NeverDrilled));
        assert_eq!(old_drill(Some(ago(90 * 24)), now), None);
        assert_eq!(old_drill(Some(ago(91 * 24 + 5)), now), Some(Finding::OldDrill { days: 91 }));
        assert_eq!(old_drill(Some(ago(-5)), now), None, "a clock that was ahead");
        let audits = [("a".to_owned(), ago(1)), ("b".to_owned(), ago(100 * 24)), ("c".into(), ago(95 * 24))];
        let found = Finding::OldAudit { checks: vec!["b".into(), "c".into()], days: 100 };
        assert_eq!(old_audit(&audits, now), Some(found));
        assert_eq!(old_audit(&audits[..1], now), None);
    }
}
