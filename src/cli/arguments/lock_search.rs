//! What `vitals bisect --lock` asks.

use std::path::PathBuf;

use clap::Args;

/// Two locks, and where packages come from.
#[derive(Debug, Args)]
pub struct LockArgs {
    /// Find the upgrade at fault between two lock files
    ///
    /// Lock files, or revisions that have one: then old and new code are measured with old and new lock first. uv.lock, poetry.lock,
    /// pdm.lock, pylock.toml, Pipfile.lock and requirements*.txt can be read.
    #[arg(long, num_args = 2, value_names = ["OLD", "NEW"], help_heading = "Dependencies")]
    pub lock: Vec<String>,
    /// The lock file of revisions [default: the one that is known by its name]
    ///
    /// Relative to the target's root, or to the repository's top.
    #[arg(
        long,
        value_name = "FILE",
        requires = "lock",
        help_heading = "Dependencies",
        hide_short_help = true
    )]
    pub lock_file: Option<PathBuf>,
    /// Install from the wheels in this folder, and ask no index
    ///
    /// May be given more than once.
    #[arg(
        long,
        value_name = "DIR",
        requires = "lock",
        help_heading = "Dependencies",
        hide_short_help = true
    )]
    pub find_links: Vec<PathBuf>,
}
