//! What a check needs is taken from it, to see that it can fail.

use std::fs;
use std::io;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::python_path::python_path;
use super::sitecustomize::write_sitecustomize;
use crate::process::Scratch;
use crate::worker::Environment;

/// What an audit does to a check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum InjectedFault {
    /// The probe's limit is zero.
    ZeroLimit,
    /// A file does not compile.
    BrokenFile,
    /// Two modules import each other.
    CircularImport,
    /// The server takes connections and answers none.
    SilentServer,
    /// Modules cannot be imported.
    Unimportable {
        /// Their names.
        modules: Vec<String>,
    },
    /// As version 1 wrote it.
    #[serde(untagged)]
    Legacy(String),
}

/// Makes modules unimportable in every Python process that inherits an environment.
#[derive(Clone, Debug)]
pub struct FaultInjection {
    folder: PathBuf,
}

impl FaultInjection {
    /// Prepares the folder that will stand first in `PYTHONPATH`.
    ///
    /// # Errors
    /// Where the scratch folder is full.
    pub fn prepare(scratch: &Scratch) -> io::Result<Self> {
        let folder = scratch.folder("fault_injection")?;
        write_sitecustomize(&folder, include_str!("fault_injection.py"))?;
        Ok(Self { folder })
    }

    /// The environment in which these modules cannot be imported. `PYTHONPATH` is the target's or the tool's own behind ours.
    pub fn of(&self, environment: &Environment, modules: &[String]) -> Environment {
        let mut changed = environment.clone();
        changed.insert("PYTHONPATH".into(), python_path(&self.folder, environment));
        changed.insert("VITALS_BLOCKED_MODULES".into(), modules.join(","));
        changed
    }
}

/// A folder with a file that no interpreter compiles: what a syntax check must find.
///
/// # Errors
/// Where the scratch folder is full.
pub fn broken_tree(scratch: &Scratch) -> io::Result<PathBuf> {
    let folder = scratch.folder("broken")?;
    fs::write(folder.join("broken.py"), "def broken(:\n")?;
    Ok(folder)
}

/// A folder with two modules that import each other: what an import check must find.
///
/// # Errors
/// Where the scratch folder is full.
pub fn circular_tree(scratch: &Scratch) -> io::Result<PathBuf> {
    let folder = scratch.folder("circular")?;
    let package = folder.join("circular");
    fs::create_dir(&package)?;
    for (name, text) in
        [("__init__", ""), ("one", "import circular.other\n"), ("other", "import circular.one\n")]
    {
        fs::write(package.join(name).with_extension("py"), text)?;
    }
    Ok(folder)
}
