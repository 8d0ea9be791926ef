//! `vitals report`: a past run's report, rebuilt from the history.

use super::arguments::{PastReport, PlainFormat};
use super::delivery::{deliver_ending, print, stored};
use super::error::CliError;
use super::exit::Exit;
use super::history::path_of;
use crate::report::format::{Format, Kind};
use crate::report::{Detail, Report};
use crate::store::history::History;

pub fn run(arguments: &PastReport) -> Result<Exit, CliError> {
    let path = path_of(&arguments.place)?;
    arguments.output_args.expect(Kind::Measured)?;
    arguments.report_args.expect()?;
    let history = History::open_existing(&path)?;
    let run = history.run(&arguments.run)?;
    let text = history.document(run.id)?;
    let unreadable = |reason| CliError::UnreadableReport { run: run.id.0, history: path.clone(), reason };
    let report = match Report::read(&text) {
        Ok(report) => report,
        Err(_)
            if arguments.output_args.format() == Format::Json
                && arguments.output_args.outputs().next().is_none() =>
        {
            let value: serde_json::Value =
                serde_json::from_str(&text).map_err(|error| unreadable(error.into()))?;
            print(&value, PlainFormat::Json, String::new)?;
            return Ok(Exit::Pass);
        }
        Err(error) => return Err(unreadable(error)),
    };
    let detail = Detail::of(arguments.verbose);
    // What it found then is no answer to this question: that it is there is.
    let exit = deliver_ending(&report, &arguments.output_args, detail, Exit::Pass, || report.human(detail))?;
    Ok(stored(&report, &arguments.report_args, None, exit))
}
