//! Checks where they are configured: in the checkout, and of the running service.

use std::path::PathBuf;

use crate::cli::arguments::RunArgs;
use crate::cli::console;
use crate::cli::error::CliError;
use crate::cli::health::read;
use crate::cli::project::Project;
use crate::config::{CheckSettings, Settings};
use crate::health::CheckReport;
use crate::plan::Budget;
use crate::process::{Interrupt, Scratch};
use crate::quantity::Nanos;
use crate::report::health::{HealthDocument, check_line};
use crate::report::progress::Progress;
use crate::report::words::sentence;
use crate::rollback::{Answer, CheckVerdict, Place, Verifier};
use crate::session::{Asked, Conduct, Run, health};
use crate::verdict::Status;

/// Runs the configuration's checks.
pub struct InPlace<'a> {
    settings: Settings,
    checks: Vec<CheckSettings>,
    conduct: Conduct,
    interrupt: &'a Interrupt,
    quiet: bool,
}

impl<'a> InPlace<'a> {
    /// Those of a configuration.
    pub fn of(project: &Project, run_args: &RunArgs, interrupt: &'a Interrupt) -> Result<Self, CliError> {
        let (settings, checks) = read(project, run_args)?;
        let conduct = run_args.conduct(Budget::ENDLESS);
        Ok(Self { settings, checks, conduct, interrupt, quiet: run_args.quiet })
    }

    fn asked(&self, checks: &[CheckSettings]) -> Result<HealthDocument, String> {
        let scratch = Scratch::open(self.interrupt).map_err(|error| format!("{error:?}"))?;
        // Bytecode that lies there may be of files that are gone: same size, same second.
        let bytecode: PathBuf = scratch.folder("bytecode").map_err(|error| error.to_string())?;
        let mut settings = self.settings.clone();
        settings.environment.insert("PYTHONPYCACHEPREFIX".into(), bytecode.display().to_string());
        let bar = Progress::in_lines(self.quiet);
        let heard = |check: &CheckReport| {
            if !self.quiet {
                console::note(check_line(check));
            }
        };
        let run =
            Run { settings: &settings, conduct: &self.conduct, interrupt: self.interrupt, progress: &bar };
        health(run, checks, Asked { options: Vec::new(), heard: &heard, look_back: None })
            .map_err(|error| error.to_string())
    }
}

impl Verifier for InPlace<'_> {
    fn verify(&self, names: &[String], place: Place<'_>) -> Vec<CheckVerdict> {
        let known: Vec<CheckSettings> =
            self.checks.iter().filter(|check| names.contains(&check.name)).cloned().collect();
        let asked = match place {
            Place::Tree { .. } => Err("a tree's checks are run by `vitals rollback plan`".to_owned()),
            Place::Checkout | Place::Live => self.asked(&known),
        };
        names.iter().map(|name| verdict(name, &asked)).collect()
    }
}

fn verdict(name: &str, asked: &Result<HealthDocument, String>) -> CheckVerdict {
    let unknown = |why: &str| CheckVerdict {
        check: name.to_owned(),
        critical: false,
        answer: Answer::Unknown,
        reasons: vec![why.to_owned()],
        took: Nanos(0),
    };
    let document = match asked {
        Err(why) => return unknown(why),
        Ok(document) => document,
    };
    let Some(check) = document.checks.iter().find(|check| check.name == name) else {
        return unknown("the configuration has no such check, or it was not reached");
    };
    let verdict = &check.outcome.verdict;
    CheckVerdict {
        check: name.to_owned(),
        critical: check.critical,
        answer: match verdict.status {
            _ if document.head.interrupted => Answer::Unknown,
            Status::Pass => Answer::Green,
            Status::Fail | Status::Error => Answer::Red,
            Status::Inconclusive | Status::Vacuous => Answer::Unknown,
        },
        reasons: verdict.reasons.iter().map(sentence).collect(),
        took: check.took,
    }
}
