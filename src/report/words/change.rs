//! What is said of what changed.

use super::{comparison, culprit};
use crate::quantity::Nanos;
use crate::verdict::{AgedCommit, ChangeReason, GoodRun, LastGood, Location, UnknownChange};

/// One reason.
pub fn sentence(reason: &ChangeReason) -> String {
    match reason {
        ChangeReason::Line { place, commit } => format!("{}, from {}", at(place), with_subject(commit)),
        ChangeReason::LineBeforeHistory { place, commit } => format!(
            "{}, from {} or before: the repository is shallow, and its history begins there",
            at(place),
            with_subject(commit)
        ),
        ChangeReason::LineNotCommitted { place } => format!("{} is not committed yet", at(place)),
        ChangeReason::FileNotTracked { place } => format!("{}: git does not track this file", at(place)),
        ChangeReason::Removed { name, by } => format!("{name} was removed by {}", with_subject(by)),
        ChangeReason::RemovalNotCommitted { name } => {
            format!("{name} was removed in the working tree, which is not committed: HEAD still has it")
        }
        ChangeReason::NeverThere { name } => format!("no commit of the history had {name}"),
        ChangeReason::Touched { name, by } => {
            format!("the newest commit that added or removed `{name}` in a .py file: {}", with_subject(by))
        }
        ChangeReason::NeededIn { name, count, places } => needed(name, *count, places),
        ChangeReason::Since { .. } => since(reason).join("; "),
        ChangeReason::Compared { good, status, reasons } => {
            let reasons: Vec<String> = reasons.iter().map(comparison::sentence).collect();
            let said = if reasons.is_empty() { status.word().to_owned() } else { reasons.join("; ") };
            format!("compared with {}: {said}", good.short())
        }
        ChangeReason::GoodCommitMissing { good } => {
            format!("{}, which is not in this repository", passed(good))
        }
        ChangeReason::Culprit { search } => culprit::found(search),
        ChangeReason::CulpritNotSearched { why, .. } => culprit::not_searched(why),
        ChangeReason::NotKnown { why } => unknown(why),
    }
}

/// What was committed since: how many, then a line for each of the newest.
pub fn since(reason: &ChangeReason) -> Vec<String> {
    let ChangeReason::Since { good, count, newest, changed } = reason else { return vec![sentence(reason)] };
    let files = match changed {
        Some(true) => ", and files that are not committed",
        _ => "",
    };
    let head = match count {
        0 if *changed == Some(false) => {
            format!("nothing was committed or changed since {}: look outside of the repository", passed(good))
        }
        0 => format!("nothing was committed since {}{files}", passed(good)),
        1 => format!("1 commit since {}{files}", passed(good)),
        count => format!("{count} commits since {}{files}", passed(good)),
    };
    let mut lines = vec![head];
    lines.extend(newest.iter().map(with_subject));
    let more = count.saturating_sub(newest.len());
    lines.extend((more > 0 && !newest.is_empty()).then(|| format!("and {more} before")));
    lines
}

fn passed(good: &LastGood) -> String {
    let when = good.started.get(..16).unwrap_or(&good.started).replace('T', " ");
    let commit = good.short();
    match &good.what {
        GoodRun::Run { run, command } => format!("run {run} ({command}, {when} UTC) passed at {commit}"),
        GoodRun::Baseline { name } => format!("the baseline {name} was captured ({when} UTC) at {commit}"),
    }
}

fn at(place: &Location) -> String {
    format!("{}:{}", place.file, place.line)
}

/// `50c6efe9b4, 2 h ago: "Wait for the socket"`.
fn with_subject(aged: &AgedCommit) -> String {
    let AgedCommit { commit, committed, age: known } = aged;
    let day = committed.as_deref().and_then(|time| time.get(..10));
    let when = match (known, day) {
        (Some(known), _) => format!(", {} ago", age(*known)),
        (None, Some(day)) => format!(", dated {day}, which is in the future"),
        (None, None) => String::new(),
    };
    let subject = if commit.subject.is_empty() { String::new() } else { format!(": \"{}\"", commit.subject) };
    format!("{}{when}{subject}", commit.short())
}

/// `2 h`, in the largest unit that has at least two of it.
fn age(age: Nanos) -> String {
    let seconds = age.0 / 1_000_000_000;
    let units = [(86_400, "d"), (3_600, "h"), (60, "min")];
    let (size, unit) = units.into_iter().find(|(size, _)| seconds >= 2 * size).unwrap_or((1, "s"));
    format!("{} {unit}", seconds / size)
}

fn needed(name: &str, count: usize, places: &[Location]) -> String {
    if count == 0 {
        return format!("no other file takes {name}");
    }
    let listed: Vec<String> = places.iter().map(at).collect();
    let more = count.saturating_sub(places.len());
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let noun = if count == 1 { "place" } else { "places" };
    format!("{name} is needed in {count} {noun}: {}{more}", listed.join(", "))
}

fn unknown(why: &UnknownChange) -> String {
    let why = match why {
        UnknownChange::NoRepository => "the target is in no git repository".to_owned(),
        UnknownChange::NoCommit => "the repository has no commit yet".to_owned(),
        UnknownChange::Budget => "the budget was spent before all was looked up".to_owned(),
        UnknownChange::Refused { error } => error.clone(),
    };
    format!("what changed is not known: {why}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::git::Commit;

    fn aged(age: Option<u64>, committed: Option<&str>) -> AgedCommit {
        AgedCommit {
            commit: Commit { hash: "50c6efe9b4aa".into(), subject: "Wait \"longer\"".into() },
            committed: committed.map(str::to_owned),
            age: age.map(|seconds| Nanos(seconds * 1_000_000_000)),
        }
    }

    #[test]
    fn a_line_is_named_with_its_commit_and_its_age() {
        let place = Location { file: "protocols.py".into(), line: 28 };
        let line = |commit| sentence(&ChangeReason::Line { place: place.clone(), commit });
        assert_eq!(
            line(aged(Some(7_300), None)),
            "protocols.py:28, from 50c6efe9b4, 2 h ago: \"Wait \"longer\"\""
        );
        let future = line(aged(None, Some("2262-01-01T00:00:00Z")));
        assert!(future.contains("50c6efe9b4, dated 2262-01-01, which is in the future: "), "{future}");
        assert!(line(aged(None, None)).contains("from 50c6efe9b4: "));
    }

    #[test]
    fn ages_are_in_the_largest_unit_that_says_enough() {
        let ages = [(0, "0 s"), (119, "119 s"), (120, "2 min"), (7_199, "119 min"), (172_800, "2 d")];
        for (seconds, expected) in ages {
            assert_eq!(age(Nanos(seconds * 1_000_000_000)), expected);
        }
    }

    #[test]
    fn commits_since_are_counted_and_nothing_new_points_elsewhere() {
        let good = LastGood {
            what: GoodRun::Run { run: 12, command: "health".into() },
            started: "2026-11-29T22:00:00Z".into(),
            commit: "0123456789abcdef".into(),
        };
        let of = |count, newest, changed| {
            since(&ChangeReason::Since { good: good.clone(), count, newest, changed })
        };
        let lines = of(3, vec![aged(Some(5), None)], Some(true));
        assert_eq!(
            lines[0],
            "3 commits since run 12 (health, 2026-11-29 22:00 UTC) passed at 0123456789, and files that are not committed"
        );
        assert_eq!((lines[2].as_str(), lines.len()), ("and 2 before", 3));
        assert!(of(0, vec![], Some(false))[0].ends_with("0123456789: look outside of the repository"));
        assert!(of(0, vec![], None)[0].ends_with("passed at 0123456789"));
    }

    #[test]
    fn who_needs_a_name_is_listed_and_the_rest_counted() {
        let places = vec![Location { file: "a.py".into(), line: 3 }];
        assert_eq!(needed("shop:x", 7, &places), "shop:x is needed in 7 places: a.py:3 and 6 more");
        assert_eq!(needed("shop:x", 1, &places), "shop:x is needed in 1 place: a.py:3");
        assert_eq!(needed("shop:x", 0, &[]), "no other file takes shop:x");
    }
}
