//! What the Python processes of a check ran: each writes the files down, by a `sitecustomize` that stands first on `PYTHONPATH`.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use super::super::editable::PYTHONPATH;
use super::ready::WrittenTree;
use crate::config::{CheckKind, CheckSettings};
use crate::health::{python_path, write_sitecustomize};
use crate::process::Scratch;
use crate::worker::Environment;

/// Where the processes write.
const VARIABLE: &str = "VITALS_IMPORT_RECORD";
/// Folders of installed packages.
const INSTALLED: [&str; 2] = ["site-packages", "dist-packages"];

/// The record of one check.
pub struct Record {
    file: PathBuf,
}

impl Record {
    /// Lets every Python that inherits this environment write to a record of its own.
    ///
    /// # Errors
    /// Where the disk is full.
    pub fn begin(scratch: &Scratch, environment: &mut Environment) -> io::Result<Self> {
        let folder = scratch.folder("recorder")?;
        write_sitecustomize(&folder, include_str!("import_recorder.py"))?;
        let file = scratch.place("imports");
        let path = python_path(&folder, environment);
        environment.insert(PYTHONPATH.into(), path);
        environment.insert(VARIABLE.into(), file.display().to_string());
        Ok(Self { file })
    }

    /// Why what ran was not the tree's; None where nothing else was seen.
    pub fn fault(&self, check: &CheckSettings, tree: &WrittenTree) -> Option<String> {
        let Ok(bytes) = fs::read(&self.file) else {
            let needed = needs_python(check);
            return needed
                .then(|| "which modules it loaded is not known: its Python ignores PYTHONPATH".into());
        };
        let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        let files = lines.map(|line| Path::new(OsStr::from_bytes(line)));
        let foreign = files.into_iter().find(|file| is_foreign(file, tree))?;
        Some(format!("it ran {}, which is not the tree's own: it did not test the tree", foreign.display()))
    }
}

/// Whether a Python has to have written something.
fn needs_python(check: &CheckSettings) -> bool {
    let is_python = |program: &str| {
        let name = Path::new(program).file_name().map(OsStr::to_string_lossy).unwrap_or_default();
        name.starts_with("python") || name.starts_with("pytest")
    };
    match &check.kind {
        CheckKind::Pytest(_) => true,
        CheckKind::Command(settings) => is_python(settings.command.program()),
        CheckKind::Websocket(settings) => {
            settings.start.as_ref().is_some_and(|start| is_python(start.command.program()))
        }
        CheckKind::Http(settings) => {
            settings.start.as_ref().is_some_and(|start| is_python(start.command.program()))
        }
        CheckKind::Probe(_) | CheckKind::Syntax(_) | CheckKind::Imports(_) => false,
    }
}

/// A file of the checkout, or an installed module that the tree has too.
fn is_foreign(file: &Path, tree: &WrittenTree) -> bool {
    let file = file.canonicalize().unwrap_or_else(|_| file.to_owned());
    if file.starts_with(&tree.top) {
        return false;
    }
    if let Some(module) = installed(&file) {
        return tree.roots.iter().any(|root| root.join(module).is_file());
    }
    file.starts_with(&tree.checkout) && !tree.is_in_environment(&file)
}

/// Of a file of an installed package, its path below the folder of them all.
fn installed(file: &Path) -> Option<&Path> {
    let folder = file.ancestors().find(|folder| {
        folder.file_name().is_some_and(|name| INSTALLED.iter().any(|installed| name == *installed))
    })?;
    file.strip_prefix(folder).ok()
}
