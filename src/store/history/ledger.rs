//! Which commits were seen green, by which checks: the verdicts of runs on clean checkouts.

use jiff::Timestamp;
use rusqlite::{Row, params};

use super::database::History;
use super::error::{HistoryError, Sqlite};
use super::model::RunId;
use super::query::{IN_ORDER, time};
use crate::git::Commit;

/// Commands whose runs judge the checkout as it lies there.
const KINDS: &str = "('health', 'check', 'nightly')";

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

impl History {
    /// All verdicts on clean checkouts of commits, oldest first; of one check, or of all.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn seen(&self, check: Option<&str>) -> Result<Vec<Seen>, HistoryError> {
        let sql = format!(
            "SELECT * FROM (
                 SELECT CASE series.probe WHEN 'check' THEN series.target
                        ELSE series.probe || ' ' || series.target END AS name,
                     measure.verdict, run.started, run.id, run.kind, variant.hash, variant.subject,
                     variant.machine, row_number() OVER (ORDER BY {IN_ORDER}, measure.id) AS place
                 FROM measure JOIN series ON series.id = measure.series JOIN run ON run.id = measure.run
                 JOIN variant ON variant.id = measure.variant
                 WHERE measure.verdict IS NOT NULL AND measure.relation = 'raw'
                 AND variant.dirty = 0 AND variant.hash IS NOT NULL AND run.kind IN {KINDS}
                 AND series.probe IN ('check', 'import', 'create', 'growth'))
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
