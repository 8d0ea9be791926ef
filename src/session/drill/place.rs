//! Where it is rehearsed: a scratch clone, and a configuration for it beside it.

use std::fs;
use std::path::{Path, PathBuf};

use super::super::conduct::Run;
use super::super::editable::{PYTHONPATH, python_path};
use super::super::error::SessionError;
use super::super::health::checks_of;
use super::super::own_program::OwnProgram;
use super::super::side::target_of;
use super::asking::Asking;
use super::left_out::without;
use crate::config::{CheckSettings, FILE_NAME, Rehearsed, Settings, read_as, rehearsed};
use crate::drill::{Fault, Ground, Injected, Unplaced, inject};
use crate::git::{Objects, Repository, ScratchClone};
use crate::imports;
use crate::process::Interrupt;

/// Commits without a fault before the one at fault, and after it.
const AROUND: [usize; 2] = [2, 3];

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
    /// The text of that configuration, and what it says.
    configured: (String, Settings),
    /// A folder beside the clone, for files of a drill.
    pub beside: PathBuf,
    /// This program, in the clone.
    pub own: Asking<'a>,
}

impl<'a> Place<'a> {
    /// Clones into a folder that is there, and writes a configuration of the clone, after the one in `file`, beside it.
    ///
    /// # Errors
    /// Where there is no repository, no interpreter, or no room.
    pub fn make(run: Run<'a>, file: &Path, folder: &Path, objects: Objects) -> Result<Self, SessionError> {
        let (root, python, interpreter) = target_of(run)?;
        let repository = Repository::of(&root, run.interrupt)?;
        let imprint = repository.imprint(run.interrupt)?;
        let clone = repository.clone_into(&folder.join("clone"), objects, run.interrupt)?;
        let beside = folder.join("beside");
        fs::create_dir(&beside)?;
        let root = clone.top.join(&repository.inside);
        let given = run.settings.environment.get(PYTHONPATH).map(String::as_str);
        let path = python_path(given, &interpreter, &repository.top, &clone.top);
        let variables: Vec<_> = path.map(|path| (PYTHONPATH.to_owned(), path)).into_iter().collect();
        let place = Rehearsed { root: &root, python: &python, variables: &variables };
        let config = beside.join(FILE_NAME);
        let text = rehearsed(file, place)?;
        fs::write(&config, &text)?;
        let settings = read_as(&config, &text)?;
        let checks = checks_of(&settings);
        // What a command leaves that is ended goes with the folder.
        let temporary = beside.join("temporary");
        fs::create_dir(&temporary)?;
        let mut own = OwnProgram::in_folder(&root, run.interrupt)?;
        own.variables.push(("TMPDIR", temporary.display().to_string()));
        let own = Asking { own, config };
        Ok(Self {
            repository,
            imprint,
            clone,
            root,
            python,
            checks,
            configured: (text, settings),
            beside,
            own,
        })
    }

    /// Writes files of the root.
    fn write(&self, files: &[(PathBuf, String)]) -> Result<(), SessionError> {
        for (file, text) in files {
            fs::write(self.root.join(file), text)?;
        }
        Ok(())
    }

    /// Adds a line to a file that no module reads: a commit that is not at fault.
    fn note(&self, line: &str) -> Result<(), SessionError> {
        let path = self.clone.top.join("DRILL.md");
        let old = fs::read_to_string(&path).unwrap_or_default();
        Ok(fs::write(&path, format!("{old}{line}\n"))?)
    }

    /// From now on the checks of these names are left out; without any, all are there again.
    pub fn leave_out(&self, names: &[String]) -> Result<(), SessionError> {
        let (text, settings) = &self.configured;
        Ok(fs::write(&self.own.config, without(text, settings, names))?)
    }

    /// A fault, placed in the clone's files as they are now.
    ///
    /// # Errors
    /// Why it has no place there.
    pub fn inject(&self, fault: Fault) -> Result<Injected, Unplaced> {
        let graph = imports::build(&self.root, &[]).unwrap_or_default();
        inject(fault, &Ground { root: &self.root, graph: &graph, checks: &self.checks })
    }

    /// Commits a fault, with commits that are not at fault around it; gives the hash of the one that is.
    pub fn commit(&self, injected: &Injected, interrupt: &Interrupt) -> Result<String, SessionError> {
        let [before, after] = AROUND;
        for number in 0..before {
            self.note(&format!("Note {number}."))?;
            self.clone.commit(&format!("Note {number}"), interrupt)?;
        }
        self.write(&injected.files)?;
        let culprit = self.clone.commit("Improve the service", interrupt)?;
        for number in before..before + after {
            self.note(&format!("Note {number}."))?;
            self.clone.commit(&format!("Note {number}"), interrupt)?;
        }
        Ok(culprit)
    }

    /// A file beside the clone.
    pub fn file(&self, name: &str) -> String {
        self.beside.join(Path::new(name)).display().to_string()
    }
}
