//! A job of GitHub Actions: its summary, and annotations at the lines at fault.

use std::env;
use std::io;
use std::path::Path;

use super::markdown::{STEP_SUMMARY, markdown};
use super::plain::{kind, line};
use super::workspace::Workspace;
use crate::report::Report;
use crate::report::judged::{Judged, judged};
use crate::user_file::{Unwritable, UserFile};
use crate::verdict::Status;

/// Most annotations of one level that GitHub shows of a step.
const SHOWN: usize = 10;
/// Less room than this holds no summary.
const LEAST: usize = 4096;

/// Appends the summary to the job's, where there is a job.
///
/// # Errors
/// Where the file cannot be written.
pub fn step_summary(report: &Report) -> Result<(), Unwritable> {
    let Some(path) = env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()) else {
        return Ok(());
    };
    UserFile::append(Path::new(&path), |taken| {
        // All steps of a job share the room.
        let taken = usize::try_from(taken).unwrap_or(usize::MAX);
        let room = STEP_SUMMARY.saturating_sub(taken);
        // One byte too many, and GitHub shows nothing of the step.
        if room < LEAST {
            return Err(io::Error::other("the summary of this step is full: GitHub takes 1 MiB"));
        }
        Ok(format!("\n{}", markdown(report, room - 1)))
    })
}

/// A line for each that did not pass, at the first place of it that lies in the repository; none where there is no job.
/// Where there are more of a level than GitHub shows, the last says how many are left out.
pub fn annotations(report: &Report) -> Vec<String> {
    if env::var_os("GITHUB_STEP_SUMMARY").is_none_or(|path| path.is_empty()) {
        return Vec::new();
    }
    let workspace = Workspace::of(report);
    let bad: Vec<_> = judged(report).into_iter().filter(|entry| entry.status != Status::Pass).collect();
    let mut lines = Vec::new();
    for level in ["error", "warning"] {
        let own: Vec<_> = bad.iter().filter(|entry| level_of(entry.status) == level).collect();
        let room = if own.len() > SHOWN { SHOWN - 1 } else { SHOWN };
        let shown = own.iter().take(room);
        lines.extend(shown.map(|entry| annotation(entry, kind(report), &workspace)));
        if own.len() > room {
            lines.push(format!(
                "::{level} title=vitals {}::and {} more, in the job's summary",
                kind(report),
                own.len() - room
            ));
        }
    }
    lines
}

fn level_of(status: Status) -> &'static str {
    match status {
        Status::Inconclusive | Status::Vacuous => "warning",
        _ => "error",
    }
}

fn annotation(entry: &Judged<'_>, kind: &str, workspace: &Workspace<'_>) -> String {
    let level = level_of(entry.status);
    let inside = entry.places.iter().find_map(|place| workspace.within(place));
    let place =
        inside.map_or_else(String::new, |(file, line)| format!("file={},line={line},", property(&file)));
    let title = property(&format!("vitals {kind}: {}", line(&entry.title())));
    let reasons: Vec<String> = entry.reasons.iter().take(4).map(|reason| line(reason)).collect();
    format!("::{level} {place}title={title}::{}", message(&reasons.join("\n")))
}

/// The escapes of the runner's workflow commands.
fn message(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}
