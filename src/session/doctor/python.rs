//! The target's interpreter, and what installs a lock file's packages.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::super::error::SessionError;
use super::asked::AskedOfDoctor;
use super::programs::on_path;
use crate::blame::Blame;
use crate::config::Settings;
use crate::doctor::{Finding, Said};
use crate::process::{Timeout, run};
use crate::python::{identify, locate};

/// Files by which `vitals bisect --lock` may be wanted.
const LOCKS: [&str; 5] = ["uv.lock", "poetry.lock", "Pipfile.lock", "pylock.toml", "requirements.txt"];
/// Pip loads much on a slow disk.
const LONGEST: Duration = Duration::from_secs(20);

/// Whether it is there and starts.
pub fn python(asked: &AskedOfDoctor<'_>, settings: &Settings) -> Result<Vec<Finding>, SessionError> {
    if !settings.root.is_dir() {
        let error = SessionError::NoRoot { path: settings.root.clone() };
        return Ok(vec![Finding::BrokenConfiguration { said: Said::of(&error) }]);
    }
    let root = &settings.root;
    let found =
        locate(asked.python, settings.python.as_deref(), root, Some(asked.folder)).and_then(|selection| {
            let program = selection.program.clone();
            identify(&selection, root, None, asked.interrupt).map(|_| program)
        });
    match found {
        Err(error) if error.blame() == Blame::Interrupted => Err(error.into()),
        Err(error) => Ok(vec![Finding::NoPython { said: Said::of(&error) }]),
        Ok(program) => Ok(no_installer(asked, root, &program).into_iter().collect()),
    }
}

/// A lock file whose packages nothing could install.
fn no_installer(asked: &AskedOfDoctor<'_>, root: &Path, python: &Path) -> Option<Finding> {
    let places = [root, asked.folder].into_iter();
    let lock: PathBuf =
        places.flat_map(|folder| LOCKS.map(|name| folder.join(name))).find(|path| path.is_file())?;
    if on_path("uv").is_some() {
        return None;
    }
    let mut pip = Command::new(python);
    pip.args(["-m", "pip", "--version"]).current_dir(root);
    let ended = run(pip, None, Timeout::of(LONGEST), asked.interrupt);
    let works = ended.is_ok_and(|ended| ended.status.success());
    (!works).then_some(Finding::NoInstaller { lock })
}
