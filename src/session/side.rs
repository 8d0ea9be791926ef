//! One variant, made ready to be measured: its files, its interpreter, its workers.

use std::path::{Path, PathBuf};

use super::{Run, SessionError};
use crate::config::{Revision, Settings, Variant};
use crate::git::{Commit, GitError, Repository, Tree};
use crate::process::{Interrupt, Scratch};
use crate::python::{self, Fingerprint, Interpreter, PythonError};
use crate::report::comparison::SideRecord;
use crate::worker::{Environment, Worker};

/// The run's scratch folder.
pub fn scratch() -> Result<Scratch, SessionError> {
    Scratch::open()
        .map_err(|error| SessionError::NoScratch { folder: std::env::temp_dir(), reason: error.to_string() })
}

/// One variant, ready.
#[derive(Debug)]
pub struct Side {
    /// As written on the command line.
    pub label: String,
    /// Where the target runs.
    pub root: PathBuf,
    /// What places are told relative to: the top of the repository, or the root.
    pub top: PathBuf,
    /// The commit, where it is one.
    pub commit: Option<Commit>,
    /// The commit's files.
    pub tree: Option<Tree>,
    /// Machine and interpreter.
    pub fingerprint: Fingerprint,
    /// Starts its workers.
    pub worker: Worker,
}

impl Side {
    /// The target as it lies there.
    ///
    /// # Errors
    /// Where there is no root, or no interpreter.
    pub fn in_place(run: Run<'_>) -> Result<Self, SessionError> {
        let Run { settings, conduct, interrupt, .. } = run;
        let root = root_of(settings)?;
        let python = interpreter(settings, conduct.python.as_deref(), &root, interrupt)?;
        Self::new(".", root, &python, settings.environment.clone(), settings, interrupt)
    }

    /// A variant of the target; its bytecode is its own.
    ///
    /// # Errors
    /// Where the revision, the interpreter or the scratch folder is not there.
    pub fn of_variant(variant: &Variant, run: Run<'_>, scratch: &Scratch) -> Result<Self, SessionError> {
        let Run { settings, conduct, interrupt, .. } = run;
        let root = root_of(settings)?;
        let label = variant.to_string();
        let asked = match variant {
            Variant::Python(path) => Some(by_version(path)),
            _ => conduct.python.clone(),
        };
        let python = interpreter(settings, asked.as_deref(), &root, interrupt)?;
        let mut environment = settings.environment.clone();
        if let Variant::Environment(variables) = variant {
            environment.extend(variables.iter().cloned());
        }
        let bytecode = scratch.folder("bytecode").map_err(SessionError::from)?;
        environment.insert("PYTHONPYCACHEPREFIX".into(), bytecode.display().to_string());
        environment.insert("PYTHONDONTWRITEBYTECODE".into(), String::new());
        let Variant::Revision(revision) = variant else {
            let top = Repository::around(&root, interrupt).ok().flatten().map(|repository| repository.top);
            let mut side = Self::new(&label, root, &python, environment, settings, interrupt)?;
            side.top = top.unwrap_or(side.top);
            return Ok(side);
        };
        let (commit, tree) = checked_out(revision, &root, scratch, interrupt)?;
        let mut side = Self::new(&label, tree.root.clone(), &python, environment, settings, interrupt)?;
        side.top = tree.top.clone();
        side.fingerprint.git_commit = Some(commit.hash.clone());
        side.fingerprint.git_dirty = Some(false);
        side.commit = Some(commit);
        side.tree = Some(tree);
        Ok(side)
    }

    fn new(
        label: &str,
        root: PathBuf,
        python: &Interpreter,
        environment: Environment,
        settings: &Settings,
        interrupt: &Interrupt,
    ) -> Result<Self, SessionError> {
        let fingerprint = python::fingerprint(python, &root, interrupt);
        let worker = Worker::new(python, root.clone(), environment, settings.limits, settings.conditions)?;
        let top = root.clone();
        Ok(Self { label: label.to_owned(), root, top, commit: None, tree: None, fingerprint, worker })
    }

    /// What a report keeps.
    pub fn record(&self) -> SideRecord {
        SideRecord {
            label: self.label.clone(),
            subject: self.commit.as_ref().map(|commit| commit.subject.clone()),
            fingerprint: self.fingerprint.clone(),
        }
    }

    /// Why a measured module says nothing about this side: it is not the commit's own.
    pub fn foreign_origin(&self, origin: Option<&str>) -> Option<String> {
        let (tree, origin) = (self.tree.as_ref()?, origin?);
        let file = Path::new(origin);
        // Built into the interpreter: it has no file.
        (!file.starts_with(&tree.top))
            .then(|| format!("{}: what was measured is {origin}, which is not of that commit", self.label))
    }
}

fn root_of(settings: &Settings) -> Result<PathBuf, SessionError> {
    let root = std::path::absolute(&settings.root)?;
    if !root.is_dir() {
        return Err(SessionError::NoRoot { path: root });
    }
    // As git names it: a commit's files are found by the way from the top.
    Ok(root.canonicalize()?)
}

fn checked_out(
    revision: &Revision,
    root: &Path,
    scratch: &Scratch,
    interrupt: &Interrupt,
) -> Result<(Commit, Tree), SessionError> {
    let repository = Repository::around(root, interrupt)?.ok_or_else(|| GitError::NoRepository {
        root: root.to_owned(),
        revision: revision.as_str().to_owned(),
    })?;
    let commit = repository.resolve(revision, interrupt)?;
    let tree = repository.check_out(&commit, scratch, interrupt)?;
    Ok((commit, tree))
}

/// `py:3.13` is the `python3.13` on the path.
fn by_version(path: &Path) -> PathBuf {
    let text = path.to_string_lossy();
    let is_version = text.starts_with("3.") && text.chars().all(|c| c.is_ascii_digit() || c == '.');
    if is_version && !path.exists() { format!("python{text}").into() } else { path.to_owned() }
}

fn interpreter(
    settings: &Settings,
    asked: Option<&Path>,
    root: &Path,
    interrupt: &Interrupt,
) -> Result<Interpreter, PythonError> {
    // A path in the file is meant from the file's own folder.
    let folder = settings.source.as_ref().and_then(|file| file.parent());
    let configured = settings.python.as_ref().map(|path| {
        folder.map_or_else(
            || path.clone(),
            |folder| {
                if path.components().count() > 1 || folder.join(path).exists() {
                    folder.join(path)
                } else {
                    path.clone()
                }
            },
        )
    });
    let selection = python::locate(asked, configured.as_deref(), root)?;
    python::identify(&selection, root, interrupt)
}
