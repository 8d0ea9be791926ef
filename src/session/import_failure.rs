//! An import that failed for a name: whether the name is nowhere, or was asked for too early, and then the path round.

use std::path::{Path, PathBuf};

use super::missing_name::{MissingName, without_guess};
use crate::imports::{Presence, Step, build, explain_partial, folder_of, path_round, presence_of};
use crate::verdict::{FailureReason, ProbeReport, Reason, Verdict};
use crate::worker::Failure;
use vitals_probes::wire::{Raised, RunningModule};

/// Adds to the reasons what became of the name, where the failure is of that kind and the source shows it.
pub fn explain(report: &mut ProbeReport, root: &Path) {
    let found = report.measured.failures().iter().find_map(|failed| match &failed.failure {
        Failure::Raised(raised) => explanation(raised, root),
        _ => None,
    });
    let Some(reason) = found else { return };
    if matches!(reason, FailureReason::NameNowhere { .. }) {
        report.measured.failures_mut().iter_mut().for_each(|failed| remove_guess(&mut failed.failure));
    }
    add(&mut report.verdict, reason);
}

/// The same of a comparison, one of whose sides failed: the root is that of the side of this label.
pub fn explain_side<'a>(verdict: &mut Verdict, root: impl Fn(&str) -> Option<&'a Path>) {
    let found = verdict.reasons.iter().find_map(|reason| match reason {
        Reason::Failure(FailureReason::Worker { failure, side: Some(side) }) => match &**failure {
            Failure::Raised(raised) => explanation(raised, root(side)?),
            _ => None,
        },
        _ => None,
    });
    if let Some(reason) = found {
        add(verdict, reason);
    }
}

/// Beside what was raised, before the exceptions that it came of: short lists show the first reasons alone.
fn add(verdict: &mut Verdict, reason: FailureReason) {
    if matches!(reason, FailureReason::NameNowhere { .. }) {
        remove_guesses(verdict);
    }
    let reasons = &mut verdict.reasons;
    reasons.insert(reasons.len().min(1), reason.into());
}

/// Of the exceptions that name a half-run module, the first that was raised counts; of others, the last.
fn explanation(raised: &Raised, root: &Path) -> Option<FailureReason> {
    let earlier = raised.chain.iter().map(|one| (one.message.as_str(), one.running.as_slice()));
    let all = [(raised.message.as_str(), raised.running.as_slice())].into_iter().chain(earlier);
    let missing: Vec<_> =
        all.filter_map(|(message, running)| Some((MissingName::of(message)?, running))).collect();
    if let Some(below) = all_messages(raised).find_map(|message| module_below(message, root)) {
        return Some(below);
    }
    let partial = missing.iter().rev().filter(|(missing, _)| missing.is_partial);
    let others = missing.iter().filter(|(missing, _)| !missing.is_partial);
    partial.chain(others).find_map(|(missing, running)| of_a_name(missing, running, root))
}

fn all_messages(raised: &Raised) -> impl Iterator<Item = (&str, &str)> {
    let earlier = raised.chain.iter().map(|one| (one.type_name.as_str(), one.message.as_str()));
    [(raised.type_name.as_str(), raised.message.as_str())].into_iter().chain(earlier)
}

/// Folders below a root from which projects are imported.
const BELOW: [&str; 4] = ["src", "lib", "python", "backend"];

/// A module that Python did not find and that is there, in a folder that is not on its path.
fn module_below((type_name, message): (&str, &str), root: &Path) -> Option<FailureReason> {
    let name = message.strip_prefix("No module named '").filter(|_| type_name == "ModuleNotFoundError")?;
    let top = name.split(['\'', '.']).next()?;
    let is_there = |folder: &Path| {
        let package = folder.join(top);
        // A folder that holds none of Python's files is no package.
        let holds = |name: &str| package.join(name).is_file();
        folder.join(format!("{top}.py")).is_file() || holds("__init__.py") || holds("__main__.py")
    };
    // What is at the root itself was found, and lacks something else.
    if top.is_empty() || is_there(root) {
        return None;
    }
    let folder = BELOW.into_iter().find(|folder| is_there(&root.join(folder)))?;
    Some(FailureReason::ModuleBelow { module: top.to_owned(), folder: folder.to_owned() })
}

fn of_a_name(missing: &MissingName, running: &[RunningModule], root: &Path) -> Option<FailureReason> {
    let MissingName { module, name, is_partial, .. } = missing;
    let file = missing.file.clone().or_else(|| file_of(module, running));
    let folder = file.as_deref().and_then(|file| folder_of(module, file));
    let folder = folder.unwrap_or_else(|| root.to_owned());
    if let (Some(file), presence @ (Presence::Missing | Presence::OnlyListed)) =
        presence_of(&folder, module, name)
    {
        return Some(FailureReason::NameNowhere {
            module: module.clone(),
            name: name.clone(),
            file: file.display().to_string(),
            listed: presence == Presence::OnlyListed,
            half_run: *is_partial,
        });
    }
    if !is_partial {
        return None;
    }
    let submodule = format!("{module}.{name}");
    let path = path_round(running, &submodule).or_else(|| path_round(running, module));
    path.or_else(|| from_source(&folder, module, name)).map(|path| FailureReason::CircularImport { path })
}

fn file_of(module: &str, running: &[RunningModule]) -> Option<PathBuf> {
    running.iter().rev().find(|body| body.module == module).map(|body| body.file.clone().into())
}

/// Where the frames do not show it: another thread runs the body, or the document is of an older version.
fn from_source(folder: &Path, module: &str, name: &str) -> Option<Vec<Step>> {
    let top = module.split('.').next()?.to_owned();
    let graph = build(folder, &[top]).ok()?;
    explain_partial(&graph, module, name)
}

/// CPython guesses at a circular import wherever a body has not ended; here there is none.
fn remove_guesses(verdict: &mut Verdict) {
    for reason in &mut verdict.reasons {
        match reason {
            Reason::Failure(FailureReason::Worker { failure, .. }) => remove_guess(failure),
            Reason::Failure(FailureReason::RaisedFrom { exception, .. }) => {
                exception.message = without_guess(&exception.message);
            }
            _ => {}
        }
    }
}

fn remove_guess(failure: &mut Failure) {
    if let Failure::Raised(raised) = failure {
        let earlier = raised.chain.iter_mut().map(|earlier| &mut earlier.message);
        for text in [&mut raised.message, &mut raised.traceback].into_iter().chain(earlier) {
            *text = without_guess(text);
        }
    }
}
