//! What rollbacks of a repository have done since an incident was opened, as entries that it does not have yet.

use std::fs;
use std::path::{Path, PathBuf};

use crate::git::Commit;
use crate::incident::{Event, Log, Undone};
use crate::rollback::{End, Entry, Journal, Kind, read_plan};

/// The entries. A journal of a rollback that cannot be read is passed over: `vitals rollback status` says why.
pub fn news(common: &Path, log: &Log) -> Vec<Event> {
    let since = log.begun.stamp.time.strftime("%Y%m%dT%H%M%S").to_string();
    let found = fs::read_dir(common.join("vitals/rollback")).into_iter().flatten();
    let mut paths: Vec<PathBuf> = found.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    let journals = paths.iter().filter(|path| path.extension().is_some_and(|ending| ending == "journal"));
    journals
        .filter_map(|path| Journal::read(path).ok())
        .filter(|journal| *journal.begun.id >= *since)
        .map(|journal| undone(&journal))
        .filter(|undone| last(log, &undone.id) != Some(undone))
        .map(|undone| Event::RolledBack(Box::new(undone)))
        .collect()
}

/// As the incident knows it.
fn last<'a>(log: &'a Log, id: &str) -> Option<&'a Undone> {
    log.entries.iter().rev().find_map(|entry| match &entry.event {
        Event::RolledBack(undone) if undone.id == id => Some(&**undone),
        _ => None,
    })
}

fn undone(journal: &Journal) -> Undone {
    let begun = &journal.begun;
    let kind = match begun.kind {
        Kind::Apply => "apply",
        Kind::Undo => "undo",
        Kind::Publish => "publish",
    };
    let end = match journal.end() {
        None => "open",
        Some(End::Done) => "done",
        Some(End::Before) => "before",
        Some(End::Undone) => "undone",
    };
    let to = journal.entries.iter().rev().find_map(|entry| match entry {
        Entry::Move { to, .. } | Entry::Back { to, .. } => Some(to.clone()),
        Entry::Push { commit, .. } => Some(commit.clone()),
        _ => None,
    });
    let commits = match begun.kind {
        Kind::Apply => commits(&begun.top, &begun.of),
        // They bring work back, or move nothing here.
        Kind::Undo | Kind::Publish => Some(Vec::new()),
    };
    Undone {
        id: begun.id.clone(),
        kind: kind.to_owned(),
        end: end.to_owned(),
        from: begun.from.clone(),
        to,
        commits,
    }
}

/// Those of the plan, where its file is still there: in the checkout's folder or in a folder above the current one.
fn commits(top: &Path, plan: &str) -> Option<Vec<Commit>> {
    let here = std::env::current_dir().ok();
    let folders = here.iter().flat_map(|here| here.ancestors()).chain([top]);
    let found = folders.filter_map(|folder| read_plan(plan, folder).ok()).next();
    found.map(|(plan, _)| plan.commits.into_iter().map(|undone| undone.commit).collect())
}
