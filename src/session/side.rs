//! One variant, made ready to be measured: its files, its interpreter, its workers.

use std::path::{Path, PathBuf};

use super::conduct::Run;
use super::editable::{self, PYTHONPATH};
use super::error::SessionError;
use super::prepared;
use crate::config::{CommandLine, Revision, Settings, Variant};
use crate::git::{self, Commit, GitError, Repository, Tree};
use crate::measure::OwnBytecode;
use crate::process::{Scratch, ScratchError};
use crate::python::{self, Fingerprint, Interpreter, PythonError, Selection};
use crate::report::comparison::SideRecord;
use crate::verdict::ComparisonReason;
use crate::worker::Worker;

/// How the files of a tree are spoken of that no commit has.
const TREE: &str = "the tree";

/// The run's scratch folder.
pub fn scratch(run: Run<'_>) -> Result<Scratch, SessionError> {
    Scratch::open(run.interrupt).map_err(|error| match error {
        ScratchError::Guardian(error) => error.into(),
        ScratchError::Folder(error) => {
            SessionError::NoScratch { folder: std::env::temp_dir(), error: error.into() }
        }
    })
}

/// One variant, ready.
#[derive(Debug)]
pub struct Side {
    /// As written on the command line.
    pub label: String,
    /// Where the target runs.
    pub root: PathBuf,
    /// What places are relative to: the top of the repository, or the root.
    pub top: PathBuf,
    /// The commit, where it is one.
    pub commit: Option<Commit>,
    /// The commit's files.
    pub tree: Option<Tree>,
    /// Where its bytecode is.
    pub bytecode: OwnBytecode,
    /// Machine and interpreter.
    pub fingerprint: Fingerprint,
    /// Variables that make it the variant that it is.
    pub variables: Vec<(String, String)>,
    /// Starts its workers.
    pub worker: Worker,
}

/// Makes variants ready; what they have in common is looked up once.
pub struct Preparation<'a> {
    run: Run<'a>,
    scratch: &'a Scratch,
    root: PathBuf,
    /// Bytecode of all variants: their files have paths of their own, and versions of Python theirs.
    bytecode: PathBuf,
    repository: Option<Repository>,
    state: Option<(String, bool)>,
    pythons: Vec<(Selection, Interpreter)>,
    /// Run in a commit's files before they are measured.
    commands: &'a [CommandLine],
}

impl<'a> Preparation<'a> {
    /// # Errors
    /// Where there is no root, or no room.
    pub fn new(run: Run<'a>, scratch: &'a Scratch) -> Result<Self, SessionError> {
        let root = root_of(run.settings)?;
        // Without git a target is none that is in a repository.
        let repository = Repository::around(&root, run.interrupt).ok().flatten();
        let state = repository.as_ref().and_then(|_| git::state(&root, run.interrupt));
        let bytecode = scratch.folder("bytecode")?;
        Ok(Self { run, scratch, root, bytecode, repository, state, pythons: Vec::new(), commands: &[] })
    }

    /// The same where these commands make each commit's files ready, with an environment of their own.
    pub fn preparing(self, commands: &'a [CommandLine]) -> Self {
        Self { commands, ..self }
    }

    /// A variant of the target, as it will be measured.
    ///
    /// # Errors
    /// Where the revision, the interpreter or the room is not there.
    pub fn side(&mut self, variant: &Variant) -> Result<Side, SessionError> {
        let asked = match variant {
            Variant::Python(path) => Some(by_version(path)),
            _ => self.run.conduct.python.clone(),
        };
        let usual = self.interpreter(asked.as_deref())?;
        let checked_out = match variant {
            Variant::Revision(revision) => Some(self.check_out(revision)?),
            _ => None,
        };
        self.made(variant, usual, checked_out)
    }

    /// The files of a tree, some of whose objects may lie in a folder of their own.
    ///
    /// # Errors
    /// As [`Self::side`].
    pub fn side_of_tree(&mut self, hash: &str, objects: Option<&Path>) -> Result<Side, SessionError> {
        let usual = self.interpreter(self.run.conduct.python.clone().as_deref())?;
        let repository = Repository::of(&self.root, self.run.interrupt)?;
        let tree = repository.check_out_tree(hash, objects, self.scratch, self.run.interrupt)?;
        let commit = Commit { hash: hash.to_owned(), subject: String::new() };
        let checked_out = CheckedOut { repository, commit, tree };
        Ok(Side { label: TREE.to_owned(), ..self.made(&Variant::WorkingTree, usual, Some(checked_out))? })
    }

    fn made(
        &self,
        variant: &Variant,
        usual: (Interpreter, bool),
        checked_out: Option<CheckedOut>,
    ) -> Result<Side, SessionError> {
        let (python, known) = match &checked_out {
            Some(checked_out) => self.prepared(checked_out, usual)?,
            None => usual,
        };
        let (commit, tree) = match &checked_out {
            Some(CheckedOut { commit, tree, .. }) => (Some(commit.clone()), Some(tree.clone())),
            None => (None, None),
        };
        let root = tree.as_ref().map_or(&self.root, |tree| &tree.root).clone();
        let repository_top = || self.repository.as_ref().map_or(&self.root, |repository| &repository.top);
        let top = tree.as_ref().map_or_else(repository_top, |tree| &tree.top).clone();
        let state = match &commit {
            Some(commit) => Some((commit.hash.clone(), false)),
            None => self.state.clone(),
        };
        let worker = self.worker(&python, &root, variant, checked_out.as_ref())?;
        let fingerprint = python::fingerprint(&python, state);
        let bytecode = OwnBytecode {
            folder: self.bytecode.clone(),
            own: top.clone(),
            is_known: known,
            is_shared: false,
        };
        let label = match (variant.to_string(), &commit) {
            (whole, Some(commit)) if whole == commit.hash => commit.short().to_owned(),
            (label, _) => label,
        };
        let variables = match variant {
            Variant::Environment(variables) => variables.clone(),
            _ => Vec::new(),
        };
        Ok(Side { label, root, top, commit, tree, bytecode, fingerprint, variables, worker })
    }

    /// Starts a side's workers: with its variables, and with its own files where they are those of a commit.
    fn worker(
        &self,
        python: &Interpreter,
        root: &Path,
        variant: &Variant,
        checked_out: Option<&CheckedOut>,
    ) -> Result<Worker, SessionError> {
        let settings = self.run.settings;
        let mut environment = settings.environment.clone();
        if let Variant::Environment(variables) = variant {
            environment.extend(variables.iter().cloned());
        }
        environment.insert("PYTHONPYCACHEPREFIX".into(), self.bytecode.display().to_string());
        environment.insert("PYTHONDONTWRITEBYTECODE".into(), String::new());
        let Some(CheckedOut { repository, tree, .. }) = checked_out else {
            let root = root.to_owned();
            let worker = Worker::new(python, root, environment, settings.limits, settings.conditions)?;
            return Ok(worker.prepared(settings.preparation.clone()));
        };
        let given = environment.get(PYTHONPATH).map(String::as_str);
        let path = editable::python_path(given, python, &repository.top, &tree.top);
        environment.extend(path.map(|path| (PYTHONPATH.to_owned(), path)));
        let tracked = repository.tracked(self.run.interrupt)?;
        let worker = Worker::new(python, root.to_owned(), environment, settings.limits, settings.conditions)?;
        let worker = worker.prepared(settings.preparation.clone());
        Ok(worker.not_from(editable::not_from(python, &repository.top, tracked)))
    }

    /// Makes a commit's files ready, and gives the interpreter of the environment that they then have; the usual one where they
    /// have none.
    fn prepared(
        &self,
        checked_out: &CheckedOut,
        usual: (Interpreter, bool),
    ) -> Result<(Interpreter, bool), SessionError> {
        if self.commands.is_empty() {
            return Ok(usual);
        }
        let CheckedOut { repository, commit, tree } = checked_out;
        let Run { settings, conduct, interrupt, .. } = self.run;
        let source = settings.source.as_ref().and_then(|file| file.canonicalize().ok());
        let folder = source
            .as_deref()
            .and_then(Path::parent)
            .and_then(|folder| folder.strip_prefix(&repository.top).ok());
        let folder = folder.map_or_else(|| tree.root.clone(), |inside| tree.top.join(inside));
        prepared::prepare(self.commands, &folder, &usual.0.executable, commit, interrupt)?;
        let named = conduct.python.as_deref().or(settings.python.as_deref());
        let Some(own) = prepared::own_python(named, [&folder, &tree.root]) else { return Ok(usual) };
        let selection = python::locate(Some(&own), None, &tree.root, None)?;
        Ok((identified(self.run, &selection, &tree.root)?, false))
    }

    /// The interpreter, and whether another side has it too.
    fn interpreter(&mut self, asked: Option<&Path>) -> Result<(Interpreter, bool), SessionError> {
        let selection = select(self.run.settings, asked, &self.root)?;
        if let Some((_, python)) = self.pythons.iter().find(|(known, _)| *known == selection) {
            return Ok((python.clone(), true));
        }
        let python = identified(self.run, &selection, &self.root)?;
        self.pythons.push((selection, python.clone()));
        Ok((python, false))
    }

    fn check_out(&self, revision: &Revision) -> Result<CheckedOut, SessionError> {
        let interrupt = self.run.interrupt;
        let none =
            || GitError::NoRepository { root: self.root.clone(), revision: revision.as_str().to_owned() };
        // Asked anew where none was found: the reason may be git's own.
        let repository = match &self.repository {
            Some(repository) => repository.clone(),
            None => Repository::around(&self.root, interrupt)?.ok_or_else(none)?,
        };
        let commit = repository.resolve(revision, interrupt)?;
        let tree = repository.check_out(&commit, self.scratch, interrupt)?;
        Ok(CheckedOut { repository, commit, tree })
    }
}

/// A commit's files, and where they are from.
struct CheckedOut {
    repository: Repository,
    commit: Commit,
    tree: Tree,
}

/// The target as it lies there: its root, its fingerprint, and what starts its workers.
///
/// # Errors
/// Where there is no root, or no interpreter.
pub fn in_place(run: Run<'_>) -> Result<(PathBuf, Fingerprint, Worker), SessionError> {
    let Run { settings, conduct, .. } = run;
    let root = root_of(settings)?;
    let selection = select(settings, conduct.python.as_deref(), &root)?;
    let python = identified(run, &selection, &root)?;
    let fingerprint = python::fingerprint(&python, git::state(&root, run.interrupt));
    let environment = settings.environment.clone();
    let worker = Worker::new(&python, root.clone(), environment, settings.limits, settings.conditions)?;
    Ok((root, fingerprint, worker.prepared(settings.preparation.clone())))
}

impl Side {
    /// What a report keeps.
    pub fn record(&self) -> SideRecord {
        SideRecord {
            label: self.label.clone(),
            subject: self.commit.as_ref().map(|commit| commit.subject.clone()),
            fingerprint: self.fingerprint.clone(),
        }
    }

    /// Why two sides say nothing about each other: under other names they are the same interpreter with the same files. The same
    /// name twice is a comparison with itself, which may be asked for.
    pub fn same_as(&self, other: &Self) -> Option<ComparisonReason> {
        // The program in an environment is a link to one that all of them have: its folder tells them apart.
        let installed = |side: &Self| side.fingerprint.python.prefix.canonicalize().ok();
        let program = |side: &Self| side.fingerprint.python.executable.canonicalize().ok();
        let same =
            |of: &dyn Fn(&Self) -> Option<PathBuf>| of(self).is_some_and(|path| Some(path) == of(other));
        let alike = self.variables == other.variables
            && same(&|side| side.root.canonicalize().ok())
            && same(&installed)
            && same(&program);
        let (base, candidate) = (self.label.clone(), other.label.clone());
        (alike && base != candidate).then_some(ComparisonReason::OneAndTheSame { base, candidate })
    }

    /// Why a measured module says nothing about this side: it is not the commit's own.
    pub fn foreign_origin(&self, origin: Option<&str>) -> Option<ComparisonReason> {
        let (tree, origin) = (self.tree.as_ref()?, origin?);
        // Built into the interpreter: it has no file. And a link of the commit may lead out of it, to files that both sides have.
        let real = Path::new(origin).canonicalize().ok().zip(tree.top.canonicalize().ok());
        let led_out = real.is_some_and(|(real, top)| !real.starts_with(top));
        let foreign = !Path::new(origin).starts_with(&tree.top) || led_out;
        foreign
            .then(|| ComparisonReason::ForeignOrigin { side: self.label.clone(), origin: origin.to_owned() })
    }
}

/// Where the target runs, and its interpreter's program, which is not started.
///
/// # Errors
/// Where there is no root, or no interpreter.
pub fn whereabouts(settings: &Settings, asked: Option<&Path>) -> Result<(PathBuf, PathBuf), SessionError> {
    let root = root_of(settings)?;
    let python = select(settings, asked, &root)?.program;
    Ok((root, python))
}

/// Asks the interpreter what it is, no longer than a worker's step or the run may take.
fn identified(run: Run<'_>, selection: &Selection, root: &Path) -> Result<Interpreter, PythonError> {
    python::identify(selection, root, run.conduct.timeout, run.interrupt)
}

/// The folder that the target runs in, as git names it.
///
/// # Errors
/// Where there is none.
pub fn root_of(settings: &Settings) -> Result<PathBuf, SessionError> {
    let root = std::path::absolute(&settings.root)?;
    if !root.is_dir() {
        return Err(SessionError::NoRoot { path: root });
    }
    // As git names it: a commit's files are found by the path from the top.
    Ok(root.canonicalize()?)
}

/// `py:3.13` is the `python3.13` on the path.
fn by_version(path: &Path) -> PathBuf {
    let text = path.to_string_lossy();
    let is_version = text.starts_with("3.") && text.chars().all(|c| c.is_ascii_digit() || c == '.');
    if is_version && !path.exists() { format!("python{text}").into() } else { path.to_owned() }
}

/// The interpreter that is meant. Nothing is started.
fn select(settings: &Settings, asked: Option<&Path>, root: &Path) -> Result<Selection, PythonError> {
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
    python::locate(asked, configured.as_deref(), root, folder)
}
