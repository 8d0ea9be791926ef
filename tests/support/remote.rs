//! A bare repository of a test's own, as the remote `origin` of another.

use std::path::Path;

use tempfile::TempDir;

use super::repository::Repository;

pub struct Remote(TempDir);

impl Remote {
    /// Adds one to a repository and pushes its branch `main` there.
    pub fn of(repository: &Repository) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let place = folder.path().display().to_string();
        repository.git(&["init", "--quiet", "--bare", "--initial-branch=main", &place]);
        repository.git(&["remote", "add", "origin", &place]);
        repository.git(&["push", "--quiet", "--set-upstream", "origin", "main"]);
        Self(folder)
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }
}
