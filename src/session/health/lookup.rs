//! Takes a name that could not be had, gives the commit that removed it, and who needs it.

use std::path::{Path, PathBuf};

use super::look_back::Past;
use super::lost_name::LostName;
use crate::git::{DatedCommit, GitError, Repository};
use crate::imports::{
    ImportsError, Presence, Removal, folder_of, module_removal, module_users, removal, users,
};
use crate::process::Interrupt;
use crate::verdict::{AgedCommit, ChangeReason, Location};

/// Places that are listed of those that need a name.
const PLACES: usize = 7;

/// Who needs a name: how many places, and the first of them.
struct Needed {
    count: usize,
    places: Vec<Location>,
}

impl Past<'_> {
    /// What became of a name. Nothing, where it is none of the checkout's own, or is there after all.
    pub fn look_up(&self, lost: &LostName, interrupt: &Interrupt) -> Result<Vec<ChangeReason>, ImportsError> {
        let Some(folder) = self.folder_of(lost) else { return Ok(Vec::new()) };
        let Some(repository) = self.repository.at(&folder) else { return Ok(Vec::new()) };
        let Some(needed) = self.needed(&folder, lost) else { return Ok(Vec::new()) };
        let shown = lost.shown();
        let mut reasons = vec![match self.removed(&repository, lost, interrupt)? {
            Removal::Commit(commit) => {
                let dated = repository.dated(&commit.hash, interrupt)?;
                let dated = dated.unwrap_or(DatedCommit { commit, committed: None });
                ChangeReason::Removed { name: shown.clone(), by: AgedCommit::of(dated, self.now) }
            }
            Removal::Uncommitted => ChangeReason::RemovalNotCommitted { name: shown.clone() },
            // Of a module that nobody here has ever had: another project's, which is not installed.
            Removal::NeverThere if lost.name.is_none() && !self.is_own(&folder, lost) => {
                return Ok(Vec::new());
            }
            Removal::NeverThere => ChangeReason::NeverThere { name: shown.clone() },
        }];
        let Needed { count, places } = needed;
        reasons.push(ChangeReason::NeededIn { name: shown, count, places });
        Ok(reasons)
    }

    /// The newest commit in which the name came or went, anywhere: all of the history is read for that.
    pub fn touched(&self, lost: &LostName, interrupt: &Interrupt) -> Result<Option<ChangeReason>, GitError> {
        let name = lost.last();
        let found = self.repository.touched(name, interrupt)?;
        Ok(found.map(|dated| ChangeReason::Touched {
            name: name.to_owned(),
            by: AgedCommit::of(dated, self.now),
        }))
    }

    /// Where the name went; what a package does not bind may be a module in it.
    fn removed(
        &self,
        repository: &Repository,
        lost: &LostName,
        interrupt: &Interrupt,
    ) -> Result<Removal, ImportsError> {
        let Some(name) = &lost.name else { return module_removal(repository, &lost.module, interrupt) };
        match removal(repository, &lost.module, name, interrupt)? {
            Removal::NeverThere => module_removal(repository, &format!("{}.{name}", lost.module), interrupt),
            found => Ok(found),
        }
    }

    /// None where the name is there after all, or cannot be looked for.
    fn needed(&self, folder: &Path, lost: &LostName) -> Option<Needed> {
        let places: Vec<(PathBuf, u32)> = match &lost.name {
            None => module_users(folder, &lost.module).ok()?,
            Some(name) => {
                let users = users(folder, &[], &lost.module, name).ok()?;
                if users.presence == Presence::Defined {
                    return None;
                }
                let needing = users.usages.into_iter().filter(|usage| usage.how.needs_it());
                needing.map(|usage| (usage.file, usage.line)).collect()
            }
        };
        let count = places.len();
        let place = |(file, line): (PathBuf, u32)| Location { file: self.shown(&folder.join(file)), line };
        Some(Needed { count, places: places.into_iter().take(PLACES).map(place).collect() })
    }

    /// The folder that the module is imported from, in the checkout.
    pub fn folder_of(&self, lost: &LostName) -> Option<PathBuf> {
        if let Some(file) = &lost.file {
            // A file of another project's, or one that git leaves out: an environment in the checkout.
            let file = file.canonicalize().ok()?;
            return folder_of(&lost.module, &file).filter(|_| self.is_installed(&file) == Some(false));
        }
        let roots = || self.roots.iter().filter(|root| root.is_dir());
        let own = roots().find(|root| self.is_own(root, lost));
        // A whole package may be gone; a module of which a name is missing is there.
        own.or_else(|| roots().next().filter(|_| lost.name.is_none())).cloned()
    }

    /// Whether the module's top-level package lies in the folder.
    fn is_own(&self, folder: &Path, lost: &LostName) -> bool {
        let top = lost.module.split('.').next().unwrap_or_default();
        folder.join(top).is_dir() || folder.join(top).with_extension("py").is_file()
    }

    /// Whether a file of the checkout lies where packages are installed; None outside of it.
    fn is_installed(&self, file: &Path) -> Option<bool> {
        let inside = file.strip_prefix(&self.repository.top).ok()?;
        let packages = ["site-packages", "dist-packages"];
        Some(inside.components().any(|part| packages.iter().any(|name| part.as_os_str() == *name)))
    }
}
