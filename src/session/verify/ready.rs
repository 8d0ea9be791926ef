//! Takes a place, gives what checks need there: files, an interpreter, a bytecode prefix of its own, the variables.

use std::path::{Path, PathBuf};

use super::super::conduct::Run;
use super::super::editable::{self, PYTHONPATH};
use super::super::error::SessionError;
use super::super::prepared;
use super::super::side::{in_place, root_of, scratch};
use crate::config::Settings;
use crate::git::{Commit, MORE_OBJECTS, Repository, Worktree};
use crate::process::{OF_GIT, Scratch};
use crate::python::{self, Fingerprint, Interpreter};
use crate::rollback::Place;
use crate::worker::Worker;

/// Checks can run here.
pub struct Ready {
    /// Where a check asks git: removed before the folder that it lies in.
    _worktree: Option<Worktree>,
    /// The settings, with the root and the variables of this place.
    pub settings: Settings,
    /// Its root, machine and interpreter, and what starts its workers.
    pub target: (PathBuf, Fingerprint, Worker),
    /// For files of checks.
    pub scratch: Scratch,
    /// The written tree; None in the checkout.
    pub tree: Option<WrittenTree>,
}

/// A tree as it lies outside of the checkout.
pub struct WrittenTree {
    /// Its top folder.
    pub top: PathBuf,
    /// The checkout's top folder.
    pub checkout: PathBuf,
    /// The target's root in the checkout.
    pub checkout_root: PathBuf,
    /// The configuration's folder in the tree.
    configured: Option<PathBuf>,
    /// Environments that lie in the checkout: the same for every tree.
    environments: Vec<PathBuf>,
    /// Folders of the tree on which modules are found.
    pub roots: Vec<PathBuf>,
}

impl WrittenTree {
    /// Whether a path lies in the interpreter's own folders.
    pub fn is_in_environment(&self, path: &Path) -> bool {
        self.environments.iter().any(|folder| path.starts_with(folder))
    }

    /// Whether a relative path is one of the configuration's folder.
    pub fn is_beside(&self, path: &Path) -> bool {
        self.configured.as_ref().is_some_and(|folder| folder.join(path).exists())
    }
}

impl Ready {
    /// Makes a place ready; for checks that ask git, a tree is a worktree.
    ///
    /// # Errors
    /// Where there is no interpreter, git fails, a command of `prepare` fails, or there is no room.
    pub fn of(run: Run<'_>, place: Place<'_>, needs_git: bool) -> Result<Self, SessionError> {
        let scratch = scratch(run)?;
        let mut settings = run.settings.clone();
        let bytecode = scratch.folder("bytecode")?;
        settings.environment.insert("PYTHONPYCACHEPREFIX".into(), bytecode.display().to_string());
        settings.environment.insert("PYTHONDONTWRITEBYTECODE".into(), String::new());
        match place {
            Place::Checkout { .. } | Place::Live => {
                let target = in_place(Run { settings: &settings, ..run })?;
                Ok(Self { _worktree: None, settings, target, scratch, tree: None })
            }
            Place::Tree { tree, objects } => {
                Self::of_tree(run, settings, scratch, (tree, objects, needs_git))
            }
        }
    }

    fn of_tree(
        run: Run<'_>,
        mut settings: Settings,
        scratch: Scratch,
        (hash, objects, needs_git): (&str, Option<&Path>, bool),
    ) -> Result<Self, SessionError> {
        let checkout_root = root_of(run.settings)?;
        let repository = Repository::of(&checkout_root, run.interrupt)?;
        // No git of a check reaches the user's repository: neither one that is named, nor one that is around temporary folders.
        settings.environment.extend(OF_GIT.map(|name| (name.to_owned(), String::new())));
        let ceiling = scratch.path().display().to_string();
        settings.environment.insert("GIT_CEILING_DIRECTORIES".to_owned(), ceiling);
        let (written, worktree) = match needs_git {
            false => (repository.check_out_tree(hash, objects, &scratch, run.interrupt)?, None),
            true => {
                let worktree = repository.add_worktree((hash, objects), &scratch, run.interrupt)?;
                let more = worktree.objects.display().to_string();
                settings.environment.insert(MORE_OBJECTS.into(), more);
                (repository.tree_in(&worktree.top, hash)?, Some(worktree))
            }
        };
        let (_, usual, _) = in_place(run)?;
        let python = prepared_python(run, &repository, (hash, &written.top, &written.root), &usual.python)?;
        let given = settings.environment.get(PYTHONPATH).map(String::as_str);
        let path = editable::python_path(given, &python, &repository.top, &written.top);
        let roots = path.iter().flat_map(|path| path.split(':')).map(PathBuf::from);
        let roots = roots.filter(|folder| folder.starts_with(&written.top));
        let roots = roots.chain([written.root.clone(), written.top.clone()]).collect();
        settings.environment.extend(path.map(|path| (PYTHONPATH.to_owned(), path)));
        settings.root.clone_from(&written.root);
        let source = settings.source.as_ref().and_then(|file| file.canonicalize().ok());
        let inside = source.as_deref().and_then(|file| file.strip_prefix(&repository.top).ok());
        let configured = inside.map(|file| written.top.join(file));
        if let Some(file) = &configured {
            settings.source = Some(file.clone());
        }
        let tracked = repository.tracked(run.interrupt)?;
        let environment = settings.environment.clone();
        let worker =
            Worker::new(&python, written.root.clone(), environment, settings.limits, settings.conditions)?;
        let not_from = editable::not_from(&python, &repository.top, tracked);
        let environments = not_from.checkout.except.clone();
        let worker = worker.prepared(settings.preparation.clone()).not_from(not_from);
        let tree = WrittenTree {
            top: written.top.canonicalize().unwrap_or(written.top),
            checkout: repository.top,
            checkout_root,
            configured: configured.and_then(|file| file.parent().map(Path::to_owned)),
            environments,
            roots,
        };
        let fingerprint = python::fingerprint(&python, None);
        let target = (written.root, fingerprint, worker);
        Ok(Self { _worktree: worktree, settings, target, scratch, tree: Some(tree) })
    }
}

/// The interpreter: that of the environment that `prepare` makes in the tree, else the usual one.
fn prepared_python(
    run: Run<'_>,
    repository: &Repository,
    (hash, top, root): (&str, &Path, &Path),
    usual: &Interpreter,
) -> Result<Interpreter, SessionError> {
    let Run { settings, conduct, interrupt, .. } = run;
    if settings.prepare.is_empty() {
        return Ok(usual.clone());
    }
    let source = settings.source.as_ref().and_then(|file| file.canonicalize().ok());
    let folder = source.as_deref().and_then(Path::parent);
    let folder = folder.and_then(|folder| folder.strip_prefix(&repository.top).ok());
    let folder = folder.map_or_else(|| root.to_owned(), |inside| top.join(inside));
    let commit = Commit { hash: hash.to_owned(), subject: String::new() };
    prepared::prepare(&settings.prepare, &folder, &usual.executable, &commit, interrupt)?;
    let named = conduct.python.as_deref().or(settings.python.as_deref());
    let Some(own) = prepared::own_python(named, [&folder, root]) else { return Ok(usual.clone()) };
    let selection = python::locate(Some(&own), None, root, None)?;
    Ok(python::identify(&selection, root, conduct.timeout, interrupt)?)
}
