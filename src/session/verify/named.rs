//! Takes what a check names, gives why it would test something else than the tree.

use std::path::Path;

use super::ready::{Ready, WrittenTree};
use crate::config::websocket::StartSettings;
use crate::config::{CheckKind, CheckSettings, CommandLine};
use crate::rollback::Place;

/// Why a check cannot say anything of that place; None where it can.
pub fn unfit(check: &CheckSettings, ready: &Ready, place: Place<'_>) -> Option<String> {
    let start = match &check.kind {
        CheckKind::Http(settings) => Some(&settings.start),
        CheckKind::Websocket(settings) => Some(&settings.start),
        _ => None,
    };
    match (place, start) {
        (Place::Tree { .. }, Some(None)) => {
            return Some("it speaks with the running service, which does not run from this tree: `start` lets it start one".into());
        }
        (Place::Live, Some(Some(_))) => {
            return Some("it starts a server of its own, and so says nothing of the running service".into());
        }
        (Place::Live, None) if !matches!(check.kind, CheckKind::Command(_)) => {
            return Some("it reads files, and so says nothing of the running service".into());
        }
        _ => {}
    }
    let tree = ready.tree.as_ref()?;
    from_the_checkout(check, start.and_then(Option::as_ref), ready, tree)
        .or_else(|| missing(check, ready, tree))
}

/// A path into the checkout, which is the same for every tree.
fn from_the_checkout(
    check: &CheckSettings,
    start: Option<&StartSettings>,
    ready: &Ready,
    tree: &WrittenTree,
) -> Option<String> {
    let top = tree.checkout.display().to_string();
    let is_inside = |text: &str| text.contains(&top) && !tree.is_in_environment(Path::new(text));
    let of_command = |command: &CommandLine| {
        let program = command.path().is_some_and(|path| is_inside(&path.display().to_string()));
        program || command.has(&top)
    };
    let names = match &check.kind {
        CheckKind::Pytest(suite) => suite.paths.iter().chain(&suite.args).any(|text| is_inside(text)),
        CheckKind::Command(settings) => of_command(&settings.command),
        CheckKind::Syntax(syntax) => syntax.paths.iter().any(|path| is_inside(&path.display().to_string())),
        _ => start.is_some_and(|start| of_command(&start.command)),
    };
    if names {
        return Some(format!("it names a path in the checkout {top}, and so does not test the tree"));
    }
    let variable = ready.settings.environment.iter().find(|(_, value)| is_inside(value));
    variable.map(|(name, _)| format!("the variable {name} names a path in the checkout {top}"))
}

/// A file that the checkout has and the tree has not: nothing is tested without it.
fn missing(check: &CheckSettings, ready: &Ready, tree: &WrittenTree) -> Option<String> {
    let root = &ready.target.0;
    let is_missing = |written: &str| {
        let file = written.split("::").next().unwrap_or(written);
        let here = |folder: &Path| !file.is_empty() && folder.join(file).exists();
        let path = Path::new(file);
        path.is_relative() && here(&tree.checkout_root) && !here(root) && !tree.is_beside(path)
    };
    let found = match &check.kind {
        CheckKind::Pytest(suite) => suite.paths.iter().find(|path| is_missing(path)).cloned(),
        CheckKind::Command(settings) => settings.command.arguments().find(|word| is_missing(word)).cloned(),
        CheckKind::Syntax(syntax) => {
            syntax.paths.iter().map(|path| path.display().to_string()).find(|path| is_missing(path))
        }
        _ => None,
    };
    found.map(|file| format!("the tree has no {file}: it was added later, or renamed"))
}
