//! What each run said of each check, on whatever checkout.

use jiff::Timestamp;
use rusqlite::{Row, params};

use super::database::History;
use super::error::{HistoryError, Sqlite};
use super::model::RunId;
use super::query::{IN_ORDER, time};
use crate::git::Commit;

/// What a run said of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// Which run.
    pub run: RunId,
    /// Its name everywhere.
    pub uid: String,
    /// When it began.
    pub started: Timestamp,
    /// By which command.
    pub kind: String,
    /// The check's name; of a probe its kind and its name, as `vitals health` writes it.
    pub check: String,
    /// As stored: `pass`, `fail`, …
    pub verdict: String,
    /// Of which commit, where that is known; the checkout may have had changes.
    pub commit: Option<Commit>,
}

impl History {
    /// All verdicts of checks and probes since a time, or of one run, oldest first; one for each run and check.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn judged(&self, since: Option<Timestamp>, run: Option<RunId>) -> Result<Vec<Judged>, HistoryError> {
        let sql = format!(
            "SELECT run.id, run.uid, run.started, run.kind,
                 CASE series.probe WHEN 'check' THEN series.target
                 ELSE series.probe || ' ' || series.target END AS name,
                 measure.verdict, variant.hash, variant.subject
             FROM measure JOIN series ON series.id = measure.series JOIN run ON run.id = measure.run
             JOIN variant ON variant.id = measure.variant
             WHERE measure.verdict IS NOT NULL AND measure.relation = 'raw'
             AND run.kind IN ('health', 'check', 'nightly') AND series.probe IN ('check', 'import', 'create', 'growth')
             AND (?1 IS NULL OR run.at >= ?1) AND (?2 IS NULL OR run.id = ?2)
             ORDER BY {IN_ORDER}, measure.id"
        );
        let since = since.map(Timestamp::as_millisecond);
        let read = || -> Result<Vec<Judged>, Sqlite> {
            let mut statement = self.connection.prepare_cached(&sql)?;
            let rows = statement.query_map(params![since, run.map(|run| run.0)], judged)?;
            rows.collect()
        };
        let mut all = read().map_err(|error| self.failed("read", &error))?;
        // A probe's verdict stands at each of its quantities.
        all.dedup_by(|one, other| (one.run, &one.check) == (other.run, &other.check));
        Ok(all)
    }
}

fn judged(row: &Row<'_>) -> Result<Judged, Sqlite> {
    let (hash, subject): (Option<String>, Option<String>) = (row.get(6)?, row.get(7)?);
    Ok(Judged {
        run: RunId(row.get(0)?),
        uid: row.get(1)?,
        started: time(row, 2)?,
        kind: row.get(3)?,
        check: row.get(4)?,
        verdict: row.get(5)?,
        commit: hash.map(|hash| Commit { hash, subject: subject.unwrap_or_default() }),
    })
}
