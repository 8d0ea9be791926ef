//! What is looked at, and what came of each look: a look that was not taken is no sound one.

use serde::{Deserialize, Serialize};

/// One thing that is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Area {
    /// The git on `PATH`.
    Git,
    /// The configuration's file.
    Configuration,
    /// The checkout.
    Repository,
    /// Journals and locks that stand open.
    Leftovers,
    /// A commit's author and signature.
    Commit,
    /// Hooks of the checkout.
    Hooks,
    /// Room on the disk.
    Room,
    /// The target's interpreter.
    Python,
    /// Programs that the configuration names.
    Commands,
    /// Whether checks can fail.
    Audits,
    /// Commits that were seen green.
    KnownGood,
    /// The remote.
    Remote,
    /// A push that is tried.
    Push,
}

/// Why nothing was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unlooked {
    /// There is no git that works.
    NoGit,
    /// There is no checkout.
    NoRepository,
    /// There is no configuration that can be read.
    NoConfiguration,
    /// There is no remote.
    NoRemote,
    /// Nothing is committed yet.
    NoCommit,
    /// It was not asked for.
    NotAsked,
}

/// What a look came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Looked {
    /// Nothing was found.
    Sound,
    /// Something was found.
    Found,
    /// It was not looked at.
    Not(Unlooked),
}

/// One area, and what the look at it came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Examined {
    /// Which.
    pub area: Area,
    /// What came of it.
    pub looked: Looked,
}

impl Area {
    /// Its name.
    pub fn word(self) -> &'static str {
        match self {
            Self::Git => "git",
            Self::Configuration => "configuration",
            Self::Repository => "repository",
            Self::Leftovers => "journals and locks",
            Self::Commit => "author and signature",
            Self::Hooks => "hooks",
            Self::Room => "room on the disk",
            Self::Python => "python",
            Self::Commands => "commands",
            Self::Audits => "audits",
            Self::KnownGood => "known good commits",
            Self::Remote => "remote",
            Self::Push => "push",
        }
    }
}
