//! Which scenario of an emergency a check that did not pass belongs to: by what it is, and by what was raised, never by words.

use serde::{Deserialize, Serialize};

use super::outcome::CheckReport;
use crate::escalation::Scenario as Emergency;
use crate::verdict::{ChangeReason, CommandReason, Exception, Reason, SuiteReason, comes_of_an_import};
use crate::worker::Failure;
use vitals_probes::wire::{Raised, Relation, Stage};

/// What is wrong, as an emergency procedure knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Scenario {
    /// One user sees what is another's. Unknown counts as breach.
    IsolationBreach,
    /// Modules cannot be imported, or do not compile.
    ImportCascade,
    /// What users come for does not work.
    GoldenPath,
    /// It works, and is slow or grows.
    Performance,
    /// None of the four: a check that no scenario asks for did not pass.
    Other,
}

impl Scenario {
    /// Worst first.
    pub const ALL: [Self; 5] =
        [Self::IsolationBreach, Self::ImportCascade, Self::GoldenPath, Self::Performance, Self::Other];

    /// The one that a check belongs to which did not pass.
    pub fn of(check: &CheckReport) -> Self {
        let is = |words: &[&str]| {
            words.iter().any(|word| check.tags.iter().any(|tag| tag == word) || check.name == *word)
        };
        match &*check.kind {
            _ if is_slower(check) => Self::Performance,
            _ if is(&["isolation", "user isolation", "user-isolation"]) => Self::IsolationBreach,
            _ if cannot_be_imported(check) => Self::ImportCascade,
            "syntax" | "imports" => Self::ImportCascade,
            _ if is(&["golden-path", "golden path", "events"]) => Self::GoldenPath,
            "websocket" => Self::GoldenPath,
            "import" | "create" | "growth" => Self::Performance,
            _ => Self::Other,
        }
    }

    /// As an incident knows it; None of what is no emergency of its own.
    pub fn emergency(self) -> Option<Emergency> {
        match self {
            Self::IsolationBreach => Some(Emergency::Isolation),
            Self::ImportCascade => Some(Emergency::Cascade),
            Self::GoldenPath => Some(Emergency::GoldenPath),
            Self::Performance => Some(Emergency::Performance),
            Self::Other => None,
        }
    }
}

/// Whether it went as it should, and takes longer than at the commit at which all was well.
fn is_slower(check: &CheckReport) -> bool {
    matches!(check.outcome.verdict.reasons.first(), Some(Reason::Change(ChangeReason::Compared { .. })))
}

/// Whether a module, or a name of one, that a test, a command or a probe needs cannot be had.
fn cannot_be_imported(check: &CheckReport) -> bool {
    let outcome = &check.outcome;
    let of_a_test = |reason: &Reason| match reason {
        Reason::Suite(SuiteReason::TestFailed(test)) => {
            test.exception.as_ref().is_some_and(Exception::comes_of_an_import)
        }
        Reason::Command(CommandReason::Raised { exception, .. }) => exception.comes_of_an_import(),
        _ => false,
    };
    let mut failures = outcome.measured.iter().flat_map(|probe| probe.measured.failures());
    outcome.verdict.reasons.iter().any(of_a_test)
        || failures
            .any(|failed| matches!(&failed.failure, Failure::Raised(raised) if is_of_an_import(raised)))
}

/// Whatever a module raises while it is imported, it cannot be imported; and a factory that it does not have is a missing name.
/// So is what was raised from such an exception.
fn is_of_an_import(raised: &Raised) -> bool {
    let mut causes = raised.chain.iter().take_while(|earlier| earlier.relation == Relation::Cause);
    matches!(raised.during, Stage::Import | Stage::Lookup)
        || comes_of_an_import(&raised.type_name, &raised.message)
        || causes.any(|earlier| comes_of_an_import(&earlier.type_name, &earlier.message))
}

#[cfg(test)]
mod tests {
    use vitals_probes::wire::Earlier;

    use super::*;

    #[test]
    fn what_a_probe_raises_on_import_or_lookup_is_of_an_import() {
        let raised =
            |during, type_name: &str| Raised { during, type_name: type_name.into(), ..Raised::default() };
        assert!(is_of_an_import(&raised(Stage::Import, "RuntimeError")));
        assert!(is_of_an_import(&raised(Stage::Lookup, "AttributeError")));
        assert!(is_of_an_import(&raised(Stage::Create, "ImportError")));
        let wrong = raised(Stage::Create, "RuntimeError");
        assert!(!is_of_an_import(&wrong));
        for (relation, expected) in [(Relation::Cause, true), (Relation::Context, false)] {
            let earlier = Earlier { relation, type_name: "ImportError".into(), ..Earlier::default() };
            assert_eq!(is_of_an_import(&Raised { chain: vec![earlier], ..wrong.clone() }), expected);
        }
    }
}
