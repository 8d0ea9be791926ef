//! `vitals trend`: how a probe went over the nights.

use super::arguments::Trend;
use super::delivery::{deliver, stored};
use super::error::CliError;
use super::exit::Exit;
use super::project::Project;
use crate::report::format::Kind;
use crate::report::trend::TrendDocument;
use crate::report::{Detail, Head, Report};
use crate::session::{Past, trends};
use crate::store::history::History;

pub fn run(arguments: &Trend) -> Result<Exit, CliError> {
    let project = Project::find(arguments.config.file())?;
    arguments.output_args.expect(Kind::Trend)?;
    arguments.report_args.expect()?;
    let past = Past::read(&History::open_existing(&project.history())?)?;
    let trends = trends(&past, arguments.probe.as_deref(), arguments.raw);
    if let (Some(wanted), true) = (&arguments.probe, trends.is_empty()) {
        let known: Vec<_> = past.readings.keys().map(|subject| subject.target.as_str()).collect();
        return Err(CliError::NoSuchSeries { wanted: wanted.clone(), known: known.join(", ") });
    }
    let report = Report::try_from(TrendDocument { head: Head::of_command(trends.len()), trends })?;
    let exit = deliver(&report, &arguments.output_args, Detail::Everything)?;
    Ok(stored(&report, &arguments.report_args, None, exit))
}
