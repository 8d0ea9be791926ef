//! What is said of the scenarios of an emergency.

use super::sentence::{sentence, sentences};
use crate::health::{Finding, FindingEvidence, Scenario};
use crate::verdict::{ChangeReason, CulpritEnd, Reason};

/// What is wrong, in few words.
pub fn scenario(scenario: Scenario) -> &'static str {
    match scenario {
        Scenario::IsolationBreach => "user isolation breach",
        Scenario::ImportCascade => "import cascade",
        Scenario::GoldenPath => "golden path broken",
        Scenario::Performance => "slower or larger than it may be",
        Scenario::Other => "none of the four scenarios, but not passed",
    }
}

/// How certain it is, in few words.
pub fn certainty(finding: &Finding) -> &'static str {
    if finding.certain { "seen" } else { "cannot be excluded" }
}

/// Where it comes from, a line each.
pub fn causes(evidence: &FindingEvidence) -> Vec<String> {
    match evidence {
        // The command after a culprit is the finding's own.
        FindingEvidence::Check { causes, .. } => causes
            .iter()
            .flat_map(|cause| match cause {
                Reason::Change(ChangeReason::Culprit { search }) if search.end == CulpritEnd::Found => {
                    vec![sentence(cause)]
                }
                other => sentences(std::slice::from_ref(other)),
            })
            .collect(),
        FindingEvidence::Legacy(_) => Vec::new(),
    }
}

/// `user isolation is vacuous: pytest collected no test`.
pub fn evidence(evidence: &FindingEvidence) -> String {
    match evidence {
        FindingEvidence::Check { check, status, reasons, .. } => {
            let reasons: Vec<String> = reasons.iter().map(sentence).collect();
            format!("{check} is {}: {}", status.word(), reasons.join("; "))
        }
        FindingEvidence::Legacy(text) => text.clone(),
    }
}
