//! A look through the whole database.

use super::database::History;
use super::error::{HistoryError, Sqlite};
use super::model::{MeasureId, RunId};

/// Most troubles that are reported.
const REPORTED: usize = 20;

impl History {
    /// What is wrong with it: pages, references between rows, and everything that is compressed. Empty where all is well.
    ///
    /// # Errors
    /// Where the file cannot be read at all.
    pub fn verify(&self) -> Result<Vec<String>, HistoryError> {
        let mut troubles = self.structure().map_err(|error| self.failed("read", &error))?;
        if !troubles.is_empty() {
            return Ok(troubles);
        }
        for id in self.numbers("SELECT run FROM content")? {
            troubles.extend(self.document(RunId(id)).err().map(|error| error.to_string()));
            troubles.extend(self.fingerprint(RunId(id)).err().map(|error| error.to_string()));
        }
        for id in self.numbers("SELECT measure FROM sample")? {
            troubles.extend(self.samples(MeasureId(id)).err().map(|error| error.to_string()));
        }
        troubles.truncate(REPORTED);
        Ok(troubles)
    }

    fn structure(&self) -> Result<Vec<String>, Sqlite> {
        let mut statement = self.connection.prepare("PRAGMA integrity_check(20)")?;
        let mut troubles: Vec<String> =
            statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        troubles.retain(|said| said != "ok");
        let mut statement = self.connection.prepare("SELECT * FROM pragma_foreign_key_check LIMIT 20")?;
        let orphans = statement.query_map([], |row| {
            Ok(format!(
                "a row of {} belongs to no row of {}",
                row.get::<_, String>(0)?,
                row.get::<_, String>(2)?
            ))
        })?;
        troubles.extend(orphans.collect::<Result<Vec<_>, _>>()?);
        Ok(troubles)
    }

    fn numbers(&self, sql: &str) -> Result<Vec<i64>, HistoryError> {
        let read = || -> Result<Vec<i64>, Sqlite> {
            let mut statement = self.connection.prepare(sql)?;
            let rows = statement.query_map([], |row| row.get(0))?;
            rows.collect()
        };
        read().map_err(|error| self.failed("read", &error))
    }
}
