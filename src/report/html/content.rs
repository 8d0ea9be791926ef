//! What a page is made of, whatever the report's kind.

use maud::Markup;

use super::row::Entry;
use super::runs::RunSummary;
use crate::python::Fingerprint;
use crate::report::Head;
use crate::verdict::Status;

/// What a page holds.
pub struct Content<'a> {
    /// The command that made the report.
    pub command: &'static str,
    /// The worst verdict.
    pub status: Status,
    /// What it came to, in a sentence.
    pub sentence: String,
    /// What was measured.
    pub subject: String,
    /// When, and by which command.
    pub head: Head,
    /// Whether what was measured is counted: a page of what was measured before has no rows.
    pub counted: bool,
    /// A row each.
    pub entries: Vec<Entry>,
    /// After them.
    pub after: Markup,
    /// Sections that belong to no row.
    pub sections: Vec<Markup>,
    /// The machines and interpreters.
    pub fingerprints: Vec<&'a Fingerprint>,
    /// What earlier runs of the same came to, the newest first.
    pub earlier: &'a [RunSummary],
}
