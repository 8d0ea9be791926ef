//! `vitals trend`: how a probe went over the nights.

use super::arguments::Trend;
use super::baseline::configuration;
use super::nightly::history_beside;
use super::{Exit, print, stored};
use crate::report::trend::TrendDocument;
use crate::report::{Detail, Head, Report};
use crate::session::{Past, trends};
use crate::store::history::History;

pub fn run(arguments: &Trend) -> miette::Result<Exit> {
    let file = configuration(arguments.config.as_deref())?;
    let past = Past::read(&History::open_existing(&history_beside(&file))?)?;
    let trends = trends(&past, arguments.probe.as_deref(), arguments.raw);
    if let (Some(wanted), true) = (&arguments.probe, trends.is_empty()) {
        let known: Vec<_> = past.readings.keys().map(|subject| subject.target.as_str()).collect();
        return Err(NoSuchSeries { wanted: wanted.clone(), known: known.join(", ") }.into());
    }
    let report = Report::from(TrendDocument { head: Head::of_command(trends.len()), trends });
    print(&report, arguments.format, Detail::Everything)?;
    Ok(stored(&report, &arguments.reporting, None, Exit::of_report(&report)))
}

/// A name that no series has.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("no series of the history has {wanted:?} in its name")]
#[diagnostic(help("there are: {known}; `vitals trend` lists all"))]
pub struct NoSuchSeries {
    wanted: String,
    known: String,
}
