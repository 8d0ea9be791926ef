//! `vitals incident checklist` and `validate-recovery`.

use std::time::Instant;

use jiff::Timestamp;

use super::measured::{Measured, measured};
use crate::cli::arguments::IncidentLook;
use crate::cli::conduct::begin;
use crate::cli::console;
use crate::cli::delivery::print;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::health::{expect_own_ports, read};
use crate::cli::journaled::expect_common;
use crate::cli::project::Project;
use crate::incident::{
    Answer, CHECKLIST, Event, Incident, Known, LineSeen, Look, RECOVERY, expect_open, lines,
};
use crate::plan::Budget;
use crate::process::Waited;
use crate::report::incident::human_look;
use crate::session::SessionError;
use crate::store::history::DrillRow;

pub fn checklist(arguments: &IncidentLook) -> Result<Exit, CliError> {
    run(arguments, CHECKLIST)
}

pub fn recovery(arguments: &IncidentLook) -> Result<Exit, CliError> {
    run(arguments, RECOVERY)
}

/// Looks again and again until all held for the time, or one does not hold.
fn run(arguments: &IncidentLook, list: &str) -> Result<Exit, CliError> {
    let incident = expect_open(&expect_common(arguments.config.file())?)?;
    let project = Project::find(arguments.config.file())?;
    let (settings, checks) = read(&project, &arguments.run_args)?;
    expect_own_ports(&checks)?;
    let began = incident.read()?.begun;
    let before = began.detection.map_or(began.stamp.time, |found| found.at);
    let (_, interrupt) = begin(&arguments.run_args, Budget::ENDLESS)?;
    let mut held_since: Option<Instant> = None;
    loop {
        let conduct = arguments.run_args.conduct(Budget::ENDLESS);
        let within = interrupt.try_clone().map_err(SessionError::from)?.within(conduct.budget);
        let asked = Measured {
            project: &project,
            settings: &settings,
            checks: &checks,
            before,
            baseline: arguments.baseline.as_ref(),
        };
        let Some((asked, compared)) = measured(&asked, &arguments.run_args, &conduct, &within)? else {
            return Ok(Exit::Interrupted);
        };
        let log = incident.read()?;
        let drills = drills(&project)?;
        let known = Known {
            checks: &asked,
            compared: compared.as_deref(),
            drills: &drills,
            log: &log,
            now: Timestamp::now(),
        };
        let lines: Vec<LineSeen> =
            lines(list == CHECKLIST).into_iter().map(|line| line.seen(&known)).collect();
        let holds = lines.iter().all(|line| line.answer == Answer::Yes);
        let since = *held_since.get_or_insert_with(Instant::now);
        let held_s = if holds { since.elapsed().as_secs() } else { 0 };
        let look = Look { list: list.to_owned(), holds, held_s, lines };
        let lasting = arguments.lasting.0.to_duration();
        if !holds || since.elapsed() >= lasting {
            return ended(&incident, look, arguments);
        }
        if !arguments.run_args.quiet {
            console::note(format_args!("all hold, for {held_s} s of {} s", lasting.as_secs()));
        }
        match console::wait(&interrupt, arguments.every.0.to_duration()) {
            Waited::Over => {}
            Waited::Interrupted => return Ok(Exit::Interrupted),
            Waited::NoReader => return Ok(Exit::Undecided),
        }
    }
}

/// The last drill of each fault.
fn drills(project: &Project) -> Result<Vec<DrillRow>, CliError> {
    let last = project.known_history()?.map(|history| history.last_drills()).transpose()?;
    Ok(last.unwrap_or_default())
}

fn ended(incident: &Incident, look: Look, arguments: &IncidentLook) -> Result<Exit, CliError> {
    incident.append(vec![Event::Looked(Box::new(look.clone()))])?;
    print(&look, arguments.format.get(), || human_look(&look))?;
    Ok(if look.holds { Exit::Pass } else { Exit::Fail })
}
