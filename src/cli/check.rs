//! `vitals check`: all that the configuration lists, and a report on disk.

use std::env;
use std::path::Path;

use super::arguments::Check;
use super::{Exit, conduct, print};
use crate::config;
use crate::process::Interrupt;
use crate::report::progress::Bar;
use crate::report::{Detail, store};
use crate::session::{Conduct, SessionError};

pub fn run(arguments: Check) -> miette::Result<Exit> {
    let conducting = &arguments.conducting;
    let file = match &arguments.config {
        Some(file) => file.clone(),
        None => config::find(&env::current_dir().map_err(SessionError::from)?)?,
    };
    let mut settings = config::read(&file)?;
    conducting.apply(&mut settings);
    let interrupt = Interrupt::listen().map_err(SessionError::from)?;
    let how = Conduct { fail_fast: arguments.fail_fast, ..conducting.conduct() };
    let document = conduct(&settings, &how, &Bar::new(conducting.quiet), &interrupt)?;
    let detail = if arguments.verbose { Detail::Everything } else { Detail::Failures };
    print(&document, conducting.format, detail)?;
    let exit = Exit::of_document(&document);
    if arguments.no_report {
        return Ok(exit);
    }
    let beside = file.parent().unwrap_or(Path::new(".")).join("reports");
    let folder = arguments.reports.unwrap_or(beside);
    match store(&document, &document.started, &folder) {
        Ok(report) => anstream::eprintln!("report: {}", report.display()),
        Err(error) => {
            anstream::eprintln!("the report could not be written to {}: {error}", folder.display());
            return Ok(if exit == Exit::Pass { Exit::Software } else { exit });
        }
    }
    Ok(exit)
}
