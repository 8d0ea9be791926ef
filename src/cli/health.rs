//! `vitals health` and `vitals audit`.

use std::collections::{BTreeMap, BTreeSet};

use super::arguments::{Audit, Health, ONLY, OnlyArgs, OutputArgs, RunArgs};
use super::conduct::begin;
use super::console;
use super::delivery::{deliver, deliver_ending, stored};
use super::error::CliError;
use super::exit::Exit;
use super::history_record::recorded;
use super::known_greens::known_greens;
use super::notified;
use super::project::Project;
use crate::config::{CheckSettings, ConfigError, Settings};
use crate::plan::Budget;
use crate::process::{Interrupt, Waited};
use crate::quantity::Nanos;
use crate::report::format::Kind;
use crate::report::health::{HealthDocument, check_line, nagios};
use crate::report::progress::Progress;
use crate::report::{Detail, Report};
use crate::session::{Asked, Conduct, Run, SessionError, audit, checks_of, health};
use crate::verdict::Status;

pub fn run(arguments: &Health) -> Result<Exit, CliError> {
    let output_args = &arguments.output_args;
    let project = Project::find(arguments.config.file())?;
    output_args.expect(Kind::Measured)?;
    arguments.report_args.expect()?;
    let (settings, checks) = read(&project, &arguments.run_args)?;
    let checks = chosen(checks, &arguments.only, &arguments.tags)?;
    expect_own_ports(&checks)?;
    if let Some(pause) = arguments.watch {
        return watch(arguments, (&project, &settings), &checks, pause.0);
    }
    let begun = begin(&arguments.run_args, Budget::ENDLESS)?;
    let document = once((arguments, &project), &settings, &checks, &begun)?;
    if arguments.nagios {
        let (line, code) = nagios(&document);
        console::answer(&line)?;
        let exit = if document.head.interrupted { Exit::Interrupted } else { Exit::Code(code) };
        // A monitor asks every minute: a report only where one is asked for.
        return Ok(stored(&Report::try_from(document)?, &arguments.report_args, None, exit));
    }
    let report = Report::try_from(document)?;
    let exit = deliver(&report, output_args, Detail::of(arguments.verbose))?;
    let exit = stored(&report, &arguments.report_args, Some(project.usual(&settings)), exit);
    recorded(&report, &arguments.history_args, &project);
    Ok(exit)
}

/// Asks again and again until Ctrl-C, or until nobody reads what it prints, and reports what changes.
fn watch(
    arguments: &Health,
    (project, settings): (&Project, &Settings),
    checks: &[CheckSettings],
    pause: Nanos,
) -> Result<Exit, CliError> {
    let mut before = BTreeMap::new();
    let (_, interrupt) = begin(&arguments.run_args, Budget::ENDLESS)?;
    loop {
        // Each look has the budget.
        let conduct = arguments.run_args.conduct(Budget::ENDLESS);
        let within = interrupt.try_clone().map_err(SessionError::from)?.within(conduct.budget);
        let document = once((arguments, project), settings, checks, &(conduct, within))?;
        if document.head.interrupted {
            return Ok(Exit::Interrupted);
        }
        let (last, seen) = (before.clone(), document.checks.clone());
        if let Some((report, exit)) = show_changes(document, &mut before, &arguments.output_args)? {
            notified::watched(project, settings, (&seen, &last), &interrupt);
            stored(&report, &arguments.report_args, None, Exit::of_report(&report));
            if exit == Exit::Software {
                return Ok(exit);
            }
        }
        match console::wait(&interrupt, pause.to_duration()) {
            Waited::Over => {}
            Waited::Interrupted => return Ok(Exit::Interrupted),
            Waited::NoReader => return Ok(Exit::Pass),
        }
    }
}

fn once(
    (arguments, project): (&Health, &Project),
    settings: &Settings,
    checks: &[CheckSettings],
    (conduct, interrupt): &(Conduct, Interrupt),
) -> Result<HealthDocument, CliError> {
    let run_args = &arguments.run_args;
    // Each check is reported as it ends, on standard error: standard output carries the answer.
    let quiet = run_args.quiet || arguments.nagios || arguments.watch.is_some();
    let heard = |check: &crate::health::CheckReport| {
        if !quiet {
            console::note(format_args!("{}", check_line(check)));
        }
    };
    let bar = Progress::in_lines(quiet);
    let run = Run { settings, conduct, interrupt, progress: &bar };
    let options = [arguments.config.words(), run_args.words()].concat();
    let again: Vec<String> =
        ["vitals", "health"].map(str::to_owned).into_iter().chain(options.clone()).collect();
    let greens = |names: &[&str]| known_greens(project, names);
    let mut document = health(
        run,
        checks,
        Asked { options, heard: &heard, look_back: None, greens: Some(&greens), culprit: None },
    )?;
    document.head.asked_again_by(&[again, vec![ONLY.to_owned()]].concat());
    Ok(document)
}

/// Prints what changed since the last time; at first, everything. Where something did, gives the report and how it was delivered.
fn show_changes(
    document: HealthDocument,
    before: &mut BTreeMap<String, Status>,
    output_args: &OutputArgs,
) -> Result<Option<(Report, Exit)>, CliError> {
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
    let report = Report::try_from(document)?;
    let exit = deliver_ending(&report, output_args, Detail::Failures, Exit::Pass, || text.clone())?;
    Ok(Some((report, exit)))
}

pub fn run_audit(arguments: &Audit) -> Result<Exit, CliError> {
    let project = Project::find(arguments.config.file())?;
    arguments.output_args.expect(Kind::Audit)?;
    let (settings, checks) = read(&project, &arguments.run_args)?;
    let checks = arguments.only.checks(checks)?;
    let (conduct, interrupt) = begin(&arguments.run_args, Budget::ENDLESS)?;
    let bar = Progress::new(arguments.run_args.quiet);
    let run = Run { settings: &settings, conduct: &conduct, interrupt: &interrupt, progress: &bar };
    let document = audit(run, &checks);
    bar.finish();
    let report = Report::try_from(document?)?;
    let exit = deliver(&report, &arguments.output_args, Detail::Everything)?;
    recorded(&report, &arguments.history_args, &project);
    Ok(exit)
}

/// The settings, and what there is to check.
///
/// # Errors
/// Where the configuration cannot be read, or there is nothing to check.
pub fn read(project: &Project, run_args: &RunArgs) -> Result<(Settings, Vec<CheckSettings>), CliError> {
    let settings = project.settings(run_args)?;
    let checks = checks_of(&settings);
    if checks.is_empty() {
        return Err(ConfigError::Empty { path: project.file().to_owned() }.into());
    }
    Ok((settings, checks))
}

/// The checks that were asked for: by name, by tag, or all.
fn chosen(
    checks: Vec<CheckSettings>,
    only: &OnlyArgs,
    tags: &[String],
) -> Result<Vec<CheckSettings>, CliError> {
    for tag in tags {
        if !checks.iter().any(|check| check.tags.contains(tag)) {
            let known: BTreeSet<&str> =
                checks.iter().flat_map(|check| check.tags.iter().map(String::as_str)).collect();
            let known = known.into_iter().collect::<Vec<_>>().join(", ");
            return Err(CliError::NoSuchTag { wanted: tag.clone(), known });
        }
    }
    if tags.is_empty() {
        return only.checks(checks);
    }
    let named: Vec<String> = match only.is_given() {
        true => only.checks(checks.clone())?.into_iter().map(|check| check.name).collect(),
        false => Vec::new(),
    };
    let wanted = |check: &CheckSettings| {
        named.contains(&check.name) || check.tags.iter().any(|tag| tags.contains(tag))
    };
    Ok(checks.into_iter().filter(wanted).collect())
}

/// That no two of the checks, which run side by side, start servers at the same port.
///
/// # Errors
/// Where two do.
pub fn expect_own_ports(checks: &[CheckSettings]) -> Result<(), CliError> {
    let mut seen: BTreeMap<u16, &str> = BTreeMap::new();
    for check in checks {
        let Some(port) = check.own_port() else { continue };
        if let Some(one) = seen.insert(port, &check.name) {
            return Err(CliError::SamePort { one: one.to_owned(), other: check.name.clone(), port });
        }
    }
    Ok(())
}
