//! What the audit of one check came to, as data.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::health::{CheckOutcome, InjectedFault};
use crate::verdict::Status;

/// What the audit of one check came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// It passes as it is, and not with a fault injected.
    CanFail,
    /// It passes even then, or proves nothing as it is: it tests nothing.
    Vacuous,
    /// It does not pass as it is.
    DoesNotPass,
    /// There is no fault to inject.
    Unproven,
}

/// One check, as it is and with a fault injected.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Audited {
    /// The check's, as configured.
    pub name: String,
    /// `pytest`, `command`, …
    pub kind: Cow<'static, str>,
    /// What it came to.
    pub proof: Proof,
    /// What was done to it.
    #[serde(alias = "sabotage")]
    pub fault: Option<InjectedFault>,
    /// As it is.
    pub plain: CheckOutcome,
    /// The outcome under the injected fault; None where none could be injected.
    #[serde(alias = "sabotaged")]
    pub with_fault: Option<CheckOutcome>,
}

impl Audited {
    /// Puts both runs together.
    pub fn new(
        name: &str,
        kind: &'static str,
        plain: CheckOutcome,
        broken: Option<(InjectedFault, CheckOutcome)>,
    ) -> Self {
        let passes = |outcome: &CheckOutcome| outcome.verdict.status == Status::Pass;
        let proof = match &broken {
            Some((_, broken)) if passes(broken) => Proof::Vacuous,
            _ if plain.verdict.status == Status::Vacuous => Proof::Vacuous,
            _ if !passes(&plain) => Proof::DoesNotPass,
            Some(_) => Proof::CanFail,
            None => Proof::Unproven,
        };
        let (fault, with_fault) = broken.unzip();
        Self { name: name.to_owned(), kind: kind.into(), proof, fault, plain, with_fault }
    }

    /// As a verdict: that it can fail is a pass.
    pub fn status(&self) -> Status {
        match self.proof {
            Proof::CanFail => Status::Pass,
            Proof::Vacuous => Status::Vacuous,
            Proof::DoesNotPass => self.plain.verdict.status,
            Proof::Unproven => Status::Inconclusive,
        }
    }
}
