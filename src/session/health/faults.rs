//! Takes a check that did not pass, gives the files at fault, and the commits that wrote their lines or removed what is missing.

use std::path::PathBuf;

use super::super::conduct::Run;
use super::super::error::SessionError;
use super::super::side::root_of;
use super::look_back::{Past, places};
use super::lost_name::{LostName, lost_names};
use crate::git::{Commit, LineOrigin};
use crate::health::CheckReport;
use crate::verdict::ChangeReason;

/// Names and lines of one check that are looked up.
const MOST: usize = 6;

/// A place at fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Its file, from the repository's top.
    pub file: String,
    /// A line as people name it, or a name that is missing.
    pub place: String,
    /// Where it is from.
    pub origin: FaultOrigin,
}

/// Which commit is at fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultOrigin {
    /// It wrote the line, or removed the name.
    Commit(Commit),
    /// None has it yet.
    NotCommitted,
    /// Git does not say.
    Unknown,
}

/// The places at fault: of what is missing first, then the lines that the check names. None outside of a repository.
///
/// # Errors
/// Where git fails.
pub fn faults(run: Run<'_>, report: &CheckReport) -> Result<Vec<Fault>, SessionError> {
    let Ok(past) = Past::of(run, &root_of(run.settings)?) else { return Ok(Vec::new()) };
    let mut found: Vec<Fault> = Vec::new();
    for lost in lost_names(report).iter().take(MOST) {
        found.extend(missing(&past, lost)?);
    }
    for place in places(report) {
        let Some(inside) = past.inside(&place) else { continue };
        let Some(file) = inside.to_str().map(str::to_owned) else { continue };
        let origin = match past.repository.blame(&inside, place.line, run.interrupt)? {
            LineOrigin::Commit(dated) => FaultOrigin::Commit(dated.commit),
            LineOrigin::NotCommitted | LineOrigin::NotTracked => FaultOrigin::NotCommitted,
            LineOrigin::AtTheEnd(_) | LineOrigin::Unknown => FaultOrigin::Unknown,
        };
        found.push(Fault { place: format!("{file}:{}", place.line), file, origin });
    }
    found.truncate(MOST);
    Ok(found)
}

/// The module's file, and the commit that removed the name from it, or the module itself.
fn missing(past: &Past<'_>, lost: &LostName) -> Result<Option<Fault>, SessionError> {
    let looked_up = match past.look_up(lost, past.run.interrupt) {
        Ok(found) => found,
        // What cannot be read says nothing of who is at fault.
        Err(_) if !past.run.interrupt.raised() => return Ok(None),
        Err(error) => return Err(std::io::Error::other(error.to_string()).into()),
    };
    let origin = match looked_up.first() {
        Some(ChangeReason::Removed { by, .. }) => FaultOrigin::Commit(by.commit.clone()),
        Some(ChangeReason::RemovalNotCommitted { .. }) => FaultOrigin::NotCommitted,
        Some(_) => FaultOrigin::Unknown,
        None => return Ok(None),
    };
    let Some(file) = past.file_of(lost) else { return Ok(None) };
    Ok(Some(Fault { file, place: lost.shown(), origin }))
}

impl Past<'_> {
    /// A module's file from the repository's top; of one that is gone, the usual one.
    fn file_of(&self, lost: &LostName) -> Option<String> {
        let folder = self.folder_of(lost)?;
        let parts: PathBuf = lost.module.split('.').collect();
        let module = folder.join(parts);
        let package = module.join("__init__.py");
        let file = if package.is_file() { package } else { module.with_extension("py") };
        let folder =
            file.parent()?.canonicalize().unwrap_or_else(|_| file.parent().unwrap_or(&file).to_owned());
        let file = folder.join(file.file_name()?);
        file.strip_prefix(&self.repository.top).ok()?.to_str().map(str::to_owned)
    }
}
