//! The command line: arguments, and one short function for each command.

mod arguments;
mod baseline;
mod check;
mod compare;
mod exit;
mod explain;
mod health;
mod imports;
mod init;
mod nightly;
mod probe;
mod trend;
mod websocket;

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Parser;

use self::arguments::{Arguments, Command, Format, Reporting};
use crate::process::Interrupt;
use crate::report::progress::Bar;
use crate::report::{Detail, Report, document::Document, store};
use crate::session::{Conduct, Run};

pub use exit::Exit;

/// Does what the command line says.
pub fn main() -> Exit {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are answers, not errors; a closed pipe is nobody's fault.
            let _ = error.print();
            return if error.use_stderr() { Exit::Usage } else { Exit::Pass };
        }
    };
    let done = match arguments.command {
        Command::Probe(probe) => probe::run(probe),
        Command::Baseline(baseline) => baseline::run(baseline),
        Command::Check(check) => check::run(&check),
        Command::Compare(compare) => compare::run(&compare),
        Command::Health(health) => health::run(&health),
        Command::Nightly(nightly) => nightly::run(&nightly),
        Command::Trend(trend) => trend::run(&trend),
        Command::Triage(triage) => health::run_triage(&triage),
        Command::Audit(audit) => health::run_audit(&audit),
        Command::Explain(explain) => explain::run(&explain),
        Command::Imports(imports) => imports::run(&imports),
        Command::Init(init) => init::run(&init),
        Command::Websocket(websocket) => websocket::run(&websocket),
    };
    done.unwrap_or_else(|error| {
        let exit = Exit::of_error(&error);
        anstream::eprintln!("{error:?}");
        exit
    })
}

/// Runs the settings with a progress bar, and prints nothing.
fn conduct(
    settings: &crate::config::Settings,
    conduct: &Conduct,
    bar: &Bar,
    interrupt: &Interrupt,
) -> miette::Result<Document> {
    let document = crate::session::run(Run { settings, conduct, interrupt, progress: bar });
    bar.finish();
    Ok(document?)
}

/// Prints the report on standard output.
fn print(report: &Report, format: Format, detail: Detail) -> miette::Result<()> {
    print_text(report, format, || report.human(detail))
}

/// Prints a document as data, or as the text that is made of it.
fn print_text(
    document: &impl serde::Serialize,
    format: Format,
    human: impl FnOnce() -> String,
) -> miette::Result<()> {
    let text = match format {
        Format::Human => human(),
        Format::Json => {
            let mut text =
                serde_json::to_string_pretty(document).map_err(|error| miette::miette!("{error}"))?;
            text.push('\n');
            text
        }
    };
    // Who closed the pipe has read enough.
    let _ = anstream::stdout().write_all(text.as_bytes());
    Ok(())
}

/// Where reports are written unless told otherwise: beside the configuration.
fn reports_beside(file: &Path) -> PathBuf {
    file.parent().unwrap_or(Path::new(".")).join("reports")
}

/// Writes a report, where one is wanted, and says where. One that could not be written spoils a pass, and hides nothing
/// worse.
fn stored(report: &Report, reporting: &Reporting, usual: Option<PathBuf>, exit: Exit) -> Exit {
    let Some(folder) = reporting.folder(usual) else { return exit };
    match store(report, &folder, &reporting.charts) {
        Ok(file) => {
            anstream::eprintln!("report: {}", file.display());
            exit
        }
        Err(error) => {
            anstream::eprintln!("the report could not be written to {}: {error}", folder.display());
            if matches!(exit, Exit::Pass | Exit::Code(0)) { Exit::Software } else { exit }
        }
    }
}
