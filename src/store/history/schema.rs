//! The database's shape, and the way to it from every older one.

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::backfill;
use super::error::Sqlite;
use super::version::VERSION;

/// `vits`, in the file's header: this database is a history and nothing else.
pub const APPLICATION: i32 = 0x7669_7473;

/// One step a version; a database of version n has had the first n. A step that was released is never changed.
const STEPS: [Step; VERSION as usize] = [
    Step { sql: include_str!("schema/1.sql"), complete: None },
    Step { sql: include_str!("schema/2.sql"), complete: None },
    Step { sql: include_str!("schema/3.sql"), complete: Some(backfill::complete) },
    Step { sql: include_str!("schema/4.sql"), complete: None },
];

type Completion = fn(&Transaction<'_>) -> Result<(), Sqlite>;

/// The way from one version to the next.
struct Step {
    sql: &'static str,
    /// What SQL cannot compute.
    complete: Option<Completion>,
}

/// Takes a database to [`VERSION`], all steps in one transaction. Another process may do the same meanwhile: who comes
/// second finds nothing left to do.
pub fn migrate(connection: &mut Connection) -> Result<(), Sqlite> {
    if version(connection)? == VERSION {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found = version(&transaction)?;
    for step in STEPS.iter().skip(usize::try_from(found).unwrap_or(0)) {
        transaction.execute_batch(step.sql)?;
        if let Some(complete) = step.complete {
            complete(&transaction)?;
        }
    }
    if found == 0 {
        begin(&transaction)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION)?;
    transaction.pragma_update(None, "user_version", VERSION)?;
    transaction.commit()
}

/// A new database names itself, once and for all.
fn begin(transaction: &Transaction<'_>) -> Result<(), Sqlite> {
    transaction.execute("INSERT INTO origin (uid, own) VALUES (lower(hex(randomblob(16))), 1)", [])?;
    Ok(())
}

/// The version in the file's header.
pub fn version(connection: &Connection) -> Result<i32, Sqlite> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}
