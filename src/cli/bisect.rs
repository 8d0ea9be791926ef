//! `vitals bisect`: which change made it slower, or broke it.

use super::arguments::Bisect;
use super::commit_search;
use super::compare::import;
use super::error::CliError;
use super::exit::Exit;
use super::health;
use super::lock_search::{self, Asking};
use super::project::{Project, target};
use crate::config::{CheckKind, CheckSettings, ConfigError, Probe, Settings};
use crate::session::{LockSearchError, SessionError};

pub fn run(arguments: &Bisect) -> Result<Exit, CliError> {
    if arguments.lock.lock.is_empty() {
        return commit_search::run(arguments);
    }
    let settings = settings(arguments)?;
    let asking = Asking {
        settings: &settings,
        run_args: &arguments.run_args,
        tolerance: arguments.tolerance.map(|tolerance| tolerance.0),
        seed: arguments.seed.unwrap_or_else(|| rand::random::<u32>().into()),
        json: arguments.json,
    };
    lock_search::run(&arguments.lock, &asking)
}

/// The configuration's probes, as its checks too, or the imports that were named.
fn settings(arguments: &Bisect) -> Result<Settings, CliError> {
    let (config, run_args) = (&arguments.config, &arguments.run_args);
    if !arguments.imports.is_empty() {
        let probes = arguments.imports.iter().map(|module| import(module)).collect::<Result<_, _>>()?;
        return target(config.file(), config.no_config, run_args, probes);
    }
    let project = Project::find(config.file())?;
    let (settings, checks) = health::read(&project, run_args)?;
    let probes = timed(arguments.only.checks(checks)?, arguments.only.is_given())?;
    if probes.is_empty() {
        return Err(ConfigError::Empty { path: project.file().to_owned() }.into());
    }
    Ok(Settings { probes, ..settings })
}

/// The probes among these checks. One that was named must be one: environments are compared by times and memory.
fn timed(checks: Vec<CheckSettings>, are_named: bool) -> Result<Vec<Probe>, SessionError> {
    let mut probes = Vec::new();
    for check in checks {
        match check.kind {
            CheckKind::Probe(probe) => probes.push(*probe),
            _ if are_named => return Err(LockSearchError::NoProbe { check: check.name }.into()),
            _ => {}
        }
    }
    Ok(probes)
}
