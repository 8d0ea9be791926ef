//! The one open incident of a repository: how it is opened, added to, and closed.

use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::detection::Detection;
use super::error::IncidentError;
use super::event::{Closing, Event};
use super::lock::{one_at_a_time, private};
use super::place::{is_name, journal_in, marker, of_id};
use super::record::{Begun, Entry, Log, Pinned, Record, SCHEMA};
use super::severity::{Limits, Severity};
use super::stamp::Stamp;
use crate::escalation::{Operators, Scenario};
use crate::git::Commit;
use crate::journal::{self, Fault, Reading};
use crate::untrusted::masked;
use crate::user_file;

/// What is known when one is opened.
#[derive(Clone, Debug)]
pub struct Opening {
    /// As it is called.
    pub name: String,
    /// How bad it is.
    pub severity: Severity,
    /// What kind of emergency it is.
    pub scenario: Option<Scenario>,
    /// What happened.
    pub summary: Option<String>,
    /// What the history says.
    pub detection: Option<Detection>,
    /// The configuration.
    pub configuration: Option<Pinned>,
    /// What is in it: kept beside the journal.
    pub content: Option<Vec<u8>>,
    /// HEAD's commit.
    pub head: Option<Commit>,
    /// Who may do what; None where the configuration cannot be read.
    pub operators: Option<Operators>,
}

/// An incident that can be added to, or that is only read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incident {
    /// The common git directory.
    common: PathBuf,
    /// Its identity.
    pub id: String,
}

/// Opens one.
///
/// # Errors
/// Where one is open, the name is none, or nothing can be written.
pub fn open(common: &Path, opening: Opening) -> Result<(Incident, Log), IncidentError> {
    if !is_name(&opening.name) {
        return Err(IncidentError::NoName { name: opening.name });
    }
    let _lock = one_at_a_time(common)?;
    if let Some(open) = Incident::open_current(common)? {
        return Err(open.already_open());
    }
    let stamp = Stamp::now();
    let id = format!("{}-{}", stamp.time.strftime("%Y%m%dT%H%M%SZ"), opening.name);
    let incident = Incident { common: common.to_owned(), id: id.clone() };
    let folder = of_id(common, &id);
    private(&folder, false).map_err(|error| incident.system("making the folder", error))?;
    let Opening { name, severity, scenario, summary, detection, configuration, content, head, operators } =
        opening;
    let limits = Limits::of(severity, scenario);
    let schema = SCHEMA.to_owned();
    let begun = Begun {
        schema,
        id,
        name,
        stamp,
        severity,
        scenario,
        summary,
        limits,
        detection,
        configuration,
        head,
        operators,
    };
    let kept = content.map_or(Ok(()), |bytes| incident.keep_configuration(&bytes));
    let claimed = kept.and_then(|()| incident.begin(&begun)).and_then(|()| incident.claim());
    if let Err(error) = claimed {
        // Nobody knows of it yet.
        let _ = fs::remove_dir_all(&folder);
        return Err(error);
    }
    Ok((incident, Log { begun, entries: Vec::new(), damage: Vec::new(), cut_off: false }))
}

impl Incident {
    /// The one that is open.
    ///
    /// # Errors
    /// Where there is one, and it cannot be read.
    pub fn open_current(common: &Path) -> Result<Option<Self>, IncidentError> {
        let path = marker(common);
        let id = match user_file::read_to_string(&path) {
            Ok(text) => text.trim().to_owned(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => {
                let what = format!("reading {}", path.display());
                return Err(IncidentError::System { what, error: error.into() });
            }
        };
        let incident = Self { common: common.to_owned(), id };
        let is_there = is_name_of_folder(&incident.id) && incident.journal().exists();
        // Whoever closed it may have ended before the mark was removed.
        let is_open = is_there && incident.read()?.closed().is_none();
        Ok(is_open.then_some(incident))
    }

    /// One of a repository, whether it is open or not.
    pub(super) fn named(common: &Path, id: &str) -> Self {
        Self { common: common.to_owned(), id: id.to_owned() }
    }

    /// Its journal.
    pub fn journal(&self) -> PathBuf {
        journal_in(&of_id(&self.common, &self.id))
    }

    /// Its folder, of which only its owner can read anything.
    pub fn folder(&self) -> PathBuf {
        of_id(&self.common, &self.id)
    }

    /// The configuration as it was when it was opened.
    pub fn configuration(&self) -> PathBuf {
        self.folder().join("configuration.toml")
    }

    fn keep_configuration(&self, bytes: &[u8]) -> Result<(), IncidentError> {
        let path = self.configuration();
        user_file::create(&path, bytes)
            .and_then(|()| fs::set_permissions(&path, Permissions::from_mode(0o600)))
            .map_err(|error| self.system("keeping the configuration", error))
    }

    /// The common git directory.
    pub fn common(&self) -> &Path {
        &self.common
    }

    /// All that can be read of its journal.
    ///
    /// # Errors
    /// Where the file is not there, is another version's, or has no beginning.
    pub fn read(&self) -> Result<Log, IncidentError> {
        let reading = Reading::<Record>::of(&self.journal(), SCHEMA).map_err(|fault| self.fault(fault))?;
        self.log(&reading)
    }

    /// Adds entries, and returns when they are on the disk. Another process may add its own at the same time.
    ///
    /// # Errors
    /// Where it is closed, or the file cannot be written.
    pub fn append(&self, events: Vec<Event>) -> Result<Log, IncidentError> {
        self.append_with(|_| Ok(events))
    }

    /// The same for entries that follow from what is there: nobody writes between the two.
    ///
    /// # Errors
    /// Those of `decide`, or as [`Self::append`].
    pub fn append_with(
        &self,
        decide: impl FnOnce(&Log) -> Result<Vec<Event>, IncidentError>,
    ) -> Result<Log, IncidentError> {
        self.append_stamped(|log| {
            let events = decide(log)?;
            Ok(events.into_iter().map(|event| Entry { stamp: Stamp::now(), event }).collect())
        })
    }

    /// The same for entries that have their stamps: a clock that is none of this machine.
    ///
    /// # Errors
    /// As [`Self::append_with`].
    pub fn append_stamped(
        &self,
        decide: impl FnOnce(&Log) -> Result<Vec<Entry>, IncidentError>,
    ) -> Result<Log, IncidentError> {
        let path = self.journal();
        let written = journal::append_shared(&path, SCHEMA, |reading: &Reading<Record>| {
            let log = self.log(reading).map_err(Unwritten::Own)?;
            if let Some((stamp, _)) = log.closed() {
                return Err(Unwritten::Own(self.already_closed(stamp)));
            }
            let entries = decide(&log).map_err(Unwritten::Own)?;
            let records = entries.into_iter().map(|entry| Record::Entry(Box::new(entry)));
            records.map(|record| self.masked(record).map_err(Unwritten::Own)).collect()
        });
        let reading = written.map_err(|error| match error {
            Unwritten::Own(error) => error,
            Unwritten::Fault(fault) => self.fault(fault),
        })?;
        self.log(&reading)
    }

    /// Ends it.
    ///
    /// # Errors
    /// Where it is closed already, `decide` says no, or the file cannot be written.
    pub fn close(
        &self,
        decide: impl FnOnce(&Log) -> Result<Closing, IncidentError>,
    ) -> Result<Log, IncidentError> {
        let _lock = one_at_a_time(&self.common)?;
        let log = self.append_with(|log| Ok(vec![Event::Closed(decide(log)?)]))?;
        let _ = fs::remove_file(marker(&self.common));
        Ok(log)
    }

    fn begin(&self, begun: &Begun) -> Result<(), IncidentError> {
        let path = self.journal();
        let first = self.masked(Record::Begun(Box::new(begun.clone())))?;
        journal::Writer::begin(&path, &first)
            .and_then(|_| fs::set_permissions(&path, Permissions::from_mode(0o600)))
            .map_err(|error| self.system("beginning the journal", error))
    }

    /// Marks it as the open one.
    fn claim(&self) -> Result<(), IncidentError> {
        let mark = marker(&self.common);
        // That of one that is closed.
        let _ = fs::remove_file(&mark);
        user_file::create(&mark, self.id.as_bytes()).map_err(|error| self.system("marking as open", error))
    }

    fn log(&self, reading: &Reading<Record>) -> Result<Log, IncidentError> {
        Log::of(&reading.records, reading.damage.clone(), reading.cut_off)
            .ok_or_else(|| self.fault(Fault::Empty))
    }

    /// Without secrets.
    fn masked(&self, record: Record) -> Result<Record, IncidentError> {
        masked(record).map_err(|error| self.system("masking an entry", io::Error::other(error)))
    }

    fn already_open(&self) -> IncidentError {
        let since = self.read().map_or_else(|_| "?".to_owned(), |log| by(&log.begun.stamp));
        IncidentError::AlreadyOpen { id: self.id.clone(), since }
    }

    fn already_closed(&self, stamp: &Stamp) -> IncidentError {
        let at = stamp.time.strftime("%Y-%m-%d %H:%M:%S UTC").to_string();
        IncidentError::AlreadyClosed { id: self.id.clone(), at, by: stamp.user.clone() }
    }

    fn fault(&self, fault: Fault) -> IncidentError {
        IncidentError::Journal { path: self.journal(), fault }
    }

    fn system(&self, what: &str, error: io::Error) -> IncidentError {
        IncidentError::System { what: format!("{what} of {}", self.id), error: error.into() }
    }
}

/// Why nothing was added.
enum Unwritten {
    Own(IncidentError),
    Fault(Fault),
}

impl From<Fault> for Unwritten {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// What cannot lead out of the folder.
fn is_name_of_folder(id: &str) -> bool {
    !id.is_empty() && !id.starts_with('.') && !id.contains('/')
}

fn by(stamp: &Stamp) -> String {
    format!("{} by {} on {}", stamp.time.strftime("%Y-%m-%d %H:%M:%S UTC"), stamp.user, stamp.host)
}
