//! A rollback's plan for a person.

use super::terminal::{DIM, line, styled};
use crate::rollback::{Answer, CheckVerdict, Outcome, Plan, Target};
use crate::untrusted::printable;

/// Entries of a list that are shown.
const SHOWN: usize = 12;

/// One line for a verdict, as it is there.
pub fn verdict_line(verdict: &CheckVerdict) -> String {
    let answer = match verdict.answer {
        Answer::Green => "green",
        Answer::Red => "red",
        Answer::Unknown => "unknown",
    };
    let reason = verdict.reasons.first().map(|reason| printable(reason)).unwrap_or_default();
    let critical = if verdict.critical { " (critical)" } else { "" };
    format!("{answer:8} {}{critical}  {} {reason}", printable(&verdict.check), verdict.took)
}

/// What a plan comes to, without the last line.
pub fn human_plan(plan: &Plan, hash: &str) -> String {
    let mut text = String::new();
    line(&mut text, &format!("plan {}: {}", &hash[..hash.len().min(12)], target(&plan.target)));
    if plan.rewrite {
        line(
            &mut text,
            "history is rewritten: these commits leave the branch, which needs another account's approval",
        );
    }
    let merges = plan.commits.iter().filter(|commit| commit.is_merge).count();
    let merges = if merges == 0 { String::new() } else { format!(", {merges} of them merges") };
    let commits = counted(plan.commits.len(), "commit");
    line(&mut text, &format!("the work of {commits} goes{merges}:"));
    list(
        &mut text,
        plan.commits.iter().map(|undone| {
            let merge = if undone.is_merge { " [merge]" } else { "" };
            let (author, subject) = (printable(&undone.author), printable(&undone.commit.subject));
            format!("{} {author}: {subject}{merge}", undone.commit.short())
        }),
    );
    line(&mut text, &format!("{} change:", counted(plan.paths.len(), "file")));
    list(&mut text, plan.paths.iter().map(|path| printable(path)));
    if !plan.dependents.is_empty() {
        line(&mut text, "these stay and use a name that goes:");
        list(
            &mut text,
            plan.dependents
                .iter()
                .map(|used| format!("{} uses {}", printable(&used.place), printable(&used.name))),
        );
    }
    line(&mut text, "the same by hand:");
    list(&mut text, plan.commands.iter().map(|command| styled(DIM, &printable(command))));
    line(&mut text, "the checks on that tree:");
    list(&mut text, plan.verdicts.iter().map(verdict_line));
    line(&mut text, outcome(plan.outcome));
    text
}

fn list(text: &mut String, entries: impl ExactSizeIterator<Item = String>) {
    let count = entries.len();
    entries.take(SHOWN).for_each(|entry| line(text, &format!("  {entry}")));
    if count > SHOWN {
        line(text, &format!("  and {} more", count - SHOWN));
    }
}

/// What a plan goes back to, in one line.
pub fn target(target: &Target) -> String {
    match target {
        Target::Commit { commit, .. } => {
            format!("all files as of {} \"{}\"", commit.short(), printable(&commit.subject))
        }
        Target::Paths { commit, paths, .. } => {
            let paths = paths.iter().map(|path| printable(path)).collect::<Vec<_>>().join(", ");
            format!("{paths} as of {} \"{}\"", commit.short(), printable(&commit.subject))
        }
        Target::Without { commit, .. } => {
            format!("all but what {} \"{}\" did", commit.short(), printable(&commit.subject))
        }
    }
}

fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Verified => "verified: every check is green on that tree",
        Outcome::Failed => "not verified: a check is red on that tree",
        Outcome::Unknown => "not verified: a check answered nothing, which is not green",
        Outcome::NothingDiffers => "nothing differs",
    }
}

fn counted(count: usize, one: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") }
}
