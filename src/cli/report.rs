//! `vitals report`: a past run's report, rebuilt from the history or from its JSON.

use std::path::Path;

use super::arguments::{PastReport, PastRun, PlainFormat};
use super::delivery::{deliver_ending, print, stored};
use super::error::CliError;
use super::exit::Exit;
use super::history::path_of;
use crate::report::format::{Format, Kind};
use crate::report::{Detail, Report};
use crate::store::history::{History, RunName};
use crate::user_file;

pub fn run(arguments: &PastReport) -> Result<Exit, CliError> {
    arguments.output_args.expect(Kind::Measured)?;
    arguments.report_args.expect()?;
    let report = match &arguments.run {
        PastRun::File(path) => Some(of_file(path)?),
        PastRun::Recorded(name) => recorded(name, arguments)?,
    };
    let Some(report) = report else { return Ok(Exit::Pass) };
    let detail = Detail::of(arguments.verbose);
    // What it found then is no answer to this question: that it is there is.
    let exit = deliver_ending(&report, &arguments.output_args, detail, Exit::Pass, || report.human(detail))?;
    Ok(stored(&report, &arguments.report_args, None, exit))
}

/// The report of a file that `--format json` has written.
fn of_file(path: &Path) -> Result<Report, CliError> {
    let text = user_file::read_to_string(path)
        .map_err(|error| CliError::NoReportFile { path: path.to_owned(), error: error.into() })?;
    Report::read(&text).map_err(|reason| CliError::UnreadableFile { path: path.to_owned(), reason })
}

/// The report of the history; None where it was printed as it is, since this program does not know its kind.
fn recorded(name: &RunName, arguments: &PastReport) -> Result<Option<Report>, CliError> {
    let path = path_of(&arguments.place)?;
    let history = History::open_existing(&path)?;
    let run = history.run(name)?;
    let text = history.document(run.id)?;
    let unreadable = |reason| CliError::UnreadableReport { run: run.id.0, history: path.clone(), reason };
    match Report::read(&text) {
        Ok(report) => Ok(Some(report)),
        Err(_)
            if arguments.output_args.format() == Format::Json
                && arguments.output_args.outputs().next().is_none() =>
        {
            let value: serde_json::Value =
                serde_json::from_str(&text).map_err(|error| unreadable(error.into()))?;
            print(&value, PlainFormat::Json, String::new)?;
            Ok(None)
        }
        Err(error) => Err(unreadable(error)),
    }
}
