//! The comment of a pull request: whether one is written, and what is said of it.

use std::env;

use super::arguments::PostArgs;
use super::console;
use super::error::CliError;
use crate::hosting::{Comment, Host, NoJob, Posted, base_of, job, post};
use crate::process::Interrupt;
use crate::report::Report;
use crate::report::format::{COMMENT, comment};
use crate::verdict::Status;

/// Room for the marks around the text, and for what others add.
const MARKS: usize = 4_096;

/// A variable of this process; an empty one is none.
fn variable(name: &str) -> Option<String> {
    env::var(name).ok().map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
}

/// The base that the job's variables name.
pub fn base() -> Option<String> {
    base_of(&variable)
}

/// Where a comment is written; None where none is wanted. Asked before anything is measured.
///
/// # Errors
/// Where one was asked for and cannot be, or the job's event is one whose token must not meet the change's code.
pub fn wanted(arguments: &PostArgs) -> Result<Option<Host>, CliError> {
    if variable("GITHUB_EVENT_NAME").as_deref() == Some("pull_request_target") {
        return Err(CliError::PullRequestTarget);
    }
    if arguments.no_post {
        return Ok(None);
    }
    match job(&variable) {
        Ok(job) => Ok(Some(job.host)),
        Err(why) if arguments.post => Err(CliError::NoComment(why)),
        Err(why @ NoJob::NoToken { .. }) => {
            console::note(format_args!("no comment is written: {why}"));
            Ok(None)
        }
        Err(_) => Ok(None),
    }
}

/// Writes the comment, and says what became of it. The verdict stands whatever that is.
pub fn posted(report: &Report, host: &Host, arguments: &PostArgs, interrupt: &Interrupt) {
    let configuration = match report {
        Report::Comparison(document) => document.pull_request.as_ref(),
        _ => None,
    };
    let configuration = configuration.and_then(|branch| branch.configuration.as_ref());
    let configuration = configuration.map_or_else(String::new, |file| file.display().to_string());
    let text = comment(report, COMMENT - MARKS);
    let untouched = report.head().is_some_and(|head| head.planned == 0);
    let is_news = report.status() != Status::Pass && !untouched;
    let written = Comment { configuration: &configuration, text: &text, is_news };
    let name = host.kind.word();
    let at = |url: Option<String>| url.map_or_else(String::new, |url| format!(": {url}"));
    match post(host, written, arguments.longest(), &|| interrupt.raised()) {
        Ok(Posted::Created(url)) => console::note(format_args!("comment: written on {name}{}", at(url))),
        Ok(Posted::Updated(url)) => {
            console::note(format_args!("comment: brought up to date on {name}{}", at(url)))
        }
        Ok(Posted::Unchanged(url)) => console::note(format_args!("comment: as it was on {name}{}", at(url))),
        Ok(Posted::Nothing) => console::note("comment: none, because nothing changed"),
        Err(trouble) => {
            console::note(format_args!("comment: not written: {trouble}"));
            console::note(format_args!("the verdict stands; {}", instead()));
        }
    }
}

/// Where the same can be read.
fn instead() -> &'static str {
    match variable("GITHUB_STEP_SUMMARY") {
        Some(_) => "the job's summary has the same",
        None => "`--format markdown` prints the same",
    }
}
