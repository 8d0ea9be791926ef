//! Which commits were seen green, by which checks: the verdicts of runs on clean checkouts.

use std::collections::HashMap;

use jiff::Timestamp;
use rusqlite::{Row, params};

use super::database::History;
use super::error::{HistoryError, Sqlite};
use super::model::RunId;
use super::query::{IN_ORDER, time};
use crate::git::Commit;

/// The name of a check, as `vitals health` writes it.
const NAME: &str =
    "CASE series.probe WHEN 'check' THEN series.target ELSE series.probe || ' ' || series.target END";
/// What commands that judge the checkout as it lies there said of clean checkouts of commits.
const JUDGED: &str = "measure JOIN series ON series.id = measure.series JOIN run ON run.id = measure.run
    JOIN variant ON variant.id = measure.variant
    WHERE measure.relation = 'raw' AND variant.dirty = 0 AND variant.hash IS NOT NULL
    AND run.kind IN ('health', 'check', 'nightly') AND series.probe IN ('check', 'import', 'create', 'growth')";

/// What one run's check said of a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The check's name; of a probe its kind and its name, as `vitals health` writes it.
    pub check: String,
    /// As stored: `pass`, `fail`, …
    pub verdict: String,
    /// When.
    pub started: Timestamp,
    /// By which run.
    pub run: RunId,
    /// By which command.
    pub kind: String,
    /// Of which commit; the checkout had no change.
    pub commit: Commit,
    /// On which machine and interpreter.
    pub machine: String,
}

/// Of the commits at which a check was seen green, the newest that are given.
const NEWEST: usize = 5;

impl History {
    /// Commits whose newest verdict by one of these checks is a pass, the newest first: some of each check, with its name.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn green_commits(&self, checks: &[&str]) -> Result<Vec<(String, String)>, HistoryError> {
        let descending = IN_ORDER.replace(',', " DESC,") + " DESC";
        let sql = format!(
            "SELECT name, hash, place FROM (
                 SELECT name, hash, verdict, place, row_number() OVER (PARTITION BY name, hash ORDER BY place) AS newest
                 FROM (SELECT {NAME} AS name, variant.hash, measure.verdict,
                              row_number() OVER (ORDER BY {descending}, measure.id DESC) AS place
                       FROM {JUDGED} AND measure.verdict IN ('pass', 'fail', 'error'))
                 WHERE name IN (SELECT value FROM json_each(?1)))
             WHERE newest = 1 AND verdict = 'pass' ORDER BY place"
        );
        let names = serde_json::Value::from(checks).to_string();
        let read = || -> Result<Vec<(String, String)>, Sqlite> {
            let mut statement = self.connection.prepare_cached(&sql)?;
            let rows = statement.query_map(params![names], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect()
        };
        let mut all = read().map_err(|error| self.failed("read", &error))?;
        let mut given: HashMap<String, usize> = HashMap::new();
        all.retain(|(check, _)| {
            let count = given.entry(check.clone()).or_default();
            *count += 1;
            *count <= NEWEST
        });
        Ok(all)
    }

    /// All verdicts on clean checkouts of commits, oldest first; of one check, or of all.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn seen(&self, check: Option<&str>) -> Result<Vec<Seen>, HistoryError> {
        let sql = format!(
            "SELECT * FROM (
                 SELECT {NAME} AS name, measure.verdict, run.started, run.id, run.kind, variant.hash, variant.subject,
                     variant.machine, row_number() OVER (ORDER BY {IN_ORDER}, measure.id) AS place
                 FROM {JUDGED} AND measure.verdict IS NOT NULL)
             WHERE ?1 IS NULL OR name = ?1 ORDER BY place"
        );
        let read = || -> Result<Vec<Seen>, Sqlite> {
            let mut statement = self.connection.prepare_cached(&sql)?;
            let rows = statement.query_map(params![check], seen)?;
            rows.collect()
        };
        let mut all = read().map_err(|error| self.failed("read", &error))?;
        // A probe's verdict stands at each of its quantities.
        all.dedup_by(|one, other| (one.run, &one.check) == (other.run, &other.check));
        Ok(all)
    }
}

fn seen(row: &Row<'_>) -> Result<Seen, Sqlite> {
    let subject: Option<String> = row.get(6)?;
    Ok(Seen {
        check: row.get(0)?,
        verdict: row.get(1)?,
        started: time(row, 2)?,
        run: RunId(row.get(3)?),
        kind: row.get(4)?,
        commit: Commit { hash: row.get(5)?, subject: subject.unwrap_or_default() },
        machine: row.get(7)?,
    })
}
