//! One series of levels from readings on several scales.
//!
//! A ratio to a reference is a value on that reference's scale; a raw figure over the calibration is one on a scale that
//! machines share; a raw figure alone is one on its machine's. Each scale is tied to the series where it is first
//! used: by the commit that it stands for, else by nights that have both, else by the newest level, as if nothing had
//! changed between. The first night's level is 1.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::night::Reading;
use crate::statistics::{Interval, quantile};

/// What a night's level rests on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    /// The ratio to this commit, interleaved with it.
    Reference(String),
    /// The figure over the calibration's.
    #[serde(alias = "yardstick")]
    Calibrated,
    /// The figure alone, on this machine and interpreter.
    Machine(String),
}

/// One night's level, the first night's being 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Level {
    /// Index of the reading.
    pub reading: usize,
    /// With the bounds that the night itself knows; both are the estimate where it knows none.
    pub value: Interval,
    /// What it rests on.
    pub scale: Scale,
}

/// Nights that tie two scales together, or stand for the newest level.
const TYING: usize = 7;

/// The level of each night that has one, in order.
pub fn levels(readings: &[Reading]) -> Vec<Level> {
    let mut chain = Chain { readings, levels: Vec::new(), units: BTreeMap::new() };
    for (reading, values) in readings.iter().enumerate() {
        // The best scale that the night has.
        if let Some((scale, value)) = on_scales(values).into_iter().next() {
            chain.add(reading, scale, value);
        }
    }
    chain.levels
}

/// A night's values, the most trustworthy first.
fn on_scales(reading: &Reading) -> Vec<(Scale, Interval)> {
    let positive = |value: &f64| value.is_finite() && *value > 0.0;
    let raw = reading.raw.filter(positive);
    let calibrated = reading.calibrated.filter(positive);
    let ratio = reading.ratio.clone().filter(|(_, ratio)| positive(&ratio.estimate));
    [
        ratio.map(|(commit, ratio)| (Scale::Reference(commit), ratio)),
        calibrated.map(|value| (Scale::Calibrated, Interval::exact(value))),
        raw.map(|value| (Scale::Machine(reading.machine.clone()), Interval::exact(value))),
    ]
    .into_iter()
    .flatten()
    .collect()
}

struct Chain<'a> {
    readings: &'a [Reading],
    levels: Vec<Level>,
    /// The level that 1 on a scale stands for.
    units: BTreeMap<Scale, f64>,
}

impl Chain<'_> {
    fn add(&mut self, reading: usize, scale: Scale, value: Interval) {
        let unit = match self.units.get(&scale) {
            Some(unit) => *unit,
            None => {
                let unit = self.unit_of(&scale, value.estimate);
                self.units.insert(scale.clone(), unit);
                unit
            }
        };
        self.levels.push(Level { reading, value: value.times(unit), scale });
    }

    fn unit_of(&self, scale: &Scale, tonight: f64) -> f64 {
        if self.levels.is_empty() {
            // The first night is 1, but the first reference is itself.
            return if matches!(scale, Scale::Reference(_)) { 1.0 } else { 1.0 / tonight };
        }
        self.of_its_commit(scale)
            .or_else(|| self.of_nights_with_both(scale))
            .unwrap_or_else(|| self.newest() / tonight)
    }

    /// The level of the nights on which a reference's commit was itself measured.
    fn of_its_commit(&self, scale: &Scale) -> Option<f64> {
        let Scale::Reference(hash) = scale else { return None };
        let own = self.levels.iter().filter(|level| {
            let night = &self.readings[level.reading].night;
            !night.dirty && night.commit.as_ref().is_some_and(|commit| commit.hash == *hash)
        });
        median(own.map(|level| level.value.estimate))
    }

    fn of_nights_with_both(&self, scale: &Scale) -> Option<f64> {
        let both = self.levels.iter().rev().filter_map(|level| {
            let values = on_scales(&self.readings[level.reading]);
            let (_, other) = values.into_iter().find(|(own, _)| own == scale)?;
            Some(level.value.estimate / other.estimate)
        });
        median(both.take(TYING))
    }

    fn newest(&self) -> f64 {
        let newest = self.levels.iter().rev().take(TYING).map(|level| level.value.estimate);
        median(newest).unwrap_or(1.0)
    }
}

fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    quantile(&values.collect::<Vec<_>>(), 0.5)
}

#[cfg(test)]
mod tests {
    use super::super::night::Night;
    use super::*;
    use crate::git::Commit;

    fn reading(number: usize, commit: &str, ratio: Option<(&str, f64)>, raw: f64, machine: &str) -> Reading {
        let interval = |value| Interval::missing(value, [value * 0.99, value * 1.01], 0.05);
        Reading {
            night: Night {
                number,
                started: String::new(),
                commit: Some(Commit { hash: commit.into(), subject: String::new() }),
                dirty: false,
            },
            ratio: ratio.map(|(reference, value)| (reference.into(), interval(value))),
            raw: Some(raw),
            calibrated: Some(raw / if machine == "slow" { 0.2 } else { 0.1 }),
            machine: machine.into(),
        }
    }

    fn estimates(readings: &[Reading]) -> Vec<f64> {
        levels(readings).iter().map(|level| (level.value.estimate * 1e6).round() / 1e6).collect()
    }

    #[test]
    fn a_new_reference_goes_on_where_its_commit_stood() {
        let readings = [
            reading(1, "a", Some(("a", 1.0)), 1.0, "fast"),
            reading(2, "b", Some(("a", 1.5)), 1.5, "fast"),
            // `b` is accepted: what is as fast as it stays at its level.
            reading(3, "c", Some(("b", 1.0)), 1.5, "fast"),
            reading(4, "d", Some(("b", 0.8)), 1.2, "fast"),
        ];
        assert_eq!(estimates(&readings), [1.0, 1.5, 1.5, 1.2]);
    }

    #[test]
    fn another_machine_is_joined_through_the_calibration() {
        let readings = [
            reading(1, "a", None, 1.0, "fast"),
            reading(2, "a", None, 1.0, "fast"),
            reading(3, "a", None, 2.0, "slow"),
            reading(4, "b", None, 3.0, "slow"),
        ];
        assert_eq!(estimates(&readings), [1.0, 1.0, 1.0, 1.5]);
    }

    #[test]
    fn a_lost_reference_is_bridged_by_nights_that_have_both() {
        let readings = [
            reading(1, "a", Some(("a", 1.0)), 1.0, "fast"),
            reading(2, "b", Some(("a", 1.1)), 1.1, "fast"),
            // The reference is gone, and the program slower.
            reading(3, "c", None, 2.2, "fast"),
        ];
        assert_eq!(estimates(&readings), [1.0, 1.1, 2.2]);
    }

    #[test]
    fn what_is_not_above_zero_has_no_level() {
        let mut nothing = reading(1, "a", None, 0.0, "fast");
        assert_eq!(levels(&[nothing.clone()]), []);
        (nothing.raw, nothing.calibrated) = (None, None);
        assert_eq!(levels(&[nothing]), []);
    }
}
