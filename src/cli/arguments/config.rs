//! Which configuration.

use std::path::{Path, PathBuf};

use clap::Args;

/// The one argument of every command that reads a configuration.
#[derive(Clone, Debug, Args)]
pub struct ConfigArgs {
    /// The configuration [default: the nearest vitals.toml]
    ///
    /// By default the nearest vitals.toml, or pyproject.toml with [tool.vitals], from the current folder up.
    #[arg(id = "config", long = "config", value_name = "FILE")]
    file: Option<PathBuf>,
}

impl ConfigArgs {
    /// The same as it is written on a command line.
    pub fn words(&self) -> Vec<String> {
        let file = self.file.as_ref().map(|file| ["--config".to_owned(), file.display().to_string()]);
        file.into_iter().flatten().collect()
    }

    /// The file that was named.
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }
}

/// The arguments of a command that says itself what to measure, and takes the target from a configuration where there is one.
#[derive(Clone, Debug, Args)]
pub struct TargetConfigArgs {
    /// Take [target] from it [default: the nearest vitals.toml]
    ///
    /// By default the nearest vitals.toml, or pyproject.toml with [tool.vitals], where there is one; options win.
    #[arg(id = "target_config", long = "config", value_name = "FILE", help_heading = "Target")]
    file: Option<PathBuf>,
    /// Read no configuration: the target is what the options say
    #[arg(long, conflicts_with = "target_config", help_heading = "Target", hide_short_help = true)]
    pub no_config: bool,
}

impl TargetConfigArgs {
    /// The file that was named.
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }
}
