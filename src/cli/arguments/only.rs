//! Which of the configuration's probes and checks.

use clap::Args;
use clap_complete::ArgValueCandidates;

use crate::cli::candidates;
use crate::cli::error::CliError;
use crate::config::{
    CheckSettings, NamePattern, Names, Settings, choose, kept, names_of_check, names_of_probe,
};

/// The option, as it is written on a command line.
pub const ONLY: &str = "--only";

#[derive(Clone, Debug, Default, Args)]
pub struct OnlyArgs {
    /// Only what has this name, or fits a glob such as 'shop.*'
    ///
    /// The name is that of a module, a factory or a check. May be given more than once. `--check` and `--probe` are the same.
    #[arg(long = "only", aliases = ["check", "probe"], value_name = "NAME", allow_hyphen_values = true)]
    #[arg(add = ArgValueCandidates::new(candidates::probes_and_checks))]
    patterns: Vec<NamePattern>,
}

impl OnlyArgs {
    /// Whether anything was chosen.
    pub fn is_given(&self) -> bool {
        !self.patterns.is_empty()
    }

    /// The names that were given.
    pub fn words(&self) -> Vec<String> {
        self.patterns.iter().map(ToString::to_string).collect()
    }

    fn choose(&self, things: &[Names]) -> Result<Vec<bool>, CliError> {
        Ok(choose(&self.patterns, things)?)
    }

    /// Leaves the probes that were chosen.
    ///
    /// # Errors
    /// Where a name chooses none of them.
    pub fn probes(&self, settings: &mut Settings) -> Result<(), CliError> {
        let names: Vec<Names> = settings.probes.iter().map(names_of_probe).collect();
        let chosen = self.choose(&names)?;
        settings.probes = kept(std::mem::take(&mut settings.probes), chosen);
        Ok(())
    }

    /// Those that were chosen.
    ///
    /// # Errors
    /// Where a name chooses none of them.
    pub fn checks(&self, checks: Vec<CheckSettings>) -> Result<Vec<CheckSettings>, CliError> {
        let names: Vec<Names> = checks.iter().map(names_of_check).collect();
        let chosen = self.choose(&names)?;
        Ok(kept(checks, chosen))
    }

    /// Leaves the probes and the checks that were chosen.
    ///
    /// # Errors
    /// Where a name chooses none of either.
    pub fn probes_and_checks(&self, settings: &mut Settings) -> Result<(), CliError> {
        let probes = settings.probes.iter().map(names_of_probe);
        let names: Vec<Names> = probes.chain(settings.checks.iter().map(names_of_check)).collect();
        let mut chosen = self.choose(&names)?.into_iter();
        settings.probes = kept(std::mem::take(&mut settings.probes), chosen.by_ref());
        settings.checks = kept(std::mem::take(&mut settings.checks), chosen);
        Ok(())
    }
}
