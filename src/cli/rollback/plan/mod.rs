//! `vitals rollback plan`.

mod beside;
mod ladder;
mod last_good;
mod next;
mod phase;
mod planning;
mod written;

use std::path::{Component, Path};

use self::ladder::climb;
use self::last_good::{Ended, Found, of_check};
use self::phase::phase_start;
use self::planning::Planning;
use self::written::written;
use crate::cli::arguments::PlanArgs;
use crate::cli::conduct::begin;
use crate::cli::console;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::health::{expect_own_ports, read};
use crate::cli::project::Project;
use crate::config::{CheckSettings, CommandLine, RollbackSettings};
use crate::git::Commit;
use crate::plan::Budget;
use crate::report::progress::Progress;
use crate::report::rollback_plan::verdict_line;
use crate::rollback::RollbackExit;
use crate::rollback::{CheckVerdict, Site, Target, Verifier, expect_rewritable};
use crate::session::{
    AskedOfPlan, Planned, Regression, Run, SessionError, TreeVerifier, plan_rollback, repository_of,
};
use crate::untrusted::printable;

pub fn run(arguments: &PlanArgs) -> Result<Exit, CliError> {
    let project = Project::find(arguments.config.file())?;
    let (settings, checks) = read(&project, &arguments.run_args)?;
    expect_own_ports(&checks)?;
    let (conduct, interrupt) = begin(&arguments.run_args, Budget::ENDLESS)?;
    let quiet = arguments.run_args.quiet;
    let heard = |verdict: &CheckVerdict| {
        if !quiet {
            console::note(verdict_line(verdict));
        }
    };
    let bar = Progress::in_lines(quiet);
    let run = Run { settings: &settings, conduct: &conduct, interrupt: &interrupt, progress: &bar };
    let repository = repository_of(run)?;
    let planning = Planning { run, project: &project, repository, checks: &checks, heard: &heard };
    if let Some(unknown) = planning.no_such_check(arguments) {
        console::note(format_args!(
            "there is no check of the name {unknown:?}; `vitals health` runs: {}",
            names(&checks)
        ));
        return Ok(Exit::Usage);
    }
    if let Some(said) = no_such_command(&settings.rollback, arguments) {
        console::note(printable(&said));
        return Ok(Exit::Usage);
    }
    Site::around(&planning.repository.top, &interrupt)?.movable_head()?;
    if let Some(path) = arguments.paths.iter().find(|path| !is_inside(path)) {
        console::note(format_args!(
            "{} is no path from the repository's top, such as shop/cart.py",
            printable(path)
        ));
        return Ok(Exit::Usage);
    }
    if let Some(check) = arguments.failing.as_ref().filter(|_| arguments.ladder) {
        return climb(&planning, arguments, check);
    }
    match planning.target(arguments)? {
        Found::Target { target, regression } => planning.plan(arguments, target, regression.as_deref()),
        Found::Ended(Ended { code, said }) => {
            console::line(said)?;
            Ok(code.into())
        }
    }
}

/// Relative, and not out of the repository.
fn is_inside(path: &str) -> bool {
    let path = Path::new(path);
    path.components().all(|part| matches!(part, Component::Normal(_))) && !path.as_os_str().is_empty()
}

fn names(checks: &[CheckSettings]) -> String {
    checks.iter().map(|check| check.name.as_str()).collect::<Vec<_>>().join(", ")
}

impl Planning<'_> {
    fn no_such_check<'a>(&self, arguments: &'a PlanArgs) -> Option<&'a String> {
        let mut asked = arguments.checks.iter().chain(&arguments.failing);
        asked.find(|name| !self.checks.iter().any(|check| check.name == **name))
    }

    /// What is meant.
    fn target(&self, arguments: &PlanArgs) -> Result<Found, CliError> {
        if let (Some(check), None) = (&arguments.failing, &arguments.revert) {
            let found = of_check(self, check)?;
            return Ok(match found {
                Found::Target { target: Target::Commit { asked, commit }, regression } => {
                    Found::Target { target: limited(asked, commit, &arguments.paths), regression }
                }
                ended => ended,
            });
        }
        if let Some(written) = &arguments.revert {
            let target =
                Target::Without { asked: format!("--revert {written}"), commit: self.commit(written)? };
            let regression = arguments.failing.as_ref().map(|check| self.regression(check)).transpose()?;
            return Ok(match regression.unwrap_or(Ok(None)) {
                Ok(regression) => Found::Target { target, regression },
                Err(ended) => Found::Ended(ended),
            });
        }
        let written = arguments.target.as_deref().unwrap_or("HEAD");
        let commit = match written.strip_prefix("phase:") {
            Some(name) => match phase_start(self, name)? {
                Some(commit) => commit,
                None => {
                    let said =
                        format!("no phase of the name {} was started: `vitals phase list`", printable(name));
                    return Ok(Found::Ended(Ended::by(RollbackExit::Refused, said)));
                }
            },
            None => self.commit(written)?,
        };
        let target = limited(written.to_owned(), commit, &arguments.paths);
        Ok(Found::Target { target, regression: None })
    }

    /// The checks that decide: those that were asked for, those of the configuration, and the critical ones; without any word of it all.
    fn deciding(&self, arguments: &PlanArgs) -> Vec<String> {
        let asked: Vec<&String> = arguments.failing.iter().chain(&arguments.checks).collect();
        let configured = &self.run.settings.rollback.checks;
        let decides = |check: &&CheckSettings| {
            asked.is_empty()
                || check.critical
                || asked.contains(&&check.name)
                || configured.contains(&check.name)
        };
        let mut chosen: Vec<&CheckSettings> = self.checks.iter().filter(decides).collect();
        // What failed answers first.
        chosen.sort_by_key(|check| !asked.contains(&&check.name));
        chosen.into_iter().map(|check| check.name.clone()).collect()
    }

    fn planned(
        &self,
        arguments: &PlanArgs,
        (target, regression): (Target, Option<&Regression>),
        verifier: &dyn Verifier,
    ) -> Result<Planned, CliError> {
        let configured = &self.run.settings.rollback;
        let after = after(configured, arguments).map(CommandLine::words).collect();
        let live = configured.live.clone();
        if arguments.rewrite {
            let (repository, interrupt) = (&self.repository, self.run.interrupt);
            let head = repository.commit_of_head(interrupt).map_err(SessionError::from)?;
            expect_rewritable(repository, &target, &head.hash, interrupt)?;
        }
        let (checks, rewrite) = (self.deciding(arguments), arguments.rewrite);
        let lost = regression.map(|regression| regression.lost.clone());
        let asked = AskedOfPlan { target, checks, verifier, live, after, lost, rewrite };
        Ok(plan_rollback(self.run, asked)?)
    }

    fn plan(
        &self,
        arguments: &PlanArgs,
        target: Target,
        regression: Option<&Regression>,
    ) -> Result<Exit, CliError> {
        let verifier = TreeVerifier::of(self.run, self.checks, self.heard).against(regression);
        match self.planned(arguments, (target, regression), &verifier)? {
            Planned::Plan(plan) => written(arguments, self.project, &plan, None),
            Planned::Nothing(nothing) => {
                console::line("nothing differs: HEAD has these files already")?;
                if let Some(last) = nothing.last_changed {
                    let (paths, subject) = (nothing.paths.join(", "), printable(&last.subject));
                    console::line(format_args!(
                        "{} was last changed by {} \"{subject}\"",
                        printable(&paths),
                        last.short()
                    ))?;
                    console::line(format_args!(
                        "next: vitals rollback plan {}~1 -- {}",
                        last.short(),
                        printable(&paths)
                    ))?;
                }
                Ok(RollbackExit::NothingDiffers.into())
            }
            Planned::Conflict(paths) => {
                let paths = paths.iter().map(|path| printable(path)).collect::<Vec<_>>().join(", ");
                console::line(format_args!("refused: later commits changed the same lines of {paths}"))?;
                Ok(RollbackExit::Refused.into())
            }
        }
    }
}

/// What runs after the move: what is named, or what is usual.
fn after<'a>(
    configured: &'a RollbackSettings,
    arguments: &'a PlanArgs,
) -> impl Iterator<Item = &'a CommandLine> {
    let named = arguments.after_command.iter().filter_map(|name| configured.commands.get(name)).flatten();
    let usual = arguments.after_command.is_empty() && !arguments.no_after;
    named.chain(configured.after.iter().filter(move |_| usual))
}

/// A name that the configuration does not have, and what to say of it.
fn no_such_command(configured: &RollbackSettings, arguments: &PlanArgs) -> Option<String> {
    let unknown = arguments.after_command.iter().find(|name| !configured.commands.contains_key(*name))?;
    let known = configured.commands.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
    let known = if known.is_empty() { "none".to_owned() } else { known };
    Some(format!("[rollback.commands] has no {unknown:?}; it has: {known}"))
}

fn limited(asked: String, commit: Commit, paths: &[String]) -> Target {
    if paths.is_empty() {
        return Target::Commit { asked, commit };
    }
    Target::Paths { asked, commit, paths: paths.to_vec() }
}
