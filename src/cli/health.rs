//! `vitals health` and `vitals audit`.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use miette::{Diagnostic, miette};
use thiserror::Error;

use super::arguments::{Audit, Health, OutputArgs, RunArgs, Triage};
use super::baseline::configuration;
use super::delivery::{deliver, deliver_as, recorded, reports_beside, stored};
use super::{Exit, begin};
use crate::config::{self, CheckSettings, Settings};
use crate::plan::Budget;
use crate::process::Interrupt;
use crate::quantity::Nanos;
use crate::report::format::Kind;
use crate::report::health::{HealthDocument, check_line, human_triage, nagios};
use crate::report::progress::Bar;
use crate::report::{Detail, Report};
use crate::session::{Conduct, Run, SessionError, audit, checks_of, health};
use crate::verdict::Status;

/// A name or a tag that no check has.
#[derive(Debug, Error, Diagnostic)]
#[error("no check has the {what} {wanted:?}")]
#[diagnostic(help("there are: {known}"))]
pub struct NoSuchCheck {
    what: &'static str,
    wanted: String,
    known: String,
}

pub fn run(arguments: &Health) -> miette::Result<Exit> {
    let writing = &arguments.writing;
    let (settings, checks) = read(arguments.config.file(), &arguments.conducting)?;
    writing.expect(Kind::Measured)?;
    let checks = chosen(checks, &arguments.names, &arguments.tags)?;
    if let Some(pause) = arguments.watch {
        return watch(arguments, &settings, &checks, pause.0);
    }
    let begun = begin(&arguments.conducting, Budget::ENDLESS)?;
    let document = once(arguments, &settings, &checks, &begun)?;
    if arguments.nagios {
        let (line, code) = nagios(&document);
        let _ = anstream::stdout().write_all(line.as_bytes());
        let exit = if document.head.interrupted { Exit::Interrupted } else { Exit::Code(code) };
        // A monitor asks every minute: a report only where one is asked for.
        return Ok(stored(&Report::from(document), &arguments.reporting, None, exit));
    }
    let report = Report::from(document);
    let exit = deliver(&report, writing, Detail::of(arguments.verbose))?;
    let usual = settings.source.as_deref().map(reports_beside);
    let exit = stored(&report, &arguments.reporting, usual, exit);
    recorded(&report, &arguments.recording, settings.source.as_deref());
    Ok(exit)
}

/// Asks again and again until Ctrl-C, and reports what changes.
fn watch(
    arguments: &Health,
    settings: &Settings,
    checks: &[CheckSettings],
    pause: Nanos,
) -> miette::Result<Exit> {
    let mut before = BTreeMap::new();
    let interrupt = Interrupt::listen().map_err(SessionError::from)?;
    loop {
        // Each look has the budget.
        let conduct = arguments.conducting.conduct(Budget::ENDLESS);
        let within = interrupt.try_clone().map_err(SessionError::from)?.within(conduct.budget);
        let document = once(arguments, settings, checks, &(conduct, within))?;
        if document.head.interrupted {
            return Ok(Exit::Interrupted);
        }
        if let Some(report) = show_changes(document, &mut before, &arguments.writing)? {
            stored(&report, &arguments.reporting, None, Exit::of_report(&report));
        }
        if interrupt.wait(pause.to_duration()) {
            return Ok(Exit::Interrupted);
        }
    }
}

fn once(
    arguments: &Health,
    settings: &Settings,
    checks: &[CheckSettings],
    (conduct, interrupt): &(Conduct, Interrupt),
) -> miette::Result<HealthDocument> {
    let conducting = &arguments.conducting;
    // Each check is reported as it ends, on standard error: standard output carries the answer.
    let quiet = conducting.quiet || arguments.nagios || arguments.watch.is_some();
    let heard = |check: &crate::health::CheckReport| {
        if !quiet {
            anstream::eprintln!("{}", check_line(check));
        }
    };
    let bar = Bar::new(true);
    let run = Run { settings, conduct, interrupt, progress: &bar };
    Ok(health(run, checks, &heard)?)
}

/// Prints what changed since the last time; at first, everything. Gives the report where something did.
fn show_changes(
    document: HealthDocument,
    before: &mut BTreeMap<String, Status>,
    writing: &OutputArgs,
) -> miette::Result<Option<Report>> {
    let changed =
        document.checks.iter().filter(|check| before.get(&check.name) != Some(&check.outcome.verdict.status));
    let lines: Vec<_> = changed.map(check_line).collect();
    let statuses = document.checks.iter().map(|check| (check.name.clone(), check.outcome.verdict.status));
    before.extend(statuses);
    if lines.is_empty() {
        return Ok(None);
    }
    let word = document.score.health.word();
    let text = format!("{}  {word}\n{}\n", document.head.started, lines.join("\n"));
    let report = Report::from(document);
    deliver_as(&report, writing, Detail::Failures, || text.clone())?;
    Ok(Some(report))
}

/// Longest triage, unless set otherwise.
const TRIAGE: Nanos = Nanos::from_millis(60_000);

pub fn run_triage(arguments: &Triage) -> miette::Result<Exit> {
    let conducting = &arguments.conducting;
    let (settings, checks) = read(arguments.config.file(), conducting)?;
    arguments.writing.expect(Kind::Measured)?;
    let (conduct, interrupt) = begin(conducting, Budget::given(Some(TRIAGE), Budget::ENDLESS))?;
    let heard = |check: &crate::health::CheckReport| {
        if !conducting.quiet {
            anstream::eprintln!("{}", check_line(check));
        }
    };
    let bar = Bar::new(true);
    let run = Run { settings: &settings, conduct: &conduct, interrupt: &interrupt, progress: &bar };
    let document = health(run, &checks, &heard)?;
    let text = human_triage(&document);
    let report = Report::from(document);
    deliver_as(&report, &arguments.writing, Detail::Failures, || text.clone())
}

pub fn run_audit(arguments: &Audit) -> miette::Result<Exit> {
    let (settings, checks) = read(arguments.config.file(), &arguments.conducting)?;
    arguments.writing.expect(Kind::Audit)?;
    let checks = chosen(checks, &arguments.names, &[])?;
    let (conduct, interrupt) = begin(&arguments.conducting, Budget::ENDLESS)?;
    let bar = Bar::new(arguments.conducting.quiet);
    let run = Run { settings: &settings, conduct: &conduct, interrupt: &interrupt, progress: &bar };
    let document = audit(run, &checks);
    bar.finish();
    let report = Report::from(document?);
    deliver(&report, &arguments.writing, Detail::Everything)
}

fn read(given: Option<&Path>, conducting: &RunArgs) -> miette::Result<(Settings, Vec<CheckSettings>)> {
    let mut settings = config::read(&configuration(given)?)?;
    conducting.apply(&mut settings);
    let checks = checks_of(&settings);
    if checks.is_empty() {
        return Err(miette!("there is no check"));
    }
    Ok((settings, checks))
}

/// The checks that were asked for: by name, by tag, or all.
fn chosen(
    checks: Vec<CheckSettings>,
    names: &[String],
    tags: &[String],
) -> Result<Vec<CheckSettings>, NoSuchCheck> {
    let list = |known: Vec<&str>| known.join(", ");
    for name in names {
        if !checks.iter().any(|check| check.name == *name) {
            let known = list(checks.iter().map(|check| check.name.as_str()).collect());
            return Err(NoSuchCheck { what: "name", wanted: name.clone(), known });
        }
    }
    for tag in tags {
        if !checks.iter().any(|check| check.tags.contains(tag)) {
            let known = list(checks.iter().flat_map(|check| check.tags.iter().map(String::as_str)).collect());
            return Err(NoSuchCheck { what: "tag", wanted: tag.clone(), known });
        }
    }
    let wanted = |check: &CheckSettings| {
        (names.is_empty() && tags.is_empty())
            || names.contains(&check.name)
            || check.tags.iter().any(|tag| tags.contains(tag))
    };
    Ok(checks.into_iter().filter(wanted).collect())
}
