//! Writing to the database: never to one that is damaged, and all of something or nothing.

use std::fs;

use rusqlite::{Transaction, TransactionBehavior};

use super::database::History;
use super::error::{HistoryError, Sqlite};

/// Databases up to this size are looked through before they are written to: a tenth of a second at most.
const LOOKED_THROUGH: i64 = 128 << 20;

impl History {
    /// What is damaged is not written to.
    pub(super) fn expect_whole(&self) -> Result<(), HistoryError> {
        let size = "SELECT page_count * page_size, page_size FROM pragma_page_count(), pragma_page_size()";
        let length = fs::metadata(&self.path).map_or(0, |found| found.len());
        let look = || -> Result<Option<String>, Sqlite> {
            let (size, page): (i64, u32) =
                self.connection.query_row(size, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
            // SQLite fills a last page that was cut off with zeroes, and is content.
            if !length.is_multiple_of(u64::from(page.max(1))) {
                return Ok(Some("its end is missing".into()));
            }
            if size > LOOKED_THROUGH {
                return Ok(None);
            }
            let said: String = self.connection.pragma_query_value(None, "quick_check", |row| row.get(0))?;
            Ok((said != "ok").then_some(said))
        };
        match look().map_err(|error| self.failed("read", &error))? {
            Some(reason) => Err(self.damaged(reason)),
            None => Ok(()),
        }
    }

    /// Does something in one transaction that nothing of remains where it fails.
    pub(super) fn at_once<T>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Sqlite>,
    ) -> Result<T, HistoryError> {
        let (path, wait) = (self.path.clone(), self.wait);
        let begin = || {
            let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let done = work(&transaction)?;
            transaction.commit()?;
            Ok(done)
        };
        begin().map_err(|error| HistoryError::of(&path, "written", &error, wait))
    }
}
