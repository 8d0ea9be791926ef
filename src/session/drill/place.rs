//! Where it is rehearsed: a scratch clone, and a configuration for it beside it.

use std::fs;
use std::path::{Path, PathBuf};

use super::super::conduct::Run;
use super::super::editable::{PYTHONPATH, python_path};
use super::super::error::SessionError;
use super::super::health::checks_of;
use super::super::own_program::OwnProgram;
use super::super::side::target_of;
use super::asked::AskedOfDrill;
use super::asking::Asking;
use crate::config::{CheckSettings, FILE_NAME, Rehearsed, read_as, rehearsed};
use crate::git::{Repository, ScratchClone};
use crate::process::Scratch;

/// A clone, what runs in it, and the repository that it is of.
pub struct Place<'a> {
    /// The user's.
    pub repository: Repository,
    /// Its state before the first drill.
    pub imprint: String,
    /// The clone.
    pub clone: ScratchClone,
    /// Where the target runs in it.
    pub root: PathBuf,
    /// The interpreter.
    pub python: PathBuf,
    /// The checks of the rehearsed configuration.
    pub checks: Vec<CheckSettings>,
    /// A folder beside the clone, for files of a drill.
    pub beside: PathBuf,
    /// This program, in the clone.
    pub own: Asking<'a>,
}

impl<'a> Place<'a> {
    /// Clones, and writes the configuration.
    ///
    /// # Errors
    /// Where there is no repository, no interpreter, or no room.
    pub fn make(run: Run<'a>, asked: &AskedOfDrill, scratch: &Scratch) -> Result<Self, SessionError> {
        let (root, python, interpreter) = target_of(run)?;
        let repository = Repository::of(&root, run.interrupt)?;
        let imprint = repository.imprint(run.interrupt)?;
        let folder = scratch.folder("drill")?;
        let clone = repository.clone_into(&folder.join("clone"), run.interrupt)?;
        let beside = folder.join("beside");
        fs::create_dir(&beside)?;
        let root = clone.top.join(&repository.inside);
        let given = run.settings.environment.get(PYTHONPATH).map(String::as_str);
        let path = python_path(given, &interpreter, &repository.top, &clone.top);
        let variables: Vec<_> = path.map(|path| (PYTHONPATH.to_owned(), path)).into_iter().collect();
        let place = Rehearsed { root: &root, python: &python, variables: &variables };
        let config = beside.join(FILE_NAME);
        let text = rehearsed(&asked.file, place)?;
        fs::write(&config, &text)?;
        let checks = checks_of(&read_as(&config, &text)?);
        let own = Asking { own: OwnProgram::in_folder(&root, run.interrupt)?, config };
        Ok(Self { repository, imprint, clone, root, python, checks, beside, own })
    }

    /// Writes files of the root.
    pub fn write(&self, files: &[(PathBuf, String)]) -> Result<(), SessionError> {
        for (file, text) in files {
            fs::write(self.root.join(file), text)?;
        }
        Ok(())
    }

    /// Adds a line to a file that no module reads: a commit that is not at fault.
    pub fn note(&self, line: &str) -> Result<(), SessionError> {
        let path = self.clone.top.join("DRILL.md");
        let old = fs::read_to_string(&path).unwrap_or_default();
        Ok(fs::write(&path, format!("{old}{line}\n"))?)
    }

    /// A file beside the clone.
    pub fn file(&self, name: &str) -> String {
        self.beside.join(Path::new(name)).display().to_string()
    }
}
