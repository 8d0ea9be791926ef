//! `vitals bisect`: which change made it slower, or broke it.

use super::arguments::Bisect;
use super::commit_search;
use super::compare::import;
use super::error::CliError;
use super::exit::Exit;
use super::lock_search::{self, Asking};
use super::project::{Project, target};
use crate::config::Settings;

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

/// The configuration's probes, or the imports that were named.
fn settings(arguments: &Bisect) -> Result<Settings, CliError> {
    let (config, run_args) = (&arguments.config, &arguments.run_args);
    if !arguments.imports.is_empty() {
        let probes = arguments.imports.iter().map(|module| import(module)).collect::<Result<_, _>>()?;
        return target(config.file(), config.no_config, run_args, probes);
    }
    Project::find(config.file())?.probes(run_args, &arguments.only)
}
