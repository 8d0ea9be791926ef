//! How much a finding matters.

use serde::Serialize;

use super::finding::Finding;

/// How much a finding matters; the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Something would fail, or it is not known whether it would.
    Error,
    /// Something may fail, or is not proven.
    Warning,
    /// Nothing fails of it.
    Note,
}

impl Severity {
    /// As it is written.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

impl Finding {
    /// How much it matters.
    pub fn severity(&self) -> Severity {
        match self {
            Self::NoGit { .. }
            | Self::OldGit { useless: true, .. }
            | Self::NoRepository { .. }
            | Self::Hindered { .. }
            | Self::NotKnown { .. }
            | Self::NoConfiguration { .. }
            | Self::BrokenConfiguration { .. }
            | Self::BrokenThere { .. }
            | Self::NoPython { .. }
            | Self::Vacuous { .. }
            | Self::NoGreen { decides: true, .. }
            | Self::NothingGreen
            | Self::NoSuchRemote { .. }
            | Self::SilentRemote { .. }
            | Self::PushRefused { .. }
            | Self::ProbeLeft { .. }
            | Self::NoCommit { .. }
            | Self::NoRoom { .. }
            | Self::NotWritable { .. }
            | Self::OpenRollback { .. }
            | Self::DamagedJournal { .. }
            | Self::Locked { .. }
            | Self::GitLock { .. }
            | Self::NoContainment { .. }
            | Self::NoProgram { .. }
            | Self::Escalation { .. } => Severity::Error,
            Self::OldGit { .. }
            | Self::NoContainmentProbe
            | Self::NoneThere { .. }
            | Self::NeverAudited { .. }
            | Self::Doubtful { .. }
            | Self::OldAudit { .. }
            | Self::NoGreen { .. }
            | Self::NoRemote
            | Self::NoSuchBranch { .. }
            | Self::Hook { runs: true, .. }
            | Self::OpenBisect { .. }
            | Self::NeverDrilled
            | Self::OldDrill { .. } => Severity::Warning,
            Self::NoInstaller { .. } | Self::ProbeRemoved { .. } | Self::Hook { .. } => Severity::Note,
        }
    }
}
