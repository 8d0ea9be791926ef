//! `vitals rollback approve`.

use std::env;
use std::path::{Path, PathBuf};

use rustix::process::getuid;

use super::apply::read;
use super::said;
use crate::cli::arguments::ApproveArgs;
use crate::cli::conduct::listen;
use crate::cli::console;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::operators::operators_around;
use crate::escalation::{Action, Proof};
use crate::rollback::RollbackExit;
use crate::rollback::{RollbackError, Site, common_folder, expect_other, give, sign};

pub fn run(arguments: &ApproveArgs) -> Result<Exit, CliError> {
    let here = env::current_dir().map_err(|error| CliError::NoCurrentFolder { error: error.into() })?;
    let folder = arguments.root.as_deref().map_or_else(|| here.clone(), |root| here.join(root));
    let hash = hash(&arguments.plan, &folder)?;
    expect_level(arguments, &folder)?;
    if arguments.tag {
        let interrupt = listen()?;
        let name = sign(&Site::around(&folder, &interrupt)?, &hash, &arguments.level)?;
        console::line(said::tagged(&name, &hash, &arguments.level))?;
        return Ok(RollbackExit::Done.into());
    }
    let common = common_folder(&folder).ok_or(RollbackError::NoRepository(folder))?;
    let approved = give(&common, &hash, &arguments.level)?;
    console::line(said::approved(&approved, &hash))?;
    Ok(RollbackExit::Done.into())
}

/// That LEVEL is one of the configuration's, may rewrite history, and is not somebody else's. `apply` looks at all of it again: by the
/// owner of the file, or the key of the tag.
fn expect_level(arguments: &ApproveArgs, folder: &Path) -> Result<(), CliError> {
    let Some(operators) = operators_around(folder) else { return Ok(()) };
    let (level, action) = (&arguments.level, Action::RewriteHistory);
    if arguments.tag && !operators.levels.is_empty() {
        operators.expect(level, action).map_err(RollbackError::from)?;
    } else if !arguments.tag {
        let account = Proof::Account(getuid().as_raw());
        operators.allowed(account, Some(level), action).map_err(RollbackError::from)?;
    }
    Ok(())
}

/// The hash that is approved. One that is whole needs no file: who approves may not be able to read the plan's, or have it elsewhere.
fn hash(named: &str, folder: &Path) -> Result<String, CliError> {
    let is_whole = named.len() == 64 && named.bytes().all(|byte| byte.is_ascii_hexdigit());
    match read(named, folder) {
        Ok((plan, _)) if !plan.rewrite => Err(RollbackError::NoApprovalNeeded.into()),
        Ok((plan, hash)) => {
            expect_other(&plan, &hash)?;
            console::line(said::withdrawn(&plan))?;
            Ok(hash)
        }
        Err(_) if is_whole && !PathBuf::from(named).exists() => Ok(named.to_ascii_lowercase()),
        Err(error) => Err(error),
    }
}
