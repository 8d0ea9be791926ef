//! Hooks that git runs as a rollback moves the branch, or pushes it.

use rustix::fs::{Access, access};

use super::super::error::SessionError;
use super::asked::AskedOfDoctor;
use super::repository::Checkout;
use crate::doctor::{Finding, HookName};

/// Those that are there.
pub fn hooks(asked: &AskedOfDoctor<'_>, checkout: &Checkout) -> Result<Vec<Finding>, SessionError> {
    let folder = checkout.repository.hooks(asked.interrupt)?;
    let found = HookName::ALL.into_iter().filter_map(|hook| {
        let path = folder.join(hook.file());
        let runs = access(&path, Access::EXEC_OK).is_ok();
        path.is_file().then_some(Finding::Hook { hook, path, runs })
    });
    Ok(found.collect())
}
