//! `vitals rollback status`.

use serde::Serialize;

use super::place::place;
use super::said;
use crate::cli::arguments::StatusArgs;
use crate::cli::conduct::listen;
use crate::cli::delivery::print;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::rollback::RollbackExit;
use crate::rollback::{Begun, End, Entry, Journal, NEVER_PRUNED, PRUNED_AFTER_DAYS, Site};

/// So many of the last, for a person.
const SHOWN: usize = 10;

/// What was rolled back, and what is kept of it.
#[derive(Serialize)]
struct Status<'a> {
    schema: &'static str,
    /// The identity of the one that stands open.
    open: Option<&'a str>,
    /// The command that comes next.
    next: Option<&'static str>,
    /// All of them, the newest first.
    rollbacks: Vec<Rollback<'a>>,
    /// Refs to what they kept.
    kept: Vec<Kept>,
}

#[derive(Serialize)]
struct Rollback<'a> {
    #[serde(flatten)]
    begun: &'a Begun,
    /// None where it stands open.
    end: Option<End>,
    /// The commit that HEAD was moved to; None where it was not.
    commit: Option<&'a str>,
    /// Its last record was cut off, and had no effect.
    cut_off: bool,
}

#[derive(Serialize)]
struct Kept {
    reference: String,
    commit: String,
}

pub fn run(arguments: &StatusArgs) -> Result<Exit, CliError> {
    let interrupt = listen()?;
    let site = Site::around(&place(arguments.place.root.as_deref(), None), &interrupt)?;
    let all = site.all()?;
    let kept = site.held()?.into_iter().map(|(reference, commit)| Kept { reference, commit }).collect();
    let status = status(&all, kept);
    print(&status, arguments.format.get(), || human(&status))?;
    Ok(if status.open.is_some() { RollbackExit::Open.into() } else { RollbackExit::Done.into() })
}

fn status(all: &[Journal], kept: Vec<Kept>) -> Status<'_> {
    let open = all.iter().find(|journal| journal.end().is_none());
    let next = if open.is_some() {
        Some("vitals rollback recover")
    } else {
        all.iter().any(|journal| journal.end() == Some(End::Done)).then_some("vitals rollback undo")
    };
    Status {
        schema: "vitals-rollback-status/1",
        open: open.map(|journal| journal.begun.id.as_str()),
        next,
        rollbacks: all.iter().rev().map(rollback).collect(),
        kept,
    }
}

fn rollback(journal: &Journal) -> Rollback<'_> {
    let commit = journal.entries.iter().find_map(|entry| match entry {
        Entry::Move { to, .. } => Some(to.as_str()),
        _ => None,
    });
    Rollback { begun: &journal.begun, end: journal.end(), commit, cut_off: journal.cut_off }
}

fn human(status: &Status<'_>) -> String {
    let shown = status.rollbacks.iter().take(SHOWN);
    let mut lines: Vec<String> =
        shown.map(|rollback| said::line(rollback.begun, rollback.end, rollback.commit)).collect();
    if lines.is_empty() {
        lines.push("nothing was rolled back here".to_owned());
    }
    for rollback in status.rollbacks.iter().filter(|rollback| rollback.end.is_none() && rollback.cut_off) {
        lines.push(format!("{}: its last record was cut off, and had no effect", rollback.begun.id));
    }
    match (status.open, status.next) {
        (Some(_), Some(next)) => lines.push(format!("next: {next}")),
        (None, Some(next)) => lines.push(format!("undo the last: {next}")),
        _ => {}
    }
    for Kept { reference, commit } in &status.kept {
        lines.push(format!("kept: {reference}; remove it with: git update-ref -d {reference} {commit}"));
    }
    let (journals, refs) = (status.rollbacks.len(), status.kept.len());
    if journals > 0 {
        lines.push(format!(
            "kept: {journals} journals, {refs} refs; `apply` removes what is older than {PRUNED_AFTER_DAYS} days, beyond the last {NEVER_PRUNED}"
        ));
    }
    lines.join("\n") + "\n"
}
