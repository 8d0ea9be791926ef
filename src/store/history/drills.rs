//! Faults that were rehearsed, and how that ended.

use jiff::Timestamp;
use rusqlite::{Row, params};

use super::database::History;
use super::error::{HistoryError, Sqlite};
use super::query::time;
use crate::quantity::Nanos;

/// A rehearsal, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrillRow {
    /// When it began.
    pub started: Timestamp,
    /// The commit that it was rehearsed on.
    pub hash: Option<String>,
    /// Which fault.
    pub fault: String,
    /// How it ended: `passed`, `failed`, …
    pub ending: String,
    /// From the first sight of the fault to the last step.
    pub took: Nanos,
    /// All of it, as JSON.
    pub document: String,
}

impl History {
    /// Keeps rehearsals.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn keep_drills(&mut self, drills: &[DrillRow]) -> Result<(), HistoryError> {
        let sql = "INSERT INTO drill (started, hash, fault, ending, took, document) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        self.at_once(|transaction| {
            for drill in drills {
                let took = i64::try_from(drill.took.0).unwrap_or(i64::MAX);
                let started = drill.started.to_string();
                let row = params![started, drill.hash, drill.fault, drill.ending, took, drill.document];
                transaction.execute(sql, row)?;
            }
            Ok(())
        })
    }

    /// The last rehearsal of each fault, by the fault's name.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn last_drills(&self) -> Result<Vec<DrillRow>, HistoryError> {
        let sql = "SELECT started, hash, fault, ending, took, document FROM drill
            WHERE id IN (SELECT max(id) FROM drill GROUP BY fault) ORDER BY fault";
        let read = || -> Result<Vec<DrillRow>, Sqlite> {
            let mut statement = self.connection.prepare_cached(sql)?;
            let rows = statement.query_map([], drill)?;
            rows.collect()
        };
        read().map_err(|error| self.failed("read", &error))
    }
}

fn drill(row: &Row<'_>) -> Result<DrillRow, Sqlite> {
    let took: i64 = row.get(4)?;
    Ok(DrillRow {
        started: time(row, 0)?,
        hash: row.get(1)?,
        fault: row.get(2)?,
        ending: row.get(3)?,
        took: Nanos(u64::try_from(took).unwrap_or(0)),
        document: row.get(5)?,
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::fresh;
    use super::*;

    #[test]
    fn the_last_rehearsal_of_each_fault_is_given() {
        let (_folder, mut history) = fresh();
        let row = |fault: &str, second: i64, ending: &str| DrillRow {
            started: Timestamp::from_second(second).expect("a time"),
            hash: None,
            fault: fault.to_owned(),
            ending: ending.to_owned(),
            took: Nanos(5),
            document: "{}".to_owned(),
        };
        let [old, leak, new] = [row("slow", 1, "failed"), row("leak", 1, "passed"), row("slow", 2, "passed")];
        history.keep_drills(&[old, leak.clone()]).expect("kept");
        history.keep_drills(std::slice::from_ref(&new)).expect("kept");
        assert_eq!(history.last_drills().expect("read"), [leak, new]);
    }
}
