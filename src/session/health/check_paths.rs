//! Paths that checks name: meant from the configuration's folder, and from the root where nothing is there.

use std::path::{Path, PathBuf};

use crate::config::{CheckKind, CheckSettings, CommandLine, Settings};
use crate::verdict::NoteReason;

/// The checks with their paths found, and which of these were found from the root alone.
pub fn with_paths(settings: &Settings, checks: &[CheckSettings]) -> (Vec<CheckSettings>, Vec<NoteReason>) {
    let folder = settings.source.as_ref().and_then(|file| std::path::absolute(file).ok());
    let folder = folder.as_deref().and_then(Path::parent);
    let same = |folder: &Path| folder.canonicalize().ok() == settings.root.canonicalize().ok();
    let Some(folder) = folder.filter(|folder| !same(folder)) else { return (checks.to_vec(), Vec::new()) };
    let mut notes = Vec::new();
    let found = checks.iter().cloned().map(|check| {
        let mut search =
            Search { folder, root: &settings.root, check: check.name.clone(), notes: &mut notes };
        let kind = search.kind(check.kind);
        CheckSettings { kind, ..check }
    });
    (found.collect(), notes)
}

struct Search<'a> {
    folder: &'a Path,
    root: &'a Path,
    check: String,
    notes: &'a mut Vec<NoteReason>,
}

impl Search<'_> {
    fn kind(&mut self, kind: CheckKind) -> CheckKind {
        match kind {
            CheckKind::Pytest(mut suite) => {
                for written in &mut suite.paths {
                    self.test(written);
                }
                CheckKind::Pytest(suite)
            }
            CheckKind::Syntax(mut syntax) => {
                for path in &mut syntax.paths {
                    if let Some(found) = self.find(path) {
                        *path = found;
                    }
                }
                CheckKind::Syntax(syntax)
            }
            CheckKind::Command(mut command) => {
                self.program(&mut command.command);
                CheckKind::Command(command)
            }
            CheckKind::Websocket(mut settings) => {
                settings.start.iter_mut().for_each(|start| self.program(&mut start.command));
                CheckKind::Websocket(settings)
            }
            CheckKind::Http(mut settings) => {
                settings.start.iter_mut().for_each(|start| self.program(&mut start.command));
                CheckKind::Http(settings)
            }
            other @ (CheckKind::Probe(_) | CheckKind::Imports(_)) => other,
        }
    }

    /// `tests/test_a.py::test_b`: the file is what is there.
    fn test(&mut self, written: &mut String) {
        let (file, rest) = written.split_at(written.find("::").unwrap_or(written.len()));
        if let Some(found) = self.find(Path::new(file)) {
            *written = format!("{}{rest}", found.display());
        }
    }

    fn program(&mut self, command: &mut CommandLine) {
        if let Some(found) = command.path().and_then(|path| self.find(path)) {
            *command = command.starting(found);
        }
    }

    /// The path from the configuration's folder, where something is there. One from the root stays as it is written.
    fn find(&mut self, path: &Path) -> Option<PathBuf> {
        if path.is_absolute() {
            return None;
        }
        let here = self.folder.join(path);
        if here.exists() {
            return Some(here);
        }
        if self.root.join(path).exists() {
            let (check, path) = (self.check.clone(), path.display().to_string());
            self.notes.push(NoteReason::PathFromRoot { check, path });
        }
        None
    }
}
