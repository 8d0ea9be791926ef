//! `vitals completions` and `vitals man`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::examples::{brief, whole};

#[derive(Debug, Args)]
#[command(after_help = brief::COMPLETIONS, after_long_help = whole::COMPLETIONS)]
pub struct Completions {
    /// The shell
    #[arg(value_name = "SHELL", value_enum)]
    pub shell: Shell,
}

/// A shell that can be asked to complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    Bash,
    Zsh,
    Fish,
    Elvish,
    Powershell,
}

#[derive(Debug, Args)]
#[command(after_help = brief::MAN, after_long_help = whole::MAN)]
pub struct Man {
    /// The command whose page is printed [default: vitals itself]
    #[arg(value_name = "COMMAND", conflicts_with = "folder")]
    pub words: Vec<String>,
    /// Write every page into this folder, which is made
    #[arg(long = "dir", value_name = "DIR")]
    pub folder: Option<PathBuf>,
}
