//! What would fail, one variant for each.

use std::path::PathBuf;

use jiff::Timestamp;
use serde::Serialize;

use super::area::Area;
use super::said::Said;
use crate::git::Hindrance;
use crate::quantity::Bytes;

/// A hook that git runs as a rollback moves or pushes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum HookName {
    /// After the move.
    PostMerge,
    /// Before each ref changes; it can refuse.
    ReferenceTransaction,
    /// Before a push; it can refuse.
    PrePush,
}

impl HookName {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::PostMerge, Self::ReferenceTransaction, Self::PrePush];

    /// The file's name.
    pub fn file(self) -> &'static str {
        match self {
            Self::PostMerge => "post-merge",
            Self::ReferenceTransaction => "reference-transaction",
            Self::PrePush => "pre-push",
        }
    }
}

/// Why the last audit of a check proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AuditDoubt {
    /// It did not pass as it was.
    DidNotPass,
    /// There was no fault to inject.
    NoFault,
}

/// What would fail, or may.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "finding", rename_all = "snake_case")]
pub enum Finding {
    /// There is no git that can be started.
    NoGit {
        /// Why not.
        said: Said,
    },
    /// It is older than what this program asks of it.
    OldGit {
        /// Which it is.
        version: String,
        /// The oldest that does all.
        wanted: String,
        /// Nothing works with it; else only a part does not.
        useless: bool,
    },
    /// The folder is in no checkout that git reads.
    NoRepository {
        /// Git's words.
        said: Said,
    },
    /// The checkout cannot be moved as it is.
    Hindered {
        /// Why not.
        #[serde(serialize_with = "as_words")]
        hindrance: Hindrance,
    },
    /// Something could not be looked at.
    NotKnown {
        /// What.
        area: Area,
        /// Why not.
        said: Said,
    },
    /// There is none.
    NoConfiguration {
        /// Where the search began.
        said: Said,
    },
    /// It cannot be read.
    BrokenConfiguration {
        /// What is wrong.
        said: Said,
    },
    /// It cannot be read where a rollback would lead.
    BrokenThere {
        /// The commit.
        commit: String,
        /// What is wrong.
        said: Said,
    },
    /// It is not there where a rollback would lead.
    NoneThere {
        /// The commit.
        commit: String,
        /// The file.
        path: PathBuf,
    },
    /// The target's interpreter.
    NoPython {
        /// What is wrong.
        said: Said,
    },
    /// Nothing installs a lock file's packages.
    NoInstaller {
        /// The lock file.
        lock: PathBuf,
    },
    /// Nobody has tried whether these checks can fail.
    NeverAudited {
        /// Their names.
        checks: Vec<String>,
    },
    /// A check that passes with a fault injected.
    Vacuous {
        /// Its name.
        check: String,
        /// When that was seen.
        audited: Timestamp,
    },
    /// The last audit of a check proves nothing.
    Doubtful {
        /// Its name.
        check: String,
        /// Why.
        doubt: AuditDoubt,
    },
    /// The last audit of these checks was long ago.
    OldAudit {
        /// Their names.
        checks: Vec<String>,
        /// How long, of the oldest.
        days: i64,
    },
    /// No commit of HEAD's history was seen green by this check.
    NoGreen {
        /// Its name.
        check: String,
        /// It decides over a rollback.
        decides: bool,
        /// One that is not in HEAD's history was.
        elsewhere: Option<String>,
    },
    /// No check has any green commit.
    NothingGreen,
    /// There is no remote.
    NoRemote,
    /// The remote that the branch follows is not configured.
    NoSuchRemote {
        /// Its name.
        remote: String,
    },
    /// It does not answer.
    SilentRemote {
        /// Its name.
        remote: String,
        /// Git's words.
        said: Said,
    },
    /// It does not have the branch.
    NoSuchBranch {
        /// The remote's name.
        remote: String,
        /// The branch.
        branch: String,
    },
    /// It refuses a push.
    PushRefused {
        /// Its name.
        remote: String,
        /// Git's words.
        said: Said,
    },
    /// A probe's ref is still there.
    ProbeLeft {
        /// The remote's name.
        remote: String,
        /// The ref.
        reference: String,
        /// Git's words.
        said: Said,
    },
    /// A ref that an earlier probe had left was removed.
    ProbeRemoved {
        /// The remote's name.
        remote: String,
        /// The ref.
        reference: String,
    },
    /// A hook that runs.
    Hook {
        /// Which.
        hook: HookName,
        /// Its file.
        path: PathBuf,
        /// Git runs it; else its file is not executable.
        runs: bool,
    },
    /// Git makes no commit.
    NoCommit {
        /// It was to be signed.
        signed: bool,
        /// Git's words.
        said: Said,
    },
    /// Too little room.
    NoRoom {
        /// Where.
        folder: PathBuf,
        /// What is free.
        free: Bytes,
        /// Twice the size of HEAD's files.
        wanted: Bytes,
    },
    /// Nothing can be written there.
    NotWritable {
        /// Where.
        folder: PathBuf,
        /// The system's words.
        said: Said,
    },
    /// A rollback that was cut short.
    OpenRollback {
        /// Its id.
        id: String,
    },
    /// A journal that cannot be read.
    DamagedJournal {
        /// What is wrong.
        said: Said,
    },
    /// A search that was cut short, or is going on.
    OpenBisect {
        /// Its arguments.
        words: Vec<String>,
    },
    /// Another vitals holds the lock.
    Locked {
        /// Who.
        holder: String,
        /// The lock.
        path: PathBuf,
    },
    /// A lock of git's own.
    GitLock {
        /// The lock.
        path: PathBuf,
    },
    /// Checks of class security exist, and nothing contains a breach.
    NoContainment {
        /// Their names.
        checks: Vec<String>,
    },
    /// A breach can be contained, and nothing shows whether it is.
    NoContainmentProbe,
    /// A configured command cannot be started.
    NoProgram {
        /// The key, as in `[rollback] after`.
        key: String,
        /// The program as written.
        program: String,
    },
    /// `vitals escalate lint` has something to say of levels, contacts and rules.
    Escalation {
        /// How many mistakes.
        mistakes: usize,
    },
    /// No drill is known.
    NeverDrilled,
    /// The last drill was long ago.
    OldDrill {
        /// How long.
        days: i64,
    },
}

fn as_words<S: serde::Serializer>(hindrance: &Hindrance, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(hindrance.words())
}

impl Finding {
    /// Of what it is.
    pub fn area(&self) -> Area {
        match self {
            Self::NotKnown { area, .. } => *area,
            Self::NoGit { .. } | Self::OldGit { .. } => Area::Git,
            Self::NoRepository { .. } | Self::Hindered { .. } => Area::Repository,
            Self::NoConfiguration { .. } | Self::BrokenConfiguration { .. } | Self::Escalation { .. } => {
                Area::Configuration
            }
            Self::NoPython { .. } | Self::NoInstaller { .. } => Area::Python,
            Self::NeverAudited { .. }
            | Self::Vacuous { .. }
            | Self::Doubtful { .. }
            | Self::OldAudit { .. }
            | Self::NeverDrilled
            | Self::OldDrill { .. } => Area::Audits,
            Self::NoGreen { .. } | Self::NothingGreen | Self::BrokenThere { .. } | Self::NoneThere { .. } => {
                Area::KnownGood
            }
            Self::NoRemote
            | Self::NoSuchRemote { .. }
            | Self::SilentRemote { .. }
            | Self::NoSuchBranch { .. } => Area::Remote,
            Self::PushRefused { .. } | Self::ProbeLeft { .. } | Self::ProbeRemoved { .. } => Area::Push,
            Self::Hook { .. } => Area::Hooks,
            Self::NoCommit { .. } => Area::Commit,
            Self::NoRoom { .. } | Self::NotWritable { .. } => Area::Room,
            Self::OpenRollback { .. }
            | Self::DamagedJournal { .. }
            | Self::OpenBisect { .. }
            | Self::Locked { .. }
            | Self::GitLock { .. } => Area::Leftovers,
            Self::NoContainment { .. } | Self::NoContainmentProbe | Self::NoProgram { .. } => Area::Commands,
        }
    }
}
