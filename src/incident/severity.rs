//! How bad it is, and what time that gives.

use serde::{Deserialize, Serialize};

use crate::escalation::Scenario;
use crate::quantity::Nanos;

/// How bad it is: the level of those who have to know. 4 is the worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Severity(u8);

/// No level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a severity is 1, 2, 3 or 4, and 4 is the worst")]
pub struct NoSeverity;

impl Severity {
    /// Where nothing is known.
    pub const LEAST: Self = Self(1);

    /// Of an emergency where nobody says how bad it is.
    pub fn of(scenario: Scenario) -> Self {
        Self(match scenario {
            Scenario::GoldenPath | Scenario::Cascade => 2,
            Scenario::Isolation => 3,
            Scenario::Performance => 1,
        })
    }

    /// 1 to 4.
    pub fn level(self) -> u8 {
        self.0
    }

    /// Within what time somebody has to respond: 15, 30 and 60 minutes, and at once.
    pub fn response(self) -> Nanos {
        Nanos::from_millis(match self.0 {
            1 => 15 * MINUTE,
            2 => 30 * MINUTE,
            3 => 60 * MINUTE,
            _ => 0,
        })
    }
}

const MINUTE: u64 = 60_000;

impl TryFrom<u8> for Severity {
    type Error = NoSeverity;

    fn try_from(level: u8) -> Result<Self, NoSeverity> {
        if (1..=4).contains(&level) { Ok(Self(level)) } else { Err(NoSeverity) }
    }
}

impl From<Severity> for u8 {
    fn from(severity: Severity) -> Self {
        severity.0
    }
}

/// What times an incident has; as they were when it was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// From detection to the response; in milliseconds.
    pub response_ms: u64,
    /// From the response to the resolution; None without a scenario.
    pub resolution_ms: Option<u64>,
}

impl Limits {
    /// Those of a level and a scenario.
    pub fn of(severity: Severity, scenario: Option<Scenario>) -> Self {
        let millis = |time: Nanos| time.0 / 1_000_000;
        Self {
            response_ms: millis(severity.response()),
            resolution_ms: scenario.map(|scenario| millis(scenario.resolution())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_severity_is_one_of_four_and_has_its_time() {
        for wrong in [0, 5, 255] {
            assert_eq!(Severity::try_from(wrong), Err(NoSeverity));
        }
        let minutes = |level: u8| Severity::try_from(level).expect("a level").response().0 / 60_000_000_000;
        assert_eq!([1, 2, 3, 4].map(minutes), [15, 30, 60, 0]);
    }

    #[test]
    fn a_scenario_is_written_as_it_is_read() {
        for scenario in [Scenario::GoldenPath, Scenario::Isolation, Scenario::Cascade, Scenario::Performance]
        {
            let text = serde_json::to_string(&scenario).expect("JSON");
            assert_eq!(text, format!("{:?}", scenario.word()));
        }
    }
}
