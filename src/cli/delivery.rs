//! What becomes of a report: printed, written to files, annotated for a CI, kept on disk and in the history.

use std::path::PathBuf;

use anstream::adapter::strip_str;

use super::arguments::{OpenArgs, Output, OutputArgs, PlainFormat, ReportArgs};
use super::console;
use super::error::CliError;
use super::exit::Exit;
use super::open::open;
use crate::config::Settings;
use crate::git::Hosted;
use crate::plan::Budget;
use crate::process::Interrupt;
use crate::quantity::Nanos;
use crate::report::format::{Format, annotations, json, nagios_code, render, step_summary, to_value};
use crate::report::{Detail, Links, Report, Stored, Trouble, Unpruned, Wanted, store};
use crate::system_error::SystemError;
use crate::untrusted::masked_value;
use crate::user_file;

/// Git is asked for no longer than this where a page gets its links.
const GIT: Nanos = Nanos::from_millis(10_000);

/// Prints the report, writes the files that were asked for, and annotates a job of GitHub Actions.
pub fn deliver(report: &Report, output_args: &OutputArgs, detail: Detail) -> Result<Exit, CliError> {
    deliver_as(report, output_args, detail, || report.human(detail))
}

/// The same, with other words for a person.
pub fn deliver_as(
    report: &Report,
    output_args: &OutputArgs,
    detail: Detail,
    human: impl Fn() -> String,
) -> Result<Exit, CliError> {
    let exit = match output_args.format() {
        Format::Nagios => Exit::Code(nagios_code(report)),
        _ => Exit::of_report(report),
    };
    deliver_ending(report, output_args, detail, exit, human)
}

/// The same, of a command that ends in its own way where nothing is lost.
pub fn deliver_ending(
    report: &Report,
    output_args: &OutputArgs,
    detail: Detail,
    exit: Exit,
    human: impl Fn() -> String,
) -> Result<Exit, CliError> {
    let text = |format| if format == Format::Human { Ok(human()) } else { render(report, format, detail) };
    let printed = match output_args.format() {
        Format::Human => console::answer(&human()),
        // Not through the stream that removes styles: this is data, to the byte.
        format => console::data(text(format)?.as_bytes()),
    };
    let mut exit = exit;
    for Output { format, path } in output_args.outputs() {
        // One that cannot be written must not lose the others.
        let text = text(format)?;
        let text = if format == Format::Human { strip_str(&text).to_string() } else { text };
        if let Err(error) = user_file::write(&path, text.as_bytes()) {
            console::note(error);
            exit = exit.spoiled();
        }
    }
    for line in annotations(report) {
        console::note(line);
    }
    if let Err(error) = step_summary(report) {
        console::note(format_args!("the job's summary {error}"));
    }
    // A verdict that nobody has seen is none.
    Ok(printed.map_or_else(
        |error| {
            console::note(error);
            Exit::Software
        },
        |()| exit,
    ))
}

/// Prints a list or the like.
pub fn print(
    data: &impl serde::Serialize,
    format: PlainFormat,
    human: impl FnOnce() -> String,
) -> Result<(), CliError> {
    Ok(console::answer(&match format {
        PlainFormat::Human => human(),
        PlainFormat::Json => json(&masked_value(to_value(data)?))?,
    })?)
}

/// Shows the page of a report that is stored nowhere, where that was asked for.
pub fn opened(report: &Report, open_args: OpenArgs) {
    if open_args.open {
        open(report, None);
    }
}

/// Where a command's reports go unless set otherwise, and the configuration that says how.
pub struct Usual<'a> {
    /// The folder.
    pub folder: PathBuf,
    /// What was configured.
    pub settings: &'a Settings,
}

/// What places in files lead to. A repository that git cannot read has no links of its own, and no trouble of this report.
fn links(report: &Report, settings: &Settings) -> Links {
    let listening = || Interrupt::listen().ok().map(|interrupt| interrupt.within(Budget::lasting(GIT)));
    let hosted = report.commit().zip(listening());
    let hosted =
        hosted.and_then(|(commit, interrupt)| Hosted::of(&settings.root, commit, &interrupt).ok()?);
    Links { editor: settings.reports.editor.clone(), hosted }
}

/// What did not work beside a report that stands.
fn say(trouble: Trouble) {
    match trouble {
        Trouble::Unpruned(Unpruned { folder, error }) => {
            let error = SystemError::from(error);
            console::note(format_args!("an old report could not be removed, {}: {error}", folder.display()));
        }
        Trouble::NoIndex(error) => {
            let error = SystemError::from(error);
            console::note(format_args!("the list of runs could not be written: {error}"));
        }
    }
}

/// Writes a report, where one is wanted, and says where. One that could not be written spoils a pass, and hides nothing
/// worse.
pub fn stored(report: &Report, report_args: &ReportArgs, usual: Option<Usual<'_>>, exit: Exit) -> Exit {
    let settings = usual.as_ref().map(|usual| usual.settings);
    let Some(folder) = report_args.folder(usual.as_ref().map(|usual| usual.folder.clone())) else {
        opened(report, report_args.open);
        return exit;
    };
    let wanted = Wanted {
        images: &report_args.charts,
        links: settings.map(|settings| links(report, settings)).unwrap_or_default(),
        keep: settings.and_then(|settings| settings.reports.keep),
    };
    match store(report, &folder, &wanted) {
        Ok(Stored { page: file, troubles }) => {
            console::note(format_args!("report: {}", file.display()));
            for trouble in troubles {
                say(trouble);
            }
            if report_args.open.open {
                open(report, Some(&file));
            }
            exit
        }
        Err(error) => {
            let error = SystemError::from(error);
            console::note(format_args!("the report could not be written to {}: {error}", folder.display()));
            console::note(error.advice());
            exit.spoiled()
        }
    }
}
