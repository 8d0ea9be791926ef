//! Which configuration.

use std::path::{Path, PathBuf};

use clap::Args;

/// The one argument of every command that reads a configuration.
#[derive(Clone, Debug, Args)]
pub struct ConfigArgs {
    /// The configuration [default: the nearest vitals.toml, or pyproject.toml with [tool.vitals]]
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
