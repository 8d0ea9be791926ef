//! Which of the four scenarios of an emergency is seen, from what the checks say.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::CheckReport;
use crate::verdict::{Reason, Status};

/// What is wrong, as an emergency procedure knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
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
}

/// A scenario that is seen, with why and what to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// Which.
    pub scenario: Scenario,
    /// Known, or only not excluded.
    pub certain: bool,
    /// The checks that say so, each with its first reasons.
    pub evidence: Vec<String>,
    /// The next command.
    pub next: String,
}

impl Scenario {
    /// Worst first.
    const ALL: [Self; 4] = [Self::IsolationBreach, Self::ImportCascade, Self::GoldenPath, Self::Performance];

    /// In words.
    pub fn describe(self) -> &'static str {
        match self {
            Self::IsolationBreach => "user isolation breach",
            Self::ImportCascade => "import cascade",
            Self::GoldenPath => "golden path broken",
            Self::Performance => "slower or larger than it may be",
        }
    }

    fn of(check: &CheckReport) -> Option<Self> {
        let is = |words: &[&str]| {
            words.iter().any(|word| check.tags.iter().any(|tag| tag == word) || check.name == *word)
        };
        match &*check.kind {
            _ if is(&["isolation", "user isolation", "user-isolation"]) => Some(Self::IsolationBreach),
            _ if cannot_be_imported(check) => Some(Self::ImportCascade),
            "syntax" | "imports" => Some(Self::ImportCascade),
            _ if is(&["golden-path", "golden path", "events"]) => Some(Self::GoldenPath),
            "websocket" => Some(Self::GoldenPath),
            "import" | "create" | "growth" => Some(Self::Performance),
            _ => None,
        }
    }
}

fn text(reason: &Reason) -> &str {
    if let Reason::Legacy(text) = reason { text } else { "" }
}

/// Whether an import error is what came out of it.
fn cannot_be_imported(check: &CheckReport) -> bool {
    let signs = ["ModuleNotFoundError", "ImportError", "SyntaxError", "partially initialized module"];
    let reasons = &check.outcome.verdict.reasons;
    reasons.iter().any(|reason| signs.iter().any(|sign| text(reason).contains(sign)))
}

/// The scenarios that are seen, the worst first.
pub fn triage(checks: &[CheckReport]) -> Vec<Finding> {
    let all = Scenario::ALL.into_iter().filter_map(|scenario| {
        let bad: Vec<&CheckReport> = checks
            .iter()
            .filter(|check| {
                check.outcome.verdict.status != Status::Pass && Scenario::of(check) == Some(scenario)
            })
            .collect();
        let certain =
            bad.iter().any(|check| matches!(check.outcome.verdict.status, Status::Fail | Status::Error));
        (!bad.is_empty()).then(|| Finding {
            scenario,
            certain,
            evidence: bad.iter().map(|check| evidence(check)).collect(),
            next: next(scenario, bad[0]),
        })
    });
    all.collect()
}

fn evidence(check: &CheckReport) -> String {
    let verdict = &check.outcome.verdict;
    let reasons: Vec<&str> = verdict.reasons.iter().take(2).map(text).collect();
    format!("{} is {}: {}", check.name, verdict.status.word(), reasons.join("; "))
}

fn next(scenario: Scenario, check: &CheckReport) -> String {
    let again = format!("vitals health --check '{}' --verbose", check.name.replace('\'', ""));
    let target = check.name.rsplit(' ').next().unwrap_or_default();
    match scenario {
        Scenario::Performance if check.kind == "import" => "vitals compare main .".into(),
        Scenario::Performance => {
            format!("vitals check --verbose   # {target}: where it stands, and what holds it")
        }
        Scenario::ImportCascade | Scenario::GoldenPath | Scenario::IsolationBreach => again,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::health::CheckOutcome;
    use crate::quantity::Nanos;
    use crate::verdict::Verdict;

    fn check(name: &str, kind: &'static str, status: Status, reason: &str) -> CheckReport {
        CheckReport {
            name: name.into(),
            kind: kind.into(),
            weight: 1.0,
            critical: false,
            tags: Vec::new(),
            took: Nanos(0),
            outcome: CheckOutcome::of(Verdict::new(status, reason)),
        }
    }

    #[test]
    fn each_scenario_is_seen_by_its_sign_the_worst_first() {
        let checks = [
            check("golden path", "pytest", Status::Fail, "1 failed"),
            check("quick", "import", Status::Fail, "over the limit of 2 s"),
            check("front door", "import", Status::Error, "ModuleNotFoundError during import: no x"),
            check("user isolation", "pytest", Status::Vacuous, "nothing was collected"),
            check("syntax", "syntax", Status::Pass, "all"),
        ];
        let seen = triage(&checks);
        let reported: Vec<_> = seen.iter().map(|seen| (seen.scenario, seen.certain)).collect();
        let expected = [
            (Scenario::IsolationBreach, false),
            (Scenario::ImportCascade, true),
            (Scenario::GoldenPath, true),
            (Scenario::Performance, true),
        ];
        assert_eq!(reported, expected);
        assert!(seen[0].evidence[0].contains("nothing was collected"));
        assert_eq!(seen[3].next, "vitals compare main .");
        assert!(triage(&checks[4..]).is_empty());
    }
}
