//! What is said of a search for the commit at fault.

use super::quantity::{counted, times};
use crate::git::Commit;
use crate::verdict::{
    ChangeReason, CulpritEnd, CulpritSearch, CulpritSuspect, Location, NotSearched, Reason,
};

/// Suspects and lines that are named.
const LISTED: usize = 4;

/// What it came to.
pub fn found(search: &CulpritSearch) -> String {
    let CulpritSearch { good, bad, commits, end, .. } = search;
    let range = format!("{} {}..{}", counted(*commits, "commit", "commits"), good.short(), bad.short());
    match (end, search.suspects.as_slice()) {
        (CulpritEnd::Found, [suspect]) => {
            let parts = [vec![format!("first bad commit: {}, of {range}", about(suspect))], details(search)];
            parts.concat().join("; ")
        }
        (CulpritEnd::Found | CulpritEnd::Set, suspects) => {
            let named = format!("the first bad commit is {}, of {range}", set(suspects, search.held));
            [vec![named], details(search)].concat().join("; ")
        }
        (CulpritEnd::Alike, _) => {
            let files = match search.changed {
                Some(true) => "; files differ from HEAD that no commit has",
                _ => "",
            };
            format!("none of {range} is at fault: measured again, both ends are alike{files}")
        }
        (CulpritEnd::Undecided, _) => format!("whether both ends of {range} differ could not be decided"),
        (CulpritEnd::CutShort, []) => format!("the search in {range} did not end in time"),
        (CulpritEnd::CutShort, suspects) => {
            format!(
                "the search in {range} did not end in time: until then it is {}",
                set(suspects, search.held)
            )
        }
    }
}

/// Lines, effect, and what it took.
fn details(search: &CulpritSearch) -> Vec<String> {
    let listed: Vec<String> = search.places.iter().take(LISTED).map(at).collect();
    let places = (!listed.is_empty()).then(|| listed.join(", "));
    let ratio = search.ratio.as_ref().map(|ratio| format!("{} what it was", times(ratio)));
    let skipped = if search.skips > 0 { format!(", {} skipped", search.skips) } else { String::new() };
    let builds = counted(search.builds, "commit", "commits");
    let took = format!("{builds} made ready, {}{skipped}", counted(search.runs, "run", "runs"));
    places.into_iter().chain(ratio).chain([took]).collect()
}

fn at(place: &Location) -> String {
    format!("{}:{}", place.file, place.line)
}

/// `0123456789 "Subject" (Ann, 2026-01-02)`.
fn about(suspect: &CulpritSuspect) -> String {
    let CulpritSuspect { commit, author, committed, .. } = suspect;
    let day = committed.get(..10).unwrap_or(committed);
    format!("{} \"{}\" ({author}, {day})", commit.short(), commit.subject)
}

fn set(suspects: &[CulpritSuspect], held: f64) -> String {
    let held = held * 100.0;
    if let [one] = suspects {
        return format!("most probably {}, which did not differ from its parent once more", about(one));
    }
    let listed: Vec<&str> = suspects.iter().take(LISTED).map(|one| one.commit.short()).collect();
    let more = suspects.len().saturating_sub(LISTED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!(
        "one of {} that hold {held:.0} % of the probability ({}{more})",
        suspects.len(),
        listed.join(", ")
    )
}

/// Why there was no search.
pub fn not_searched(why: &NotSearched) -> String {
    let why = match why {
        NotSearched::NoGoodCommit => "no earlier commit is known at which it was well".to_owned(),
        NotSearched::SameCommit { commit } => same(commit),
        NotSearched::OverBudget { commits, builds, runs, takes, left } => format!(
            "{}, of which about {builds} would be made ready, and {} take about {takes}; {left} of the budget are left",
            counted(*commits, "commit", "commits"),
            counted(*runs, "run", "runs")
        ),
        NotSearched::NoTime { left } => format!("{left} of the budget are left, too little to begin"),
        NotSearched::Enough { searches } => {
            format!("{} in one run are enough", counted(*searches, "search", "searches"))
        }
        NotSearched::NoQuestion { quantity } => format!("no search measures its {quantity}"),
        NotSearched::Interrupted => "the run was interrupted".to_owned(),
        NotSearched::Refused { error } => error.clone(),
    };
    format!("the commit at fault was not searched for: {why}")
}

fn same(commit: &Commit) -> String {
    format!("it was well at {} too, which is checked out: look outside of the commits", commit.short())
}

/// The command that leads on from a reason, where there is one.
pub fn next(reason: &Reason) -> Option<&str> {
    match reason {
        Reason::Change(ChangeReason::Culprit { search }) => Some(&search.next),
        Reason::Change(ChangeReason::CulpritNotSearched { next, .. }) => next.as_deref(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::Nanos;
    use crate::statistics::Interval;

    fn commit(hash: &str, subject: &str) -> Commit {
        Commit { hash: hash.repeat(4), subject: subject.into() }
    }

    fn suspect(hash: &str) -> CulpritSuspect {
        let commit = commit(hash, "Warm it up");
        CulpritSuspect {
            commit,
            author: "Ann".into(),
            committed: "2026-01-02T03:04:05Z".into(),
            probability: 0.5,
        }
    }

    fn search(end: CulpritEnd, suspects: Vec<CulpritSuspect>) -> CulpritSearch {
        CulpritSearch {
            good: commit("0123456789", ""),
            bad: commit("9876543210", ""),
            commits: 12,
            end,
            suspects,
            held: 0.96,
            places: vec![Location { file: "shop/app.py".into(), line: 3 }],
            ratio: Some(Interval { estimate: 1.3, low: 1.2, high: 1.4, level: Some(0.95) }),
            builds: 5,
            runs: 132,
            skips: 0,
            changed: Some(true),
            next: "vitals bisect 0123456789 9876543210".into(),
        }
    }

    #[test]
    fn a_culprit_is_named_with_its_author_lines_effect_and_what_it_took() {
        let said = found(&search(CulpritEnd::Found, vec![suspect("aaaaaaaaaa")]));
        assert_eq!(
            said,
            "first bad commit: aaaaaaaaaa \"Warm it up\" (Ann, 2026-01-02), of 12 commits 0123456789..9876543210; \
             shop/app.py:3; 1.300 times (95 % interval 1.200 … 1.400) what it was; 5 commits made ready, 132 runs"
        );
    }

    #[test]
    fn what_is_no_single_commit_is_said_as_it_is() {
        let two = || vec![suspect("aaaaaaaaaa"), suspect("bbbbbbbbbb")];
        let said = found(&search(CulpritEnd::Set, two()));
        assert!(
            said.contains("one of 2 that hold 96 % of the probability (aaaaaaaaaa, bbbbbbbbbb)"),
            "{said}"
        );
        let said = found(&search(CulpritEnd::CutShort, two()));
        assert!(said.contains("did not end in time: until then it is one of 2"), "{said}");
        let said = found(&search(CulpritEnd::Set, vec![suspect("aaaaaaaaaa")]));
        assert!(said.contains("did not differ from its parent once more"), "{said}");
        let said = found(&search(CulpritEnd::Alike, Vec::new()));
        assert!(said.contains("both ends are alike; files differ from HEAD"), "{said}");
    }

    #[test]
    fn what_does_not_fit_the_budget_is_said_with_its_forecast() {
        let [takes, left] = [900_000, 600_000].map(Nanos::from_millis);
        let said = not_searched(&NotSearched::OverBudget { commits: 40, builds: 6, runs: 176, takes, left });
        assert!(
            said.contains("40 commits, of which about 6 would be made ready, and 176 runs take about 900"),
            "{said}"
        );
    }
}
