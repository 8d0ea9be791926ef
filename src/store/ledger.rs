//! The ledger: which commits were seen green, by which checks, when, and where. It is made of the history's verdicts.

use std::collections::HashMap;

use jiff::Timestamp;
use serde::Serialize;

use super::history::{History, HistoryError, Seen};
use crate::git::{Commit, GitError, Repository};
use crate::process::Interrupt;

/// A commit that a check was last seen to pass on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Green {
    /// The check's name.
    pub check: String,
    /// The commit; the checkout had no change, files of Python that git does not track included.
    pub commit: Commit,
    /// How many commits of HEAD's history are not of its own; None where it is not in HEAD's history.
    pub commits_ago: Option<usize>,
    /// When it was last seen so.
    pub seen: Timestamp,
    /// By which run of the history, and by which command.
    pub run: i64,
    /// The command.
    pub command: String,
    /// Machine and interpreter.
    pub machine: String,
    /// How many runs saw it so.
    pub times: usize,
}

/// Why there is no ledger.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum LedgerError {
    /// The history.
    #[error(transparent)]
    #[diagnostic(transparent)]
    History(#[from] HistoryError),
    /// The repository.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Git(#[from] GitError),
}

/// The ledger of one check, or of all: commits of HEAD's history first, the newest first. A commit on which a check failed later is none.
///
/// # Errors
/// Where the history cannot be read, or git fails.
pub fn ledger(
    history: &History,
    repository: &Repository,
    check: Option<&str>,
    interrupt: &Interrupt,
) -> Result<Vec<Green>, LedgerError> {
    let mut greens = greens(history.seen(check)?);
    let head = repository.history_of_head(interrupt)?;
    let places: HashMap<&str, usize> =
        head.iter().enumerate().map(|(place, hash)| (hash.as_str(), place)).collect();
    let mut known: HashMap<String, (usize, Commit)> = HashMap::new();
    for green in &mut greens {
        let hash = green.commit.hash.clone();
        if !places.contains_key(hash.as_str()) {
            continue;
        }
        if !known.contains_key(&hash) {
            let ago = repository.since(&hash, 0, interrupt)?.0;
            known.insert(hash.clone(), (ago, repository.commit(&hash, interrupt)?));
        }
        if let Some((ago, commit)) = known.get(&hash) {
            green.commits_ago = Some(*ago);
            green.commit = commit.clone();
        }
    }
    let last = head.len();
    greens.sort_by_key(|green| {
        let place = places.get(green.commit.hash.as_str()).copied().unwrap_or(last);
        (place, std::cmp::Reverse(green.seen), green.check.clone())
    });
    Ok(greens)
}

/// One entry for each check and commit whose newest verdict is a pass.
fn greens(seen: Vec<Seen>) -> Vec<Green> {
    let mut order: Vec<(String, String)> = Vec::new();
    let mut newest: HashMap<(String, String), Green> = HashMap::new();
    for seen in seen {
        let key = (seen.check.clone(), seen.commit.hash.clone());
        if seen.verdict != "pass" {
            // What could not be decided says nothing against it.
            if matches!(seen.verdict.as_str(), "fail" | "error") {
                newest.remove(&key);
            }
            continue;
        }
        let times = newest.get(&key).map_or(0, |green| green.times) + 1;
        let green = Green {
            check: seen.check,
            commit: seen.commit,
            commits_ago: None,
            seen: seen.started,
            run: seen.run.0,
            command: seen.kind,
            machine: seen.machine,
            times,
        };
        if newest.insert(key.clone(), green).is_none() {
            order.push(key);
        }
    }
    order.iter().filter_map(|key| newest.remove(key)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::history::RunId;

    fn seen(check: &str, hash: &str, verdict: &str, run: i64) -> Seen {
        Seen {
            check: check.into(),
            verdict: verdict.into(),
            started: Timestamp::UNIX_EPOCH,
            run: RunId(run),
            kind: "health".into(),
            commit: Commit { hash: hash.into(), subject: String::new() },
            machine: "m".into(),
        }
    }

    #[test]
    fn a_commit_that_failed_later_is_not_green() {
        let all = vec![
            seen("a", "1", "pass", 1),
            seen("a", "2", "pass", 2),
            seen("b", "1", "pass", 3),
            seen("a", "2", "fail", 4),
            seen("a", "1", "inconclusive", 5),
            seen("a", "1", "pass", 6),
        ];
        let found: Vec<_> = greens(all)
            .into_iter()
            .map(|green| (green.check, green.commit.hash, green.run, green.times))
            .collect();
        assert_eq!(found, [("a".into(), "1".into(), 6, 2), ("b".into(), "1".into(), 3, 1)]);
    }
}
