//! Checks where they are configured: in the checkout, and of the running service.

use crate::cli::arguments::RunArgs;
use crate::cli::console;
use crate::cli::error::CliError;
use crate::cli::health::{expect_own_ports, read};
use crate::cli::project::Project;
use crate::config::{CheckSettings, Settings};
use crate::plan::Budget;
use crate::process::Interrupt;
use crate::report::progress::Progress;
use crate::report::rollback_plan::verdict_line;
use crate::rollback::{CheckVerdict, Place, Verifier};
use crate::session::{Conduct, Run, TreeVerifier};

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
        expect_own_ports(&checks)?;
        let conduct = run_args.conduct(Budget::ENDLESS);
        Ok(Self { settings, checks, conduct, interrupt, quiet: run_args.quiet })
    }
}

impl Verifier for InPlace<'_> {
    fn verify(&self, names: &[String], place: Place<'_>) -> Vec<CheckVerdict> {
        let bar = Progress::in_lines(self.quiet);
        let run = Run {
            settings: &self.settings,
            conduct: &self.conduct,
            interrupt: self.interrupt,
            progress: &bar,
        };
        let heard = |verdict: &CheckVerdict| {
            if !self.quiet {
                console::note(verdict_line(verdict));
            }
        };
        TreeVerifier::of(run, &self.checks, &heard).verify(names, place)
    }
}
