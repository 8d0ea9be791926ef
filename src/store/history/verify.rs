//! A look through the whole database.

use super::database::History;
use super::error::{HistoryError, Sqlite};
use super::query::Filter;

/// Most troubles that are reported.
const REPORTED: usize = 20;

impl History {
    /// What is wrong with it: pages, references between rows, what is compressed, and runs that are not as they were recorded.
    /// Empty where all is well.
    ///
    /// # Errors
    /// Where the file cannot be read at all.
    pub fn verify(&self) -> Result<Vec<String>, HistoryError> {
        let mut troubles = self.structure().map_err(|error| self.failed("read", &error))?;
        if !troubles.is_empty() {
            return Ok(troubles);
        }
        for row in self.runs(&Filter::default())? {
            match self.whole_run(&row) {
                Ok(whole) => troubles.extend(whole.changed(&row)),
                Err(error @ HistoryError::Damaged { .. }) => troubles.push(error.to_string()),
                Err(other) => return Err(other),
            }
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
}
