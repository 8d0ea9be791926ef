//! What can make an escalation due: what the journal shows, and what only a person knows.

use serde::{Deserialize, Serialize};

/// What the incident's journal shows by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Auto {
    /// A check fails for some time.
    CheckFailing,
    /// A check fails after a rollback.
    FailingAfterRollback,
    /// A critical check fails for some time.
    FunctionalityLost,
    /// More than so many rollbacks.
    Rollbacks,
    /// Everything has to be taken back.
    CompleteRollback,
    /// A check of isolation fails, or cannot say.
    IsolationBreach,
    /// A cascade of imports that nobody ended.
    CascadeUnresolved,
    /// More than so many scenarios at once.
    SeveralScenarios,
    /// Slower than allowed.
    Slower,
    /// No critical check passes for some time.
    Down,
}

impl Auto {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::CheckFailing,
        Self::FailingAfterRollback,
        Self::FunctionalityLost,
        Self::Rollbacks,
        Self::CompleteRollback,
        Self::IsolationBreach,
        Self::CascadeUnresolved,
        Self::SeveralScenarios,
        Self::Slower,
        Self::Down,
    ];

    /// As it is written in the configuration.
    pub fn word(self) -> &'static str {
        match self {
            Self::CheckFailing => "check-failing",
            Self::FailingAfterRollback => "failing-after-rollback",
            Self::FunctionalityLost => "functionality-lost",
            Self::Rollbacks => "rollbacks",
            Self::CompleteRollback => "complete-rollback",
            Self::IsolationBreach => "isolation-breach",
            Self::CascadeUnresolved => "cascade-unresolved",
            Self::SeveralScenarios => "several-scenarios",
            Self::Slower => "slower",
            Self::Down => "down",
        }
    }
}

/// What only a person knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Question {
    /// Customers report it.
    CustomerReports,
    /// Data of customers was seen by others.
    DataExposure,
    /// Money is lost.
    Revenue,
    /// A law or a contract is broken.
    Compliance,
    /// Data may be wrong.
    DatabaseIntegrity,
    /// Other systems are affected.
    ExternalService,
    /// Nobody knows how much to take back.
    ScopeUncertain,
    /// Vendor: the infrastructure fails.
    Infrastructure,
    /// Vendor: a service of others fails.
    ThirdParty,
    /// Vendor: nobody here knows enough.
    Expertise,
    /// Vendor: lawyers are needed.
    Legal,
}

impl Question {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::CustomerReports,
        Self::DataExposure,
        Self::Revenue,
        Self::Compliance,
        Self::DatabaseIntegrity,
        Self::ExternalService,
        Self::ScopeUncertain,
        Self::Infrastructure,
        Self::ThirdParty,
        Self::Expertise,
        Self::Legal,
    ];

    /// As it is written in the configuration and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::CustomerReports => "customer-reports",
            Self::DataExposure => "data-exposure",
            Self::Revenue => "revenue",
            Self::Compliance => "compliance",
            Self::DatabaseIntegrity => "database-integrity",
            Self::ExternalService => "external-service",
            Self::ScopeUncertain => "scope-uncertain",
            Self::Infrastructure => "infrastructure",
            Self::ThirdParty => "third-party",
            Self::Expertise => "expertise",
            Self::Legal => "legal",
        }
    }

    /// Whether a vendor is engaged where the answer is yes.
    pub fn is_of_vendors(self) -> bool {
        matches!(self, Self::Infrastructure | Self::ThirdParty | Self::Expertise | Self::Legal)
    }
}
