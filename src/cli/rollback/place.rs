//! Which repository is meant: that of `--root`, else of the configuration's target, else of the current folder.

use std::path::{Path, PathBuf};

use crate::cli::project::Project;

/// A folder of it. A configuration that cannot be read says nothing: what makes a checkout whole must not depend on one.
pub fn place(root: Option<&Path>, configuration: Option<&Path>) -> PathBuf {
    let configured = || {
        let target = Project::find(configuration).and_then(|project| project.target()).ok()?;
        Some(target.root).filter(|root| root.is_dir())
    };
    root.map(Path::to_owned).or_else(configured).unwrap_or_else(|| PathBuf::from("."))
}
