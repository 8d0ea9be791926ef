//! The score: passed weight over all weight, and what a critical failure makes of it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::outcome::CheckReport;
use crate::verdict::Status;

/// From this part on a service is only degraded,
const DEGRADED: f64 = 0.8;
/// and from this on only impaired.
const IMPAIRED: f64 = 0.6;

/// How a service does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    /// Everything passed.
    Healthy,
    /// 80 % and up.
    Degraded,
    /// 60 % and up.
    Impaired,
    /// Less, or something critical failed.
    Critical,
    /// Something critical could not be decided, and nothing worse is known.
    Indeterminate,
}

/// Of all checks together.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Score {
    /// Passed weight over all weight; 0 where there is none.
    pub part: f64,
    /// What that means.
    pub health: Health,
}

/// Adds up. Only a pass counts: what is vacuous, inconclusive or in error has not passed.
pub fn score(reports: &[CheckReport]) -> Score {
    let weight =
        |reports: &mut dyn Iterator<Item = &CheckReport>| reports.map(|check| check.weight).sum::<f64>();
    let all = weight(&mut reports.iter());
    let passed = weight(&mut reports.iter().filter(|check| check.outcome.verdict.status == Status::Pass));
    let part = if all > 0.0 { passed / all } else { 0.0 };
    let critical = |wanted: fn(Status) -> bool| {
        reports.iter().any(|check| check.critical && wanted(check.outcome.verdict.status))
    };
    let health = match part {
        _ if critical(|status| status == Status::Fail) => Health::Critical,
        _ if !reports.is_empty()
            && reports.iter().all(|check| check.outcome.verdict.status == Status::Pass) =>
        {
            Health::Healthy
        }
        part if part < IMPAIRED && !only_undecided(reports) => Health::Critical,
        _ if critical(|status| status != Status::Pass) => Health::Indeterminate,
        part if part >= DEGRADED => Health::Degraded,
        part if part >= IMPAIRED => Health::Impaired,
        _ => Health::Critical,
    };
    Score { part, health }
}

/// Whether nothing failed, so that a low score comes of what is not known.
fn only_undecided(reports: &[CheckReport]) -> bool {
    reports.iter().all(|check| check.outcome.verdict.status != Status::Fail)
}

impl Health {
    /// The exit code of `vitals health`.
    pub fn code(self) -> u8 {
        match self {
            Self::Healthy => 0,
            Self::Degraded => 1,
            Self::Impaired => 2,
            Self::Critical => 3,
            Self::Indeterminate => 4,
        }
    }

    /// One word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Healthy => "healthy",
            Self::Degraded => "degraded",
            Self::Impaired => "impaired",
            Self::Critical => "critical",
            Self::Indeterminate => "indeterminate",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::health::CheckOutcome;
    use crate::quantity::Nanos;
    use crate::verdict::{RunReason, Verdict};

    fn check(status: Status, weight: f64, critical: bool) -> CheckReport {
        CheckReport {
            name: "x".into(),
            kind: "command".into(),
            weight,
            critical,
            tags: Vec::new(),
            took: Nanos(0),
            outcome: CheckOutcome::of(Verdict::new(status, RunReason::Interrupted)),
        }
    }

    fn health(checks: &[(Status, f64, bool)]) -> (Health, f64) {
        let reports: Vec<_> =
            checks.iter().map(|(status, weight, critical)| check(*status, *weight, *critical)).collect();
        let score = score(&reports);
        (score.health, score.part)
    }

    #[test]
    fn only_a_pass_counts_and_a_critical_failure_is_critical_whatever_the_score() {
        use Status::{Error, Fail, Inconclusive, Pass, Vacuous};
        let pass = (Pass, 1.0, false);
        assert_eq!(health(&[pass, (Pass, 1.0, true)]), (Health::Healthy, 1.0));
        assert_eq!(health(&[pass, pass, pass, pass, (Fail, 1.0, false)]), (Health::Degraded, 0.8));
        assert_eq!(
            health(&[pass, pass, pass, (Vacuous, 1.0, false), (Error, 1.0, false)]).0,
            Health::Impaired
        );
        assert_eq!(health(&[pass, (Fail, 1.0, false)]).0, Health::Critical);
        // An isolation breach alone is 83 % of six checks.
        assert_eq!(health(&[pass, pass, pass, pass, pass, (Fail, 1.0, true)]).0, Health::Critical);
        assert_eq!(
            health(&[pass, pass, pass, pass, pass, (Inconclusive, 1.0, true)]).0,
            Health::Indeterminate
        );
        assert_eq!(health(&[(Vacuous, 1.0, true)]).0, Health::Indeterminate);
        assert_eq!(health(&[(Fail, 1.0, true), (Error, 1.0, true)]).0, Health::Critical);
        assert_eq!(health(&[(Pass, 9.0, false), (Fail, 1.0, false)]), (Health::Degraded, 0.9));
        assert_eq!(health(&[]).0, Health::Critical);
    }
}
