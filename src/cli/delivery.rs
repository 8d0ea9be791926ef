//! What becomes of a report: printed, written to files, annotated for a CI, kept on disk and in the history.

use std::io::Write;
use std::path::PathBuf;

use anstream::adapter::strip_str;

use super::arguments::{Output, OutputArgs, PlainFormat, ReportArgs};
use super::error::CliError;
use super::exit::Exit;
use crate::report::format::{Format, annotations, json, nagios_code, render, step_summary};
use crate::report::{Detail, Report, store};
use crate::system_error::SystemError;
use crate::user_file;

/// Prints the report, writes the files that were asked for, and annotates a job of GitHub Actions.
pub fn deliver(report: &Report, writing: &OutputArgs, detail: Detail) -> Result<Exit, CliError> {
    deliver_as(report, writing, detail, || report.human(detail))
}

/// The same, with other words for a person.
pub fn deliver_as(
    report: &Report,
    writing: &OutputArgs,
    detail: Detail,
    human: impl Fn() -> String,
) -> Result<Exit, CliError> {
    let text = |format| if format == Format::Human { Ok(human()) } else { render(report, format, detail) };
    match writing.format {
        Format::Human => write_out(&human()),
        // Not through the stream that removes styles: this is data, to the byte.
        format => {
            let _ = std::io::stdout().write_all(text(format)?.as_bytes());
        }
    }
    let mut exit = Exit::of_report(report);
    if writing.format == Format::Nagios {
        exit = Exit::Code(nagios_code(report));
    }
    for Output { format, path } in &writing.outputs {
        // One that cannot be written must not lose the others.
        let text = text(*format)?;
        let text = if *format == Format::Human { strip_str(&text).to_string() } else { text };
        if let Err(error) = user_file::write(path, text.as_bytes()) {
            anstream::eprintln!("{error}");
            exit = exit.spoiled();
        }
    }
    for line in annotations(report) {
        anstream::eprintln!("{line}");
    }
    if let Err(error) = step_summary(report) {
        anstream::eprintln!("the job's summary {error}");
    }
    Ok(exit)
}

/// Prints a list or the like.
pub fn print(
    data: &impl serde::Serialize,
    format: PlainFormat,
    human: impl FnOnce() -> String,
) -> Result<(), CliError> {
    write_out(&match format {
        PlainFormat::Human => human(),
        PlainFormat::Json => json(data)?,
    });
    Ok(())
}

/// Who closed the pipe has read enough.
pub fn write_out(text: &str) {
    let _ = anstream::stdout().write_all(text.as_bytes());
}

/// Writes a report, where one is wanted, and says where. One that could not be written spoils a pass, and hides nothing
/// worse.
pub fn stored(report: &Report, reporting: &ReportArgs, usual: Option<PathBuf>, exit: Exit) -> Exit {
    let Some(folder) = reporting.folder(usual) else { return exit };
    match store(report, &folder, &reporting.charts) {
        Ok(file) => {
            anstream::eprintln!("report: {}", file.display());
            exit
        }
        Err(error) => {
            let error = SystemError::from(error);
            anstream::eprintln!("the report could not be written to {}: {error}", folder.display());
            anstream::eprintln!("{}", error.advice());
            exit.spoiled()
        }
    }
}
