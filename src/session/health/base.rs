//! What a working tree can be compared with.

use std::path::Path;

use crate::config::revision;
use crate::git::{Commit, Repository, state};
use crate::health::CheckReport;
use crate::process::Interrupt;
use crate::verdict::{ChangeReason, LastGood, Reason};

/// Branches that others begin at, by their usual names.
const TRUNKS: [&str; 2] = ["main", "master"];

/// A revision that differs from the tree: the commit at which all was well, the one before the commit that the line at fault is from,
/// the trunk, or else the commit before HEAD. None without any.
pub fn base(
    root: &Path,
    good: Option<&LastGood>,
    slow: &CheckReport,
    interrupt: &Interrupt,
) -> Option<String> {
    let repository = Repository::around(root, interrupt).ok()??;
    let (head, changed) = state(root, interrupt)?;
    let differs = |name: &&str| {
        let commit = revision(name).ok().and_then(|name| repository.resolve(&name, interrupt).ok());
        commit.is_some_and(|commit| changed || commit.hash != head)
    };
    let good = good.map(|good| good.short().to_owned());
    let before = commit_of_the_line(slow).map(|commit| format!("{}~1", commit.short()));
    if let Some(known) = good.into_iter().chain(before).find(|name| differs(&name.as_str())) {
        return Some(known);
    }
    if let Some(trunk) = TRUNKS.into_iter().find(differs) {
        return Some(trunk.to_owned());
    }
    repository.parent(&head, interrupt).ok()?.map(|_| "HEAD~1".to_owned())
}

/// Of the first line that its reasons name.
fn commit_of_the_line(report: &CheckReport) -> Option<&Commit> {
    report.outcome.verdict.evidence.iter().find_map(|evidence| match evidence {
        Reason::Change(ChangeReason::Line { commit, .. }) => Some(&commit.commit),
        _ => None,
    })
}
