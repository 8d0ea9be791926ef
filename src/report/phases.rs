//! Phases for a person.

use serde::Serialize;

use super::table::Rows;
use super::terminal::{DIM, line, plain_table};
use crate::git::Commit;
use crate::untrusted::printable;

/// Suggestions that are shown.
const SHOWN: usize = 10;

/// One phase.
#[derive(Clone, Debug, Serialize)]
pub struct PhaseRow {
    /// Its name.
    pub name: String,
    /// Where it began.
    pub start: Option<Commit>,
    /// Where it ended; None as long as it goes on.
    pub end: Option<Commit>,
    /// Commits from there to its end, or to HEAD.
    pub commits: Option<usize>,
    /// The worst verdict where it began; None where nothing was measured.
    pub health_at_start: Option<String>,
    /// The same where it ended.
    pub health_at_end: Option<String>,
}

/// All phases, and the commits whose messages may mark one.
pub fn human_phases(phases: &[PhaseRow], suggestions: &[Commit]) -> String {
    let mut text = String::new();
    if phases.is_empty() {
        line(&mut text, "no phase was marked yet: `vitals phase start NAME` marks where one begins");
    } else {
        let mut rows = Rows::of(&["phase", "begins", "health", "ends", "health", "commits"]);
        for phase in phases {
            let at = |commit: &Option<Commit>| {
                commit.as_ref().map_or("-".to_owned(), |commit| {
                    format!("{} {}", commit.short(), printable(&commit.subject))
                })
            };
            let health = |word: &Option<String>| printable(word.as_deref().unwrap_or("-"));
            rows.add([
                printable(&phase.name),
                at(&phase.start),
                health(&phase.health_at_start),
                at(&phase.end),
                health(&phase.health_at_end),
                phase.commits.map_or("-".to_owned(), |count| count.to_string()),
            ]);
        }
        plain_table(&mut text, &rows, "", DIM);
    }
    if !suggestions.is_empty() {
        line(
            &mut text,
            "messages that may mark a phase (none is chosen by its message; --at COMMIT marks it):",
        );
        for commit in suggestions.iter().take(SHOWN) {
            line(&mut text, &format!("  {} {}", commit.short(), printable(&commit.subject)));
        }
    }
    text
}
