//! All incidents of a repository.

use std::fs;
use std::path::Path;

use super::error::IncidentError;
use super::open::Incident;
use super::place::folder_of;
use super::record::Log;

/// An incident, and what can be read of it.
#[derive(Debug)]
pub struct Found {
    /// Which.
    pub incident: Incident,
    /// Its journal, or why there is none.
    pub log: Result<Log, IncidentError>,
}

impl Found {
    /// Its identity and how it ended, in a line.
    fn shown(&self) -> String {
        let id = &self.incident.id;
        match self.log.as_ref().ok().and_then(Log::closed) {
            Some((stamp, _)) => {
                let at = stamp.time.strftime("%Y-%m-%d %H:%M:%S UTC");
                format!("{id}, was closed at {at} by {}", stamp.user)
            }
            None => id.clone(),
        }
    }
}

/// All of them, the oldest first. One that cannot be read hides no other.
///
/// # Errors
/// Where the folder is there and cannot be read.
pub fn all(common: &Path) -> Result<Vec<Found>, IncidentError> {
    let folder = folder_of(common);
    let refused = |error: std::io::Error| IncidentError::System {
        what: format!("reading {}", folder.display()),
        error: error.into(),
    };
    let entries = match fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(refused(error)),
    };
    let is_folder = |entry: &fs::DirEntry| entry.file_type().is_ok_and(|kind| kind.is_dir());
    let mut ids: Vec<String> = entries
        .filter_map(|entry| entry.ok().filter(is_folder)?.file_name().into_string().ok())
        .filter(|id| !id.starts_with('.'))
        .collect();
    ids.sort();
    let found = |id: String| {
        let incident = Incident::named(common, &id);
        Found { log: incident.read(), incident }
    };
    Ok(ids.into_iter().map(found).collect())
}

/// The one that is open, or why there is none.
///
/// # Errors
/// Where none is open, or it cannot be read.
pub fn expect_open(common: &Path) -> Result<Incident, IncidentError> {
    if let Some(open) = Incident::open_current(common)? {
        return Ok(open);
    }
    Err(IncidentError::NoneOpen { last: all(common)?.last().map(Found::shown) })
}

/// The one whose identity or name begins so; without one, the open one, else the last.
///
/// # Errors
/// Where there is none, or several begin so.
pub fn find(common: &Path, named: Option<&str>) -> Result<Incident, IncidentError> {
    let Some(named) = named else {
        if let Some(open) = Incident::open_current(common)? {
            return Ok(open);
        }
        let last = all(common)?.pop();
        return last.map(|found| found.incident).ok_or(IncidentError::NoneOpen { last: None });
    };
    let mut found: Vec<Incident> = all(common)?
        .into_iter()
        .filter(|found| {
            let is_called = found.log.as_ref().is_ok_and(|log| log.begun.name == named);
            is_called || found.incident.id.starts_with(named)
        })
        .map(|found| found.incident)
        .collect();
    match (found.pop(), found.is_empty()) {
        (Some(one), true) => Ok(one),
        _ => Err(IncidentError::NoSuchIncident { id: named.to_owned() }),
    }
}
