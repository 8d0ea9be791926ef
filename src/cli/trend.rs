//! `vitals trend`: how a probe went over the nights.

use super::Exit;
use super::arguments::Trend;
use super::baseline::configuration;
use super::delivery::{deliver, stored};
use super::history::beside;
use crate::report::format::Kind;
use crate::report::trend::TrendDocument;
use crate::report::{Detail, Head, Report};
use crate::session::{Past, trends};
use crate::store::history::History;

pub fn run(arguments: &Trend) -> miette::Result<Exit> {
    let file = configuration(arguments.config.file())?;
    arguments.writing.expect(Kind::Trend)?;
    let past = Past::read(&History::open_existing(&beside(&file))?)?;
    let trends = trends(&past, arguments.probe.as_deref(), arguments.raw);
    if let (Some(wanted), true) = (&arguments.probe, trends.is_empty()) {
        let known: Vec<_> = past.readings.keys().map(|subject| subject.target.as_str()).collect();
        return Err(NoSuchSeries { wanted: wanted.clone(), known: known.join(", ") }.into());
    }
    let report = Report::from(TrendDocument { head: Head::of_command(trends.len()), trends });
    let exit = deliver(&report, &arguments.writing, Detail::Everything)?;
    Ok(stored(&report, &arguments.reporting, None, exit))
}

/// A name that no series has.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("no series of the history has {wanted:?} in its name")]
#[diagnostic(help("there are: {known}; `vitals trend` lists all"))]
pub struct NoSuchSeries {
    wanted: String,
    known: String,
}
