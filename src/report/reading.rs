//! A report from its JSON: of this version, or of an older one.

use thiserror::Error;

use super::any::Report;
use crate::store::schema::{SchemaError, Versioned, expect_not_newer};
use crate::untrusted::{Unmaskable, masked};

/// Why a report cannot be read.
#[derive(Debug, Error)]
pub enum UnreadableReport {
    /// A newer version of this program wrote it.
    #[error(transparent)]
    Newer(#[from] SchemaError),
    /// It is no report, or a damaged one; with the place in it.
    #[error(transparent)]
    Malformed(#[from] serde_json::Error),
    /// It holds a secret that cannot be masked.
    #[error(transparent)]
    Unmaskable(#[from] Unmaskable),
}

impl Report {
    /// Reads a report. What older versions named or said otherwise is read as far as it goes.
    ///
    /// # Errors
    /// Where it is newer than this program, or no report.
    pub fn read(text: &str) -> Result<Self, UnreadableReport> {
        // The schema first: a newer report may lack what this version wants.
        let Versioned { schema } = serde_json::from_str(text)?;
        expect_not_newer(&schema)?;
        // An older version may have kept what this one masks.
        Ok(masked(serde_json::from_str(text)?)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newer_report_is_named_as_such_and_others_are_read() {
        let trend = |version: u32| {
            let head = r#""started":"x","command":[],"configuration":null,"planned":0,"interrupted":false,"notes":["a"]"#;
            format!(r#"{{"schema":"vitals-trend/{version}",{head},"trends":[]}}"#)
        };
        for version in [1, 2] {
            assert!(matches!(Report::read(&trend(version)), Ok(Report::Trend(_))), "{version}");
        }
        let newer = Report::read(&trend(3)).expect_err("newer").to_string();
        assert_eq!(newer, "`vitals-trend/3` is newer than version 2, the newest that this vitals reads");
        assert!(matches!(Report::read("{}"), Err(UnreadableReport::Malformed(_))));
    }
}
