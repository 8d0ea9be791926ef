//! `vitals rollback status`.

use super::place::place;
use super::said;
use crate::cli::arguments::PlaceArgs;
use crate::cli::conduct::listen;
use crate::cli::console;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::rollback_exit::RollbackExit;
use crate::rollback::{Entry, Journal, Site};

/// So many of the last.
const SHOWN: usize = 10;

pub fn run(arguments: &PlaceArgs) -> Result<Exit, CliError> {
    let interrupt = listen()?;
    let site = Site::around(&place(arguments.root.as_deref(), None), &interrupt)?;
    let all = site.all()?;
    let open = all.iter().find(|journal| journal.end().is_none());
    let mut lines: Vec<String> = all.iter().rev().take(SHOWN).map(line).collect();
    if lines.is_empty() {
        lines.push("nothing was rolled back here".to_owned());
    }
    if let Some(journal) = open {
        if journal.cut_off {
            lines.push(format!("{}: its last record was cut off, and had no effect", journal.begun.id));
        }
        lines.push("next: vitals rollback recover".to_owned());
    } else if all.iter().any(|journal| journal.end().is_some_and(|end| end == crate::rollback::End::Done)) {
        lines.push("undo the last: vitals rollback undo".to_owned());
    }
    let kept = site
        .repository
        .refs_below("refs/vitals/snap/", &interrupt)
        .map_err(crate::rollback::RollbackError::from)?;
    let torn = site
        .repository
        .refs_below("refs/vitals/torn/", &interrupt)
        .map_err(crate::rollback::RollbackError::from)?;
    for (name, hash) in kept.into_iter().chain(torn) {
        lines.push(format!("kept: {name}; remove it with: git update-ref -d {name} {hash}"));
    }
    console::line(lines.join("\n"))?;
    Ok(if open.is_some() { RollbackExit::Open.into() } else { RollbackExit::Done.into() })
}

fn line(journal: &Journal) -> String {
    let commit = journal.entries.iter().find_map(|entry| match entry {
        Entry::Move { to, .. } => Some(to.as_str()),
        _ => None,
    });
    said::line(&journal.begun, journal.end(), commit)
}
