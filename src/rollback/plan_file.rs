//! A plan's file: the plan beside its hash, so that one that was edited is known.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::error::RollbackError;
use super::fault::PlanFault;
use super::plan::{Plan, SCHEMA};
use crate::user_file::{self, OWN_FOLDER};

/// As it lies on the disk.
#[derive(Serialize)]
struct Written<'a> {
    hash: &'a str,
    plan: &'a Plan,
}

#[derive(Deserialize)]
struct Read {
    hash: String,
    plan: serde_json::Value,
}

/// What a plan's file holds.
pub fn text(plan: &Plan) -> serde_json::Result<String> {
    let hash = plan.hash()?;
    serde_json::to_string_pretty(&Written { hash: &hash, plan }).map(|text| text + "\n")
}

/// Where a plan is kept unless a file is named: `.vitals/plans/HASH.json` below this folder.
pub fn usual_place(folder: &Path, hash: &str) -> PathBuf {
    folder.join(OWN_FOLDER).join("plans").join(format!("{hash}.json"))
}

/// The first folder from here upwards that has plans.
pub fn folder(here: &Path) -> Option<&Path> {
    here.ancestors().find(|folder| folder.join(OWN_FOLDER).join("plans").is_dir())
}

/// Writes it there; one that is there already is the same.
///
/// # Errors
/// Where the folder cannot be written.
pub fn keep(plan: &Plan, place: &Path) -> Result<(), RollbackError> {
    let system = |error: std::io::Error| RollbackError::System {
        what: format!("writing the plan {}", place.display()),
        error: error.into(),
    };
    let text = text(plan).map_err(|error| system(std::io::Error::other(error)))?;
    if let Some(folder) = place.parent() {
        fs::create_dir_all(folder).map_err(system)?;
    }
    user_file::replace(place, text.as_bytes()).map_err(|error| RollbackError::System {
        what: format!("writing the plan {}", place.display()),
        error,
    })
}

/// Reads a file, or the plan below `folder` whose hash begins so, with its hash.
///
/// # Errors
/// Where there is none, or it is not as it was written.
pub fn read(named: &str, folder: &Path) -> Result<(Plan, String), RollbackError> {
    let path = place(named, folder)?;
    let fault = |fault| RollbackError::PlanFile { path: path.clone(), fault };
    let text = user_file::read_to_string(&path).map_err(|error| {
        fault(PlanFault::Unreadable(crate::system_error::SystemError::from(error).to_string()))
    })?;
    let read: Read =
        serde_json::from_str(&text).map_err(|error| fault(PlanFault::NoPlan(error.to_string())))?;
    if let Some(schema) = read.plan["schema"].as_str().filter(|schema| *schema != SCHEMA) {
        return Err(fault(PlanFault::Schema(schema.to_owned())));
    }
    let plan: Plan =
        serde_json::from_value(read.plan).map_err(|error| fault(PlanFault::NoPlan(error.to_string())))?;
    let hash = plan.hash().map_err(|error| fault(PlanFault::NoPlan(error.to_string())))?;
    if hash != read.hash || !agrees(&path, &hash) {
        return Err(fault(PlanFault::Edited(hash)));
    }
    Ok((plan, hash))
}

/// A file whose name is a hash has to have that one.
fn agrees(path: &Path, hash: &str) -> bool {
    let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let is_hash = name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
    !is_hash || name == hash
}

fn place(named: &str, folder: &Path) -> Result<PathBuf, RollbackError> {
    let is_hash = (8..=64).contains(&named.len()) && named.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_hash || Path::new(named).exists() {
        return Ok(PathBuf::from(named));
    }
    let plans = folder.join(OWN_FOLDER).join("plans");
    let entries = fs::read_dir(&plans).into_iter().flatten();
    let found: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(named)))
        .collect();
    match &found[..] {
        [one] => Ok(one.clone()),
        _ => Err(RollbackError::PlanFile { path: named.into(), fault: PlanFault::Ambiguous(found.len()) }),
    }
}
