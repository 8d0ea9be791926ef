//! The score: passed weight over all weight, and what a critical failure makes of it.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::outcome::CheckReport;
use crate::config::Weight;
use crate::verdict::Status;

/// From this percentage on a service is only degraded,
const DEGRADED: u128 = 80;
/// and from this on only impaired.
const IMPAIRED: u128 = 60;
/// Millionths in a whole.
const MILLIONTHS: u32 = 1_000_000;

/// How a service does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Score {
    /// Passed weight over all weight, in millionths and rounded down; 0 where there is none.
    #[cfg_attr(test, schemars(with = "f64"))]
    pub part: Part,
    /// What that means.
    pub health: Health,
}

/// A part of a whole in millionths, rounded down: what is below a threshold is never shown as the threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Part(u32);

impl Part {
    fn of(passed: u128, all: u128) -> Self {
        let millionths = (passed * u128::from(MILLIONTHS)).checked_div(all).unwrap_or(0);
        Self(u32::try_from(millionths).unwrap_or(MILLIONTHS))
    }

    /// In whole per cent, rounded down.
    pub fn percent(self) -> u32 {
        self.0 / (MILLIONTHS / 100)
    }

    /// From 0 to 1.
    pub fn as_f64(self) -> f64 {
        f64::from(self.0) / f64::from(MILLIONTHS)
    }
}

impl Serialize for Part {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_f64().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Part {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let part = f64::deserialize(deserializer)?.clamp(0.0, 1.0);
        // The nearest `f64` to a number of millionths may be a little below it.
        Ok(Self((part * f64::from(MILLIONTHS) + 1e-4) as u32))
    }
}

/// Passed and all weight, in millionths.
#[derive(Clone, Copy)]
struct Weights {
    passed: u128,
    all: u128,
}

impl Weights {
    /// Of these checks; where none of them has a weight, each counts the same.
    fn of(reports: &[CheckReport]) -> Self {
        let sum = |weight: fn(&CheckReport) -> Weight| {
            let passed = reports.iter().filter(|check| check.outcome.verdict.status == Status::Pass);
            Self { passed: Weight::sum(passed.map(weight)), all: Weight::sum(reports.iter().map(weight)) }
        };
        let weights = sum(|check| check.weight);
        if weights.all == 0 { sum(|_| Weight::ONE) } else { weights }
    }

    /// Whether at least this percentage has passed.
    fn reach(self, percentage: u128) -> bool {
        self.all > 0 && self.passed * 100 >= self.all * percentage
    }
}

/// Adds up. Only a pass counts: what is vacuous, inconclusive or in error has not passed.
pub fn score(reports: &[CheckReport]) -> Score {
    let weights = Weights::of(reports);
    let critical = |wanted: fn(Status) -> bool| {
        reports.iter().any(|check| check.critical && wanted(check.outcome.verdict.status))
    };
    let all_pass = reports.iter().all(|check| check.outcome.verdict.status == Status::Pass);
    let health = if critical(|status| status == Status::Fail) {
        Health::Critical
    } else if all_pass && !reports.is_empty() {
        Health::Healthy
    } else if !weights.reach(IMPAIRED) && !only_undecided(reports) {
        Health::Critical
    } else if critical(|status| status != Status::Pass) {
        Health::Indeterminate
    } else if weights.reach(DEGRADED) {
        Health::Degraded
    } else if weights.reach(IMPAIRED) {
        Health::Impaired
    } else {
        Health::Critical
    };
    Score { part: Part::of(weights.passed, weights.all), health }
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

    /// `healthy`, `degraded`, …
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
    use proptest::prelude::*;

    use super::*;
    use crate::verdict::{RunReason, Verdict};

    fn check(status: Status, weight: f64, critical: bool) -> CheckReport {
        let judged = CheckReport::judged("x", "command", Verdict::new(status, RunReason::Interrupted));
        CheckReport { weight: Weight::written(weight).expect("a weight"), critical, ..judged }
    }

    fn health(checks: &[(Status, f64, bool)]) -> (Health, u32) {
        let reports: Vec<_> =
            checks.iter().map(|(status, weight, critical)| check(*status, *weight, *critical)).collect();
        let score = score(&reports);
        (score.health, score.part.percent())
    }

    #[test]
    fn only_a_pass_counts_and_a_critical_failure_is_critical_whatever_the_score() {
        use Status::{Error, Fail, Inconclusive, Pass, Vacuous};
        let pass = (Pass, 1.0, false);
        assert_eq!(health(&[pass, (Pass, 1.0, true)]), (Health::Healthy, 100));
        assert_eq!(health(&[pass, pass, pass, pass, (Fail, 1.0, false)]), (Health::Degraded, 80));
        assert_eq!(
            health(&[pass, pass, pass, (Vacuous, 1.0, false), (Error, 1.0, false)]),
            (Health::Impaired, 60)
        );
        assert_eq!(health(&[pass, (Fail, 1.0, false)]).0, Health::Critical);
        // An isolation breach alone is 83 % of six checks.
        assert_eq!(health(&[pass, pass, pass, pass, pass, (Fail, 1.0, true)]), (Health::Critical, 83));
        assert_eq!(
            health(&[pass, pass, pass, pass, pass, (Inconclusive, 1.0, true)]).0,
            Health::Indeterminate
        );
        assert_eq!(health(&[(Vacuous, 1.0, true)]).0, Health::Indeterminate);
        assert_eq!(health(&[(Fail, 1.0, true), (Error, 1.0, true)]).0, Health::Critical);
        assert_eq!(health(&[(Pass, 9.0, false), (Fail, 1.0, false)]), (Health::Degraded, 90));
        assert_eq!(health(&[]), (Health::Critical, 0));
    }

    #[test]
    fn b5_four_of_five_weights_of_0_3_are_80_per_cent() {
        let checks = |statuses: [Status; 5]| statuses.map(|status| (status, 0.3, false));
        use Status::{Fail, Pass};
        assert_eq!(health(&checks([Pass, Pass, Pass, Pass, Fail])), (Health::Degraded, 80));
        assert_eq!(health(&checks([Pass, Pass, Pass, Fail, Fail])), (Health::Impaired, 60));
    }

    #[test]
    fn b5_what_is_below_a_threshold_is_not_shown_as_the_threshold() {
        let just_below = [(Status::Pass, 79.99, false), (Status::Fail, 20.01, false)];
        assert_eq!(health(&just_below), (Health::Impaired, 79));
        let by_a_millionth = [(Status::Pass, 799_999.999999, false), (Status::Fail, 200_000.000001, false)];
        assert_eq!(health(&by_a_millionth), (Health::Impaired, 79));
    }

    #[test]
    fn checks_without_any_weight_count_the_same() {
        let checks = [(Status::Pass, 0.0, false), (Status::Fail, 0.0, false)];
        assert_eq!(health(&checks), (Health::Critical, 50));
        assert_eq!(health(&[checks[0]]), (Health::Healthy, 100));
    }

    #[test]
    fn parts_read_back_as_they_were_written() {
        for millionths in (0..=MILLIONTHS).step_by(7).chain([MILLIONTHS]) {
            let text = serde_json::to_string(&Part(millionths)).expect("JSON");
            assert_eq!(serde_json::from_str::<Part>(&text).expect("a part"), Part(millionths));
        }
        let rounded = |text| serde_json::from_str::<Part>(text).expect("a part").percent();
        assert_eq!((rounded("0.7999999"), rounded("0.8"), rounded("1.0")), (79, 80, 100));
    }

    proptest! {
        /// Weights are written as decimal numbers; the class is that of their exact quotient.
        #[test]
        fn b5_the_class_is_that_of_exact_arithmetic(
            weights in prop_oneof![
                // Equal weights come upon the thresholds themselves.
                (1_u64..5_000_000, 1_usize..40).prop_map(|(weight, count)| vec![weight; count]),
                prop::collection::vec(1_u64..1_000_000_000_000, 1..40),
            ],
            passes in prop::collection::vec(any::<bool>(), 40),
        ) {
            let reports: Vec<_> = weights.iter().zip(&passes).map(|(millionths, pass)| {
                let written = format!("{}.{:06}", millionths / 1_000_000, millionths % 1_000_000);
                let status = if *pass { Status::Pass } else { Status::Fail };
                check(status, written.parse().expect("a number"), false)
            }).collect();
            let all: u64 = weights.iter().sum();
            let passed: u64 = weights.iter().zip(&passes).filter(|(_, pass)| **pass).map(|(weight, _)| weight).sum();
            let expected = match (passed, all) {
                (passed, all) if passed == all => Health::Healthy,
                (passed, all) if 5 * passed >= 4 * all => Health::Degraded,
                (passed, all) if 5 * passed >= 3 * all => Health::Impaired,
                _ => Health::Critical,
            };
            let Score { part, health } = score(&reports);
            prop_assert_eq!(health, expected);
            prop_assert_eq!(u64::from(part.percent()), 100 * passed / all);
        }
    }
}
