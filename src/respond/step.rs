//! The steps that there are.

use serde::{Deserialize, Serialize};

/// A step of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepName {
    /// The incident is opened, where none is.
    Open,
    /// The breach is stopped, and it is looked at whether it is.
    Contain,
    /// What shows what happened is kept.
    Evidence,
    /// All checks are asked.
    See,
    /// The last commit known good is looked up.
    Good,
    /// The working tree is measured beside that commit.
    Compare,
    /// The commit at fault is searched.
    Culprit,
    /// A rollback is planned, and verified outside of the checkout.
    Plan,
    /// It is applied, and verified in place.
    Apply,
    /// A rollback that was cut short is made whole.
    Recover,
    /// The checks are asked again.
    Verify,
    /// The working tree is measured beside the good commit again.
    CompareAgain,
    /// The rollback is pushed.
    Publish,
    /// Whoever has to know by now is called. It is taken beside the others, and leads nowhere.
    Escalate,
}

impl StepName {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::Open,
        Self::Contain,
        Self::Evidence,
        Self::See,
        Self::Good,
        Self::Compare,
        Self::Culprit,
        Self::Plan,
        Self::Apply,
        Self::Recover,
        Self::Verify,
        Self::CompareAgain,
        Self::Publish,
        Self::Escalate,
    ];

    /// As it is written.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Contain => "contain",
            Self::Evidence => "evidence",
            Self::See => "see",
            Self::Good => "good",
            Self::Compare => "compare",
            Self::Culprit => "culprit",
            Self::Plan => "plan",
            Self::Apply => "apply",
            Self::Recover => "recover",
            Self::Verify => "verify",
            Self::CompareAgain => "compare-again",
            Self::Publish => "publish",
            Self::Escalate => "escalate",
        }
    }

    /// Whether it changes the service, the checkout or a remote: it waits for a yes.
    pub fn changes(self) -> bool {
        matches!(self, Self::Contain | Self::Apply | Self::Recover | Self::Publish)
    }
}
