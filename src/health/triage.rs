//! Which of the four scenarios of an emergency is seen, from what the checks say as data.

use serde::{Deserialize, Serialize};

use super::next::NextCommand;
use super::outcome::CheckReport;
use super::scenario::Scenario;
use crate::verdict::{
    ChangeReason, CulpritEnd, FailureReason, Reason, RetentionReason, SlownessReason, Status, SuiteReason,
    Verdict,
};

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
    /// The command that plans a rollback, where a good commit is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rollback: Option<String>,
    /// The command that finds the commit at fault, where a good commit is known, and it was not searched for already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
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
        /// Where it comes from: lines, holders, commits.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        causes: Vec<Reason>,
    },
    /// As version 1 wrote it.
    Legacy(String),
}

impl Finding {
    /// The names of the checks that say so.
    pub fn checks(&self) -> impl Iterator<Item = &str> {
        self.evidence.iter().filter_map(|evidence| match evidence {
            FindingEvidence::Check { check, .. } => Some(check.as_str()),
            FindingEvidence::Legacy(_) => None,
        })
    }

    /// Whether it counts as seen: of isolation, what cannot be excluded counts too.
    pub fn counts(&self) -> bool {
        self.certain || self.scenario == Scenario::IsolationBreach
    }
}

/// Reasons of a check that a finding repeats.
const REASONS: usize = 2;
/// Lines and holders of it beside these.
const CAUSES: usize = 4;

/// The scenarios that are seen, the worst first.
pub fn triage(checks: &[CheckReport], next: &NextCommand) -> Vec<Finding> {
    let all = Scenario::ALL.into_iter().filter_map(|scenario| {
        let failed = |check: &&CheckReport| {
            check.outcome.verdict.status != Status::Pass && Scenario::of(check) == scenario
        };
        let bad: Vec<&CheckReport> = checks.iter().filter(failed).collect();
        let certain =
            bad.iter().any(|check| matches!(check.outcome.verdict.status, Status::Fail | Status::Error));
        Some(Finding {
            scenario,
            certain,
            evidence: bad.iter().map(|check| evidence(check)).collect(),
            next: next.after(scenario, bad.first()?),
            search: next.search(&bad).filter(|_| !bad.iter().any(|check| was_searched(check))),
            rollback: bad.iter().find_map(|check| after_culprit(check)).or_else(|| next.way_back(&bad)),
        })
    });
    all.collect()
}

fn was_searched(check: &CheckReport) -> bool {
    let is_said = |evidence: &Reason| {
        matches!(
            evidence,
            Reason::Change(ChangeReason::Culprit { .. } | ChangeReason::CulpritNotSearched { .. })
        )
    };
    check.outcome.verdict.evidence.iter().any(is_said)
}

/// The command that a search for the commit at fault leads to.
fn after_culprit(check: &CheckReport) -> Option<String> {
    check.outcome.verdict.evidence.iter().find_map(|evidence| match evidence {
        Reason::Change(ChangeReason::Culprit { search }) if search.end == CulpritEnd::Found => {
            Some(search.next.clone())
        }
        _ => None,
    })
}

fn evidence(check: &CheckReport) -> FindingEvidence {
    let verdict = &check.outcome.verdict;
    FindingEvidence::Check {
        check: check.name.clone(),
        status: verdict.status,
        reasons: verdict.reasons.iter().take(REASONS).cloned().collect(),
        causes: causes(verdict),
    }
}

/// The first lines and holders among the later reasons, and what changed before.
fn causes(verdict: &Verdict) -> Vec<Reason> {
    let later = verdict.reasons.iter().skip(REASONS).filter(|reason| names_a_cause(reason)).take(CAUSES);
    let changes = verdict.evidence.iter().filter(|evidence| matches!(evidence, Reason::Change(_)));
    later.chain(changes).cloned().collect()
}

fn names_a_cause(reason: &Reason) -> bool {
    use RetentionReason::{Allocated, Bounded, Held, NativeAt, Opened};
    use SlownessReason::{BlockedAt, WorksAt};
    match reason {
        Reason::Retention(reason) => {
            matches!(
                reason,
                Allocated { .. } | NativeAt { .. } | Held { .. } | Bounded { .. } | Opened { .. }
            )
        }
        Reason::Suite(reason) => {
            matches!(reason, SuiteReason::TestFailed(_) | SuiteReason::Unfinished { .. })
        }
        Reason::Slowness(reason) => matches!(reason, BlockedAt { .. } | WorksAt { .. }),
        Reason::Failure(reason) => {
            use FailureReason::{CircularImport, NameNowhere, RaisedFrom};
            matches!(reason, CircularImport { .. } | NameNowhere { .. } | RaisedFrom { .. })
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::Ending;
    use crate::verdict::{CommandReason, Counts, CycleReason, Exception, TestFailure};

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
        triage(checks, &NextCommand::default())
            .iter()
            .map(|finding| (finding.scenario, finding.certain))
            .collect()
    }

    #[test]
    fn each_scenario_is_seen_by_its_sign_the_worst_first() {
        let failed =
            Verdict::new(Status::Fail, CommandReason::WrongExit { ending: Ending::Status(1), expected: 0 });
        let checks = [
            CheckReport::judged("golden path", "pytest", failed.clone()),
            CheckReport::judged("quick", "import", failed),
            CheckReport::judged("front door", "pytest", with_exception("ModuleNotFoundError", "no x")),
            CheckReport::judged(
                "user isolation",
                "pytest",
                Verdict::new(Status::Vacuous, SuiteReason::NothingCollected),
            ),
            CheckReport::judged(
                "syntax",
                "syntax",
                Verdict::new(Status::Pass, CycleReason::NoCycle { modules: 3 }),
            ),
        ];
        let expected = [
            (Scenario::IsolationBreach, false),
            (Scenario::ImportCascade, true),
            (Scenario::GoldenPath, true),
            (Scenario::Performance, true),
        ];
        assert_eq!(scenarios(&checks), expected);
        let seen = triage(&checks, &NextCommand { base: Some("main".into()), ..NextCommand::default() });
        let isolation = FindingEvidence::Check {
            check: "user isolation".into(),
            status: Status::Vacuous,
            reasons: vec![SuiteReason::NothingCollected.into()],
            causes: Vec::new(),
        };
        assert_eq!(seen[0].evidence, [isolation]);
        assert_eq!(seen[3].next, "vitals compare main .");
        assert!(triage(&checks[4..], &NextCommand::default()).is_empty());
    }

    /// An exception's text is no sign, its type is.
    #[test]
    fn an_import_cascade_is_known_by_types_and_not_by_words() {
        let seen = |type_name, message| {
            scenarios(&[CheckReport::judged("golden path", "pytest", with_exception(type_name, message))])[0]
                .0
        };
        assert_eq!(seen("ImportError", ""), Scenario::ImportCascade);
        assert_eq!(seen("AttributeError", "module 'shop' has no attribute 'x'"), Scenario::ImportCascade);
        assert_eq!(seen("AssertionError", "ImportError is not reported"), Scenario::GoldenPath);
        let pattern = "ModuleNotFoundError during import: no x".into();
        let prose = Verdict::new(Status::Fail, CommandReason::NotMatched { pattern, nearest: Vec::new() });
        assert_eq!(
            scenarios(&[CheckReport::judged("golden path", "pytest", prose)])[0].0,
            Scenario::GoldenPath
        );
    }

    #[test]
    fn the_next_command_survives_a_shell() {
        let failed = Verdict::new(Status::Fail, SuiteReason::NothingCollected);
        let next = NextCommand {
            options: vec!["--root".into(), "a b".into()],
            base: None,
            ..NextCommand::default()
        };
        let finding = &triage(&[CheckReport::judged("the user's syntax", "syntax", failed)], &next)[0];
        assert_eq!(finding.next, r"vitals health --only 'the user'\''s syntax' --verbose --root 'a b'");
    }

    #[test]
    fn findings_of_version_1_are_read() {
        let text = r#"{"scenario": "golden_path", "certain": true, "evidence": ["x is fail: 1 failed"], "next": "y"}"#;
        let finding: Finding = serde_json::from_str(text).expect("a finding");
        assert_eq!(finding.evidence, [FindingEvidence::Legacy("x is fail: 1 failed".into())]);
        let checks = [CheckReport::judged("front door", "pytest", with_exception("ImportError", "no x"))];
        let seen = &triage(&checks, &NextCommand::default())[0];
        let read: Finding =
            serde_json::from_str(&serde_json::to_string(seen).expect("JSON")).expect("a finding");
        assert_eq!(read, *seen);
    }
}
