//! An approval as a file in the common git directory. Its owner and its time are the proof, not what it says.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, Read};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use jiff::Timestamp;
use rustix::fs::OFlags;
use rustix::process::geteuid;
use serde::{Deserialize, Serialize};

use super::account::{name_of, own_numbers};
use crate::escalation::{Action, Operators, Proof};
use crate::rollback::approval_fault::{ApprovalFault, VALID};
use crate::rollback::approved::Approved;
use crate::rollback::error::RollbackError;
use crate::system_error::SystemError;
use crate::user_file;

const SCHEMA: &str = "vitals-rollback-approval/1";

/// None is longer.
const LONGEST: u64 = 64 * 1024;

#[derive(Serialize, Deserialize)]
struct Written {
    schema: String,
    hash: String,
    level: String,
    /// Who wrote it; one that became another account by sudo is here too.
    accounts: Vec<u32>,
    when: String,
}

fn folder(common: &Path) -> PathBuf {
    common.join("vitals/approvals")
}

/// Makes the folder in which other accounts can write, and only their own.
///
/// # Errors
/// Where it cannot be made.
pub fn open_folder(common: &Path) -> Result<(), RollbackError> {
    let place = folder(common);
    let made = || -> io::Result<()> {
        for (folder, mode) in [(common.join("vitals"), 0o711), (place.clone(), 0o1777)] {
            match DirBuilder::new().mode(0o700).create(&folder) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
                _ => {}
            }
            let now = fs::symlink_metadata(&folder)?.permissions().mode() & 0o7777;
            if now & mode != mode {
                fs::set_permissions(&folder, Permissions::from_mode(now | mode))?;
            }
        }
        Ok(())
    };
    made().map_err(|error| system("making", &place, error))
}

/// Writes this account's approval, in the place of an earlier one.
///
/// # Errors
/// Where it cannot be written: the maker of the plan makes the folder.
pub fn give(common: &Path, hash: &str, level: &str) -> Result<Approved, RollbackError> {
    let uid = geteuid().as_raw();
    let by = name_of(uid).ok_or_else(|| not_authorised(hash, ApprovalFault::NoAccount(uid)))?;
    let when = Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let written = Written {
        schema: SCHEMA.to_owned(),
        hash: hash.to_owned(),
        level: level.to_owned(),
        accounts: own_numbers(),
        when: when.clone(),
    };
    let place = folder(common).join(format!("{hash}-{uid}.json"));
    let text = serde_json::to_string(&written).map_err(|error| system("writing", &place, error.into()))?;
    user_file::replace(&place, text.as_bytes()).map_err(|error| RollbackError::System {
        what: format!("writing the approval {}", place.display()),
        error,
    })?;
    fs::set_permissions(&place, Permissions::from_mode(0o644))
        .map_err(|error| system("writing", &place, error))?;
    Ok(Approved { level: level.to_owned(), by, when, tag: None })
}

/// All approvals of a plan, whatever they are worth.
pub(super) fn of_plan(common: &Path, hash: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder(common)).into_iter().flatten();
    let mut found: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(hash)))
        .collect();
    found.sort();
    found
}

/// What one is worth to accounts that make or apply the plan.
pub(super) fn read(
    path: &Path,
    hash: &str,
    own: &[u32],
    operators: &Operators,
) -> Result<Approved, ApprovalFault> {
    let shown = || path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut file = opened(path).map_err(|_| ApprovalFault::NotPlain(shown()))?;
    let about = file.metadata().map_err(|_| ApprovalFault::NotPlain(shown()))?;
    let plain = about.is_file() && about.nlink() == 1 && about.mode() & 0o022 == 0 && about.len() <= LONGEST;
    if !plain {
        return Err(ApprovalFault::NotPlain(shown()));
    }
    let by = name_of(about.uid()).ok_or(ApprovalFault::NoAccount(about.uid()))?;
    if own.contains(&about.uid()) {
        return Err(ApprovalFault::Own(by));
    }
    let mut text = String::new();
    let read = file.read_to_string(&mut text).ok().and_then(|_| serde_json::from_str::<Written>(&text).ok());
    let written = read
        .filter(|written| written.schema == SCHEMA && written.hash == hash)
        .ok_or_else(|| ApprovalFault::Other(shown()))?;
    if written.accounts.iter().any(|account| own.contains(account)) {
        return Err(ApprovalFault::Own(by));
    }
    let changed = about.modified().map_err(|_| ApprovalFault::NotPlain(shown()))?;
    expect_recent(changed, SystemTime::now(), &by)?;
    operators
        .allowed(Proof::Account(about.uid()), Some(&written.level), Action::RewriteHistory)
        .map_err(|why| ApprovalFault::Level { by: by.clone(), why })?;
    let when = Timestamp::try_from(changed).map(|time| time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
    Ok(Approved { level: written.level, by, when: when.unwrap_or(written.when), tag: None })
}

/// That it is at most so old, and not of a time to come.
pub(super) fn expect_recent(made: SystemTime, now: SystemTime, by: &str) -> Result<(), ApprovalFault> {
    let age = now.duration_since(made).map_err(|_| ApprovalFault::Future(by.to_owned()))?;
    if age > VALID { Err(ApprovalFault::Expired { by: by.to_owned(), age }) } else { Ok(()) }
}

/// Opens it, and never what a link or a FIFO in its place leads to.
fn opened(path: &Path) -> io::Result<File> {
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY;
    OpenOptions::new().read(true).custom_flags(flags.bits() as i32).open(path)
}

/// Not authorised.
pub(super) fn not_authorised(hash: &str, fault: ApprovalFault) -> RollbackError {
    RollbackError::NotAuthorised { hash: hash.to_owned(), fault }
}

fn system(doing: &str, place: &Path, error: io::Error) -> RollbackError {
    RollbackError::System { what: format!("{doing} {}", place.display()), error: SystemError::from(error) }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_quarter_of_an_hour_counts_and_no_time_to_come() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000);
        assert_eq!(expect_recent(now, now, "ada"), Ok(()));
        assert_eq!(expect_recent(now - VALID, now, "ada"), Ok(()));
        let age = VALID + Duration::from_secs(60);
        let expired = expect_recent(now - age, now, "ada").expect_err("too old");
        assert_eq!(expired.to_string(), "the approval of ada is 16 minutes old, and counts for 15");
        let future = now + Duration::from_millis(1);
        assert_eq!(expect_recent(future, now, "ada"), Err(ApprovalFault::Future("ada".into())));
    }
}
