//! Places as a repository knows them: a CI job's workspace, or the folder that the program runs in.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::report::Report;
use crate::verdict::Location;

/// Where the repository lies, and what relative places are relative to.
pub struct Workspace<'a> {
    folder: Option<PathBuf>,
    root: Option<&'a Path>,
}

impl<'a> Workspace<'a> {
    /// Of a report that is written here.
    pub fn of(report: &'a Report) -> Self {
        let folder = env::var_os("GITHUB_WORKSPACE").filter(|path| !path.is_empty()).map(PathBuf::from);
        Self { folder: folder.or_else(|| env::current_dir().ok()), root: root(report) }
    }

    /// A place as the repository names it, where its file is one of it.
    pub fn within(&self, place: &Location) -> Option<(String, u32)> {
        let workspace = self.folder.as_ref()?;
        let reported = Path::new(&place.file);
        let candidates = [Some(workspace.join(reported)), self.root.map(|root| root.join(reported))];
        let file = candidates.into_iter().flatten().find(|file| file.is_file())?;
        let file = file.canonicalize().ok()?;
        let inside = file.strip_prefix(workspace.canonicalize().ok()?).ok()?;
        let foreign = ["site-packages", "dist-packages"].map(OsStr::new);
        let is_foreign = inside.iter().any(|part| foreign.contains(&part));
        (!is_foreign).then(|| (inside.display().to_string(), place.line))
    }
}

/// What relative places are relative to.
fn root(report: &Report) -> Option<&Path> {
    match report {
        Report::Check(document) => Some(&document.root),
        Report::Nightly(document) => Some(&document.check.root),
        Report::Imports(document) => Some(&document.root),
        _ => None,
    }
}
