//! Environments with the packages of a lock file, or of a mixture of two: made by uv where it is installed, else by venv and pip.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::super::error::SessionError;
use super::super::last_lines::last_lines;
use super::super::lock_fault::LockSearchError;
use super::mixture::Requirements;
use crate::process::{Interrupt, Scratch, Termination, Timeout, run};
use crate::untrusted::shell_line;

/// Packages may be compiled from source.
const LONGEST: Duration = Duration::from_secs(1800);
/// Variables that lead installers, and what they run, to another environment.
const ENVIRONMENTS: [&str; 5] =
    ["VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME", "CONDA_PREFIX", "UV_PROJECT_ENVIRONMENT"];

/// An environment with exactly these packages.
#[derive(Clone, Debug)]
pub struct LockEnvironment {
    /// Its folder.
    pub folder: PathBuf,
    /// The interpreter that it was made of.
    pub base_python: PathBuf,
}

impl LockEnvironment {
    /// Its interpreter.
    pub fn python(&self) -> PathBuf {
        self.folder.join("bin/python")
    }

    /// Where its packages lie.
    pub fn site_packages(&self) -> Vec<PathBuf> {
        let versions =
            std::fs::read_dir(self.folder.join("lib")).into_iter().flatten().filter_map(Result::ok);
        versions
            .map(|version| version.path().join("site-packages"))
            .filter(|folder| folder.is_dir())
            .collect()
    }
}

/// Makes environments, each once.
pub struct Installer<'a> {
    scratch: &'a Scratch,
    interrupt: &'a Interrupt,
    base_python: PathBuf,
    find_links: Vec<PathBuf>,
    has_uv: bool,
    /// One without packages, of which the others are copies where there is no uv: venv takes most of its time for pip.
    pristine: RefCell<Option<PathBuf>>,
    made: RefCell<HashMap<Requirements, LockEnvironment>>,
}

impl<'a> Installer<'a> {
    /// Of an interpreter; with `find_links` no index is asked.
    pub fn new(
        base_python: PathBuf,
        find_links: &[PathBuf],
        scratch: &'a Scratch,
        interrupt: &'a Interrupt,
    ) -> Self {
        let mut uv = Command::new("uv");
        uv.arg("--version");
        let asked = run(uv, None, Timeout::of(Duration::from_secs(20)), interrupt);
        let has_uv = asked.is_ok_and(|ended| ended.status.success());
        let made = RefCell::default();
        let (pristine, find_links) = (RefCell::default(), find_links.to_owned());
        Self { scratch, interrupt, base_python, find_links, has_uv, pristine, made }
    }

    /// How many were made.
    pub fn count(&self) -> usize {
        self.made.borrow().len()
    }

    /// The program that installs.
    pub fn name(&self) -> &'static str {
        if self.has_uv { "uv" } else { "pip" }
    }

    /// An environment with these requirements, and with what they require where the installer is to resolve that. `what` is for
    /// messages.
    ///
    /// # Errors
    /// Where one cannot be installed, or Ctrl-C came.
    pub fn environment(&self, wanted: &Requirements, what: &str) -> Result<LockEnvironment, SessionError> {
        if let Some(known) = self.made.borrow().get(wanted) {
            return Ok(known.clone());
        }
        let folder = self.scratch.place("environment");
        let requirements = self.scratch.place("requirements");
        std::fs::write(&requirements, wanted.lines.join("\n") + "\n")?;
        let environment = LockEnvironment { folder, base_python: self.base_python.clone() };
        self.done(self.made_at(&environment.folder, what)?, what)?;
        self.done(self.installing(&environment, &requirements, wanted.resolved), what)?;
        self.made.borrow_mut().insert(wanted.clone(), environment.clone());
        Ok(environment)
    }

    /// The command that makes an environment without packages.
    fn made_at(&self, folder: &Path, what: &str) -> Result<Command, SessionError> {
        if self.has_uv {
            let mut make = Command::new("uv");
            make.args(["venv", "--quiet", "--no-project", "--python"]).arg(&self.base_python).arg(folder);
            return Ok(make);
        }
        let mut copy = Command::new("cp");
        copy.args(["-a", "--"]).arg(self.pristine(what)?).arg(folder);
        Ok(copy)
    }

    /// The environment of which the others are copies. What in it names its folder, its activation and `bin/pip`, is not used.
    fn pristine(&self, what: &str) -> Result<PathBuf, SessionError> {
        if let Some(known) = self.pristine.borrow().clone() {
            return Ok(known);
        }
        let folder = self.scratch.place("pristine");
        let mut make = Command::new(&self.base_python);
        make.args(["-m", "venv"]).arg(&folder);
        self.done(make, what)?;
        *self.pristine.borrow_mut() = Some(folder.clone());
        Ok(folder)
    }

    fn installing(&self, environment: &LockEnvironment, requirements: &Path, resolved: bool) -> Command {
        let python = environment.python();
        let mut install;
        if self.has_uv {
            install = Command::new("uv");
            install.args(["pip", "install", "--quiet", "--python"]).arg(python);
        } else {
            install = Command::new(python);
            install.args(["-m", "pip", "--disable-pip-version-check", "install", "--quiet"]);
        }
        if !resolved {
            install.arg("--no-deps");
        }
        for folder in &self.find_links {
            install.arg("--find-links").arg(folder);
        }
        if !self.find_links.is_empty() {
            install.arg("--no-index");
        }
        install.arg("-r").arg(requirements);
        install
    }

    fn done(&self, mut command: Command, what: &str) -> Result<(), SessionError> {
        for name in ENVIRONMENTS {
            command.env_remove(name);
        }
        let words = std::iter::once(command.get_program()).chain(command.get_args());
        let words: Vec<String> = words.map(|word| word.to_string_lossy().into_owned()).collect();
        let failed = |fault: String, output| {
            let command = shell_line(words.iter().map(String::as_str));
            SessionError::from(LockSearchError::NotInstalled {
                what: what.to_owned(),
                command,
                fault,
                output,
            })
        };
        let ended = run(command, None, Timeout::of(LONGEST), self.interrupt)
            .map_err(|error| failed(format!("cannot be started: {error}"), Vec::new()))?;
        match ended.termination {
            Some(Termination::Interrupt) => Err(crate::git::GitError::Interrupted.into()),
            Some(Termination::Budget) => {
                Err(failed("had not ended when the budget was spent".into(), Vec::new()))
            }
            Some(Termination::Idle) => Err(failed("did not end within half an hour".into(), Vec::new())),
            None if ended.status.success() => Ok(()),
            None => Err(failed(format!("ended with {}", ended.status), last_lines(&ended))),
        }
    }
}
