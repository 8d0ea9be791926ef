//! What needs somebody's authority.

use serde::{Deserialize, Serialize};

/// Something that not everybody may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// Take back single files.
    FileRollback,
    /// Stop a phase of a migration.
    PhaseSuspension,
    /// Take back everything since the last green state.
    CompleteRollback,
    /// Publish outside of the usual order.
    EmergencyDeployment,
    /// Speak with customers.
    CustomerCommunication,
    /// Remove commits from a branch that others have.
    RewriteHistory,
    /// Draw on everybody.
    AllResources,
    /// Call vendors, and lawyers.
    VendorEngagement,
}

impl Action {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::FileRollback,
        Self::PhaseSuspension,
        Self::CompleteRollback,
        Self::EmergencyDeployment,
        Self::CustomerCommunication,
        Self::RewriteHistory,
        Self::AllResources,
        Self::VendorEngagement,
    ];

    /// As it is written in the configuration.
    pub fn word(self) -> &'static str {
        match self {
            Self::FileRollback => "file-rollback",
            Self::PhaseSuspension => "phase-suspension",
            Self::CompleteRollback => "complete-rollback",
            Self::EmergencyDeployment => "emergency-deployment",
            Self::CustomerCommunication => "customer-communication",
            Self::RewriteHistory => "rewrite-history",
            Self::AllResources => "all-resources",
            Self::VendorEngagement => "vendor-engagement",
        }
    }
}
