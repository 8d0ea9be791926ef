//! A file to an experiment of the safe subset; everything else is refused, with its place, before anything runs.

use std::path::Path;

use serde_json::{Map, Value};

use super::allowed::Hosts;
use super::error::{ChaosError, Refusal};
use super::experiment::Experiment;
use super::substitution::{filled, values};
use super::tolerance::Tolerance;
use crate::system_error::SystemError;
use crate::user_file;

/// The longest pause, in seconds.
pub const LONGEST_PAUSE: u64 = 600;
/// The longest that one activity may take, in seconds.
pub const LONGEST_ACTIVITY: u64 = 3600;
/// Keys of an activity.
const ACTIVITY: [&str; 11] = [
    "type",
    "name",
    "provider",
    "tolerance",
    "pauses",
    "background",
    "controls",
    "secrets",
    "title",
    "description",
    "tags",
];
const PROCESS: [&str; 4] = ["type", "path", "arguments", "timeout"];
const HTTP: [&str; 6] = ["type", "url", "method", "headers", "arguments", "timeout"];

/// An experiment that may be run.
#[derive(Clone, Debug)]
pub struct Read {
    /// It.
    pub experiment: Experiment,
    /// As it was written, for the journal.
    pub written: Value,
    /// The values of `configuration`.
    pub values: Map<String, Value>,
}

/// Reads a file.
///
/// # Errors
/// Where it cannot be read, is no JSON, or holds anything outside of the subset.
pub fn read(path: &Path, hosts: &Hosts) -> Result<Read, ChaosError> {
    let text = user_file::read_to_string(path)
        .map_err(|error| ChaosError::Unreadable { path: path.to_owned(), error: SystemError::from(error) })?;
    let not_json =
        |error: serde_json::Error| ChaosError::NotJson { path: path.to_owned(), said: error.to_string() };
    let written: Value = serde_json::from_str(&text).map_err(not_json)?;
    let values = Looked { hosts, values: Map::new() }.whole(&written)?;
    let experiment = serde_json::from_value(written.clone()).map_err(not_json)?;
    Ok(Read { experiment, written, values })
}

/// One look at an experiment.
struct Looked<'a> {
    hosts: &'a Hosts,
    values: Map<String, Value>,
}

fn refused(place: &str, refusal: Refusal) -> ChaosError {
    ChaosError::Refused { place: place.to_owned(), refusal }
}

fn kind(key: &str, wanted: &'static str) -> Refusal {
    Refusal::Kind { key: key.to_owned(), wanted }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(list) => list.is_empty(),
        Value::Object(table) => table.is_empty(),
        _ => false,
    }
}

/// A text that has to be there.
fn text<'v>(table: &'v Map<String, Value>, key: &'static str) -> Result<&'v str, Refusal> {
    match table.get(key) {
        None | Some(Value::Null) => Err(Refusal::Missing(key)),
        Some(Value::String(text)) if !text.is_empty() => Ok(text),
        Some(_) => Err(kind(key, "a text")),
    }
}

/// Seconds, no more than this.
fn seconds(table: &Map<String, Value>, key: &'static str, longest: u64) -> Result<(), Refusal> {
    let Some(value) = table.get(key) else { return Ok(()) };
    let number = value.as_f64().filter(|number| *number >= 0.0).ok_or_else(|| kind(key, "seconds"))?;
    if number > longest as f64 { Err(Refusal::TooLong { key, longest }) } else { Ok(()) }
}

fn known(table: &Map<String, Value>, keys: &[&str]) -> Result<(), Refusal> {
    let unknown = table.keys().find(|key| !keys.contains(&key.as_str()));
    unknown.map_or(Ok(()), |key| Err(Refusal::Key(key.clone())))
}

impl Looked<'_> {
    fn whole(mut self, written: &Value) -> Result<Map<String, Value>, ChaosError> {
        let top = |refusal| refused("the top", refusal);
        let table = written.as_object().ok_or_else(|| top(kind("experiment", "a table")))?;
        for key in ["title", "description"] {
            text(table, key).map_err(top)?;
        }
        for key in ["controls", "secrets"] {
            if table.get(key).is_some_and(|value| !is_empty(value)) {
                return Err(top(Refusal::Unsupported(key)));
            }
        }
        let strategy = written.pointer("/runtime/hypothesis/strategy").and_then(Value::as_str);
        if strategy.is_some_and(|strategy| strategy != "default") {
            return Err(top(Refusal::Unsupported("runtime")));
        }
        if let Some(configuration) = table.get("configuration") {
            let configuration =
                configuration.as_object().ok_or_else(|| top(kind("configuration", "a table")))?;
            let wrong = |(name, refusal): (String, _)| refused(&format!("configuration.{name}"), refusal);
            self.values = values(configuration).map_err(wrong)?;
        }
        self.hypothesis(table.get("steady-state-hypothesis"))?;
        for key in ["method", "rollbacks"] {
            self.activities(key, table.get(key), false)?;
        }
        Ok(self.values)
    }

    fn hypothesis(&self, written: Option<&Value>) -> Result<(), ChaosError> {
        let place = "steady-state-hypothesis";
        let Some(written) = written.filter(|value| !is_empty(value)) else { return Ok(()) };
        let table = written.as_object().ok_or_else(|| refused(place, kind(place, "a table")))?;
        text(table, "title").map_err(|refusal| refused(place, refusal))?;
        if table.get("controls").is_some_and(|value| !is_empty(value)) {
            return Err(refused(place, Refusal::Unsupported("controls")));
        }
        self.activities(&format!("{place}.probes"), table.get("probes"), true)
    }

    fn activities(&self, place: &str, list: Option<&Value>, tolerated: bool) -> Result<(), ChaosError> {
        let Some(list) = list.filter(|value| !value.is_null()) else { return Ok(()) };
        let list = list.as_array().ok_or_else(|| refused(place, kind(place, "a list")))?;
        for (number, activity) in list.iter().enumerate() {
            let place = format!("{place}[{number}]");
            self.activity(activity, tolerated).map_err(|refusal| refused(&place, refusal))?;
        }
        Ok(())
    }

    fn activity(&self, written: &Value, tolerated: bool) -> Result<(), Refusal> {
        let table = written.as_object().ok_or_else(|| kind("activity", "a table"))?;
        known(table, &ACTIVITY)?;
        for key in ["controls", "secrets"] {
            if table.get(key).is_some_and(|value| !is_empty(value)) {
                return Err(Refusal::Unsupported(key));
            }
        }
        match table.get("background") {
            None | Some(Value::Bool(false)) => {}
            Some(_) => return Err(Refusal::Background),
        }
        if !["probe", "action"].contains(&text(table, "type")?) {
            return Err(kind("type", "\"probe\" or \"action\""));
        }
        text(table, "name")?;
        if let Some(pauses) = table.get("pauses").filter(|value| !value.is_null()) {
            let pauses = pauses.as_object().ok_or_else(|| kind("pauses", "a table"))?;
            known(pauses, &["before", "after"])?;
            seconds(pauses, "before", LONGEST_PAUSE)?;
            seconds(pauses, "after", LONGEST_PAUSE)?;
        }
        match table.get("tolerance") {
            Some(tolerance) if tolerated => Tolerance::read(tolerance, &self.values).map(drop)?,
            None if tolerated => return Err(Refusal::Missing("tolerance")),
            _ => {}
        }
        let provider =
            table.get("provider").and_then(Value::as_object).ok_or(Refusal::Missing("provider"))?;
        self.provider(provider)
    }

    fn provider(&self, table: &Map<String, Value>) -> Result<(), Refusal> {
        match text(table, "type")? {
            "process" => {
                known(table, &PROCESS)?;
                seconds(table, "timeout", LONGEST_ACTIVITY)?;
                process(table)
            }
            "http" => {
                known(table, &HTTP)?;
                seconds(table, "timeout", LONGEST_ACTIVITY)?;
                self.request(table)
            }
            "python" => Err(Refusal::Python),
            other => Err(Refusal::Provider(other.to_owned())),
        }
    }

    fn request(&self, table: &Map<String, Value>) -> Result<(), Refusal> {
        let url = filled(&Value::String(text(table, "url")?.to_owned()), &self.values);
        self.hosts.address(url.as_str().unwrap_or_default())?;
        if let Some(method) = table.get("method") {
            let method = method.as_str().ok_or_else(|| kind("method", "\"GET\" or \"POST\""))?;
            if !["GET", "POST"].contains(&method.to_ascii_uppercase().as_str()) {
                return Err(Refusal::Method(method.to_owned()));
            }
        }
        for key in ["headers", "arguments"] {
            if table.get(key).is_some_and(|value| !value.is_object()) {
                return Err(kind(key, "a table"));
            }
        }
        Ok(())
    }
}

fn process(table: &Map<String, Value>) -> Result<(), Refusal> {
    let path = text(table, "path")?;
    match table.get("arguments") {
        None => {}
        Some(Value::String(_)) => return Err(Refusal::ShellLine),
        Some(Value::Array(list)) if list.iter().all(|word| !word.is_array() && !word.is_object()) => {}
        Some(_) => return Err(kind("arguments", "a list of texts and numbers")),
    }
    let is_there = super::process::program(path).is_some();
    if is_there { Ok(()) } else { Err(Refusal::NoProgram(path.to_owned())) }
}
