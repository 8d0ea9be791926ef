//! Kind and version of a document: `vitals-baseline/2`. One version for all kinds; older ones are read.

use serde::Deserialize;
use thiserror::Error;

/// The version that this program writes.
pub const VERSION: u32 = 2;

/// What names a document's kind and version.
#[derive(Debug, Deserialize)]
pub struct Versioned {
    /// `vitals-baseline/2`.
    pub schema: String,
}

/// Why a document cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SchemaError {
    /// A newer version of this program wrote it.
    #[error("`{found}` is newer than version {VERSION}, the newest that this vitals reads")]
    Newer {
        /// Its schema.
        found: String,
    },
    /// It is something else.
    #[error("`{found}` is not a schema that can be read here: {expected}/1 or {expected}/{VERSION}")]
    Other {
        /// Its schema.
        found: String,
        /// The kind that can be read.
        expected: &'static str,
    },
}

/// That a document of this kind can be read.
///
/// # Errors
/// Where it is of another kind, or newer.
pub fn expect(kind: &'static str, found: &str) -> Result<(), SchemaError> {
    let other = || SchemaError::Other { found: found.to_owned(), expected: kind };
    match version(found) {
        Some((name, 1..=VERSION)) if name == kind => Ok(()),
        Some((name, number)) if name == kind && number > VERSION => {
            Err(SchemaError::Newer { found: found.to_owned() })
        }
        _ => Err(other()),
    }
}

/// That whatever kind of document this is, it is not too new.
///
/// # Errors
/// Where its version is newer than this program's.
pub fn expect_not_newer(found: &str) -> Result<(), SchemaError> {
    match version(found) {
        Some((_, number)) if number > VERSION => Err(SchemaError::Newer { found: found.to_owned() }),
        _ => Ok(()),
    }
}

fn version(schema: &str) -> Option<(&str, u32)> {
    let (kind, number) = schema.split_once('/')?;
    Some((kind, number.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_version_and_older_ones_are_read_and_newer_ones_named() {
        let read = |found| expect("vitals-baseline", found);
        assert_eq!(read("vitals-baseline/1"), Ok(()));
        assert_eq!(read("vitals-baseline/2"), Ok(()));
        assert_eq!(read("vitals-baseline/3"), Err(SchemaError::Newer { found: "vitals-baseline/3".into() }));
        for other in ["vitals-baseline/0", "vitals/2", "vitals-baseline", "vitals-baseline/two", ""] {
            assert!(matches!(read(other), Err(SchemaError::Other { .. })), "{other}");
        }
        assert_eq!(expect_not_newer("vitals/1"), Ok(()));
        assert!(expect_not_newer("vitals-health/3").is_err());
    }
}
