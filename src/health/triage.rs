//! Which of the four scenarios of an emergency is seen, from what the checks say as data.

use serde::{Deserialize, Serialize};

use super::outcome::CheckReport;
use crate::verdict::{Exception, Reason, Status, SuiteReason, comes_of_an_import};
use crate::worker::Failure;
use vitals_probes::wire::{Raised, Stage};

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
}

/// A scenario that is seen, with why and what to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Finding {
    /// Which.
    pub scenario: Scenario,
    /// Known, or only not excluded.
    pub certain: bool,
    /// The checks that say so, in the order of the configuration.
    pub evidence: Vec<FindingEvidence>,
    /// The next command.
    pub next: String,
}

/// A check that did not pass.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum FindingEvidence {
    /// With its verdict.
    Check {
        /// Its name.
        check: String,
        /// What it came to.
        status: Status,
        /// Its first reasons.
        reasons: Vec<Reason>,
    },
    /// As version 1 wrote it.
    Legacy(String),
}

/// Reasons of a check that a finding repeats.
const REASONS: usize = 2;

impl Scenario {
    /// Worst first.
    const ALL: [Self; 4] = [Self::IsolationBreach, Self::ImportCascade, Self::GoldenPath, Self::Performance];

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

/// Whether a module, or a name of one, that a test or a probe needs cannot be had.
fn cannot_be_imported(check: &CheckReport) -> bool {
    let outcome = &check.outcome;
    let of_a_test = |reason: &Reason| match reason {
        Reason::Suite(SuiteReason::TestFailed(test)) => {
            test.exception.as_ref().is_some_and(Exception::comes_of_an_import)
        }
        _ => false,
    };
    let mut failures = outcome.measured.iter().flat_map(|probe| probe.measured.failures());
    outcome.verdict.reasons.iter().any(of_a_test)
        || failures
            .any(|failed| matches!(&failed.failure, Failure::Raised(raised) if is_of_an_import(raised)))
}

/// Whatever a module raises while it is imported, it cannot be imported; and a factory that it does not have is a missing name.
fn is_of_an_import(raised: &Raised) -> bool {
    matches!(raised.during, Stage::Import | Stage::Lookup)
        || comes_of_an_import(&raised.type_name, &raised.message)
}

/// The scenarios that are seen, the worst first.
pub fn triage(checks: &[CheckReport]) -> Vec<Finding> {
    let all = Scenario::ALL.into_iter().filter_map(|scenario| {
        let failed = |check: &&CheckReport| {
            check.outcome.verdict.status != Status::Pass && Scenario::of(check) == Some(scenario)
        };
        let bad: Vec<&CheckReport> = checks.iter().filter(failed).collect();
        let certain =
            bad.iter().any(|check| matches!(check.outcome.verdict.status, Status::Fail | Status::Error));
        Some(Finding {
            scenario,
            certain,
            evidence: bad.iter().map(|check| evidence(check)).collect(),
            next: next(scenario, bad.first()?),
        })
    });
    all.collect()
}

fn evidence(check: &CheckReport) -> FindingEvidence {
    let verdict = &check.outcome.verdict;
    FindingEvidence::Check {
        check: check.name.clone(),
        status: verdict.status,
        reasons: verdict.reasons.iter().take(REASONS).cloned().collect(),
    }
}

/// The command that leads on from a scenario, as a shell takes it.
fn next(scenario: Scenario, check: &CheckReport) -> String {
    match scenario {
        Scenario::Performance if check.kind == "import" => "vitals compare main .".into(),
        Scenario::Performance => {
            let target = check.name.rsplit(' ').next().unwrap_or_default();
            format!("vitals check --verbose   # {target}: where it stands, and what holds it")
        }
        Scenario::ImportCascade | Scenario::GoldenPath | Scenario::IsolationBreach => {
            format!("vitals health --check '{}' --verbose", check.name.replace('\'', r"'\''"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Weight;
    use crate::health::CheckOutcome;
    use crate::process::Ending;
    use crate::quantity::Nanos;
    use crate::verdict::{CommandReason, Counts, CycleReason, TestFailure, Verdict};

    fn check(name: &str, kind: &'static str, verdict: Verdict) -> CheckReport {
        CheckReport {
            name: name.into(),
            kind: kind.into(),
            weight: Weight::ONE,
            critical: false,
            tags: Vec::new(),
            took: Nanos(0),
            outcome: CheckOutcome::of(verdict),
        }
    }

    fn with_exception(type_name: &str, message: &str) -> Verdict {
        let failure = TestFailure {
            test: "test_door.test_opens".into(),
            in_error: false,
            exception: Some(Exception { type_name: type_name.into(), message: message.into() }),
            message: None,
            location: None,
        };
        let counts = Counts { failed: 1, ..Counts::default() };
        Verdict::new(Status::Fail, SuiteReason::Counted { counts }).because(SuiteReason::TestFailed(failure))
    }

    fn scenarios(checks: &[CheckReport]) -> Vec<(Scenario, bool)> {
        triage(checks).iter().map(|finding| (finding.scenario, finding.certain)).collect()
    }

    #[test]
    fn each_scenario_is_seen_by_its_sign_the_worst_first() {
        let failed =
            Verdict::new(Status::Fail, CommandReason::WrongExit { ending: Ending::Status(1), expected: 0 });
        let checks = [
            check("golden path", "pytest", failed.clone()),
            check("quick", "import", failed),
            check("front door", "pytest", with_exception("ModuleNotFoundError", "no x")),
            check("user isolation", "pytest", Verdict::new(Status::Vacuous, SuiteReason::NothingCollected)),
            check("syntax", "syntax", Verdict::new(Status::Pass, CycleReason::NoCycle { modules: 3 })),
        ];
        let expected = [
            (Scenario::IsolationBreach, false),
            (Scenario::ImportCascade, true),
            (Scenario::GoldenPath, true),
            (Scenario::Performance, true),
        ];
        assert_eq!(scenarios(&checks), expected);
        let seen = triage(&checks);
        let isolation = FindingEvidence::Check {
            check: "user isolation".into(),
            status: Status::Vacuous,
            reasons: vec![SuiteReason::NothingCollected.into()],
        };
        assert_eq!(seen[0].evidence, [isolation]);
        assert_eq!(seen[3].next, "vitals compare main .");
        assert!(triage(&checks[4..]).is_empty());
    }

    /// An exception's text is no sign, its type is.
    #[test]
    fn an_import_cascade_is_known_by_types_and_not_by_words() {
        let seen = |type_name, message| {
            scenarios(&[check("golden path", "pytest", with_exception(type_name, message))])[0].0
        };
        assert_eq!(seen("ImportError", ""), Scenario::ImportCascade);
        assert_eq!(seen("AttributeError", "module 'shop' has no attribute 'x'"), Scenario::ImportCascade);
        assert_eq!(seen("AssertionError", "ImportError is not reported"), Scenario::GoldenPath);
        let pattern = "ModuleNotFoundError during import: no x".into();
        let prose = Verdict::new(Status::Fail, CommandReason::NotMatched { pattern });
        assert_eq!(scenarios(&[check("golden path", "pytest", prose)])[0].0, Scenario::GoldenPath);
    }

    #[test]
    fn what_a_probe_raises_on_import_or_lookup_is_of_an_import() {
        let raised =
            |during, type_name: &str| Raised { during, type_name: type_name.into(), ..Raised::default() };
        assert!(is_of_an_import(&raised(Stage::Import, "RuntimeError")));
        assert!(is_of_an_import(&raised(Stage::Lookup, "AttributeError")));
        assert!(is_of_an_import(&raised(Stage::Create, "ImportError")));
        assert!(!is_of_an_import(&raised(Stage::Create, "RuntimeError")));
    }

    #[test]
    fn the_next_command_survives_a_shell() {
        let failed = Verdict::new(Status::Fail, SuiteReason::NothingCollected);
        let finding = &triage(&[check("the user's syntax", "syntax", failed)])[0];
        assert_eq!(finding.next, r"vitals health --check 'the user'\''s syntax' --verbose");
    }

    #[test]
    fn findings_of_version_1_are_read() {
        let text = r#"{"scenario": "golden_path", "certain": true, "evidence": ["x is fail: 1 failed"], "next": "y"}"#;
        let finding: Finding = serde_json::from_str(text).expect("a finding");
        assert_eq!(finding.evidence, [FindingEvidence::Legacy("x is fail: 1 failed".into())]);
        let seen = &triage(&[check("front door", "pytest", with_exception("ImportError", "no x"))])[0];
        let read: Finding =
            serde_json::from_str(&serde_json::to_string(seen).expect("JSON")).expect("a finding");
        assert_eq!(read, *seen);
    }
}
