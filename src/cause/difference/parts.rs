//! What each module took itself, sample by sample.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use vitals_probes::wire::Span;

use super::side::Side;
use crate::cause::own_times::own_times;
use crate::quantity::{BytesDelta, NanosDelta};

/// A part of a difference, candidate less base. Parts add up.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Part {
    /// Wall time in which the machine gave a processor where one was wanted.
    pub time: NanosDelta,
    /// Processor time.
    pub cpu: NanosDelta,
    /// Resident memory; None where a part of it was not read.
    pub rss: Option<BytesDelta>,
}

impl Part {
    /// Time in which the thread waited of its own.
    pub fn blocked(self) -> NanosDelta {
        self.time - self.cpu
    }

    /// Of what was not imported: that took nothing.
    pub(super) const NOTHING: Self =
        Self { time: NanosDelta(0), cpu: NanosDelta(0), rss: Some(BytesDelta(0)) };

    pub(super) fn of(span: Span, rss: Option<BytesDelta>) -> Self {
        // Not clamped, unlike `Span::active`: parts must add up.
        let time = NanosDelta(span.wall.0 as i64 - span.starved().0 as i64);
        Self { time, cpu: NanosDelta(span.cpu.0 as i64), rss }
    }

    pub(super) fn plus(self, other: Self) -> Self {
        let rss = self.rss.zip(other.rss).map(|(one, other)| one + other);
        Self { time: self.time + other.time, cpu: self.cpu + other.cpu, rss }
    }

    pub(super) fn minus(self, other: Self) -> Self {
        let rss = self.rss.zip(other.rss).map(|(one, other)| one - other);
        Self { time: self.time - other.time, cpu: self.cpu - other.cpu, rss }
    }

    /// The mean of several; None where there are none.
    pub(super) fn mean(parts: &[Self]) -> Option<Self> {
        let count = parts.len() as f64;
        let sum = parts.iter().fold(Self::NOTHING, |sum, part| sum.plus(*part));
        let mean = |value: i64| (value as f64 / count).round() as i64;
        (!parts.is_empty()).then(|| Self {
            time: NanosDelta(mean(sum.time.0)),
            cpu: NanosDelta(mean(sum.cpu.0)),
            rss: sum.rss.map(|rss| BytesDelta(mean(rss.0))),
        })
    }
}

/// One side: what modules took themselves, by name.
pub(super) struct OwnParts {
    samples: usize,
    modules: BTreeMap<String, Vec<Part>>,
}

impl OwnParts {
    pub fn of(side: Side<'_>) -> Self {
        let mut modules: BTreeMap<String, Vec<Part>> = BTreeMap::new();
        let samples = side.samples.len();
        for (number, (_, trace)) in side.samples.iter().enumerate() {
            for own in own_times(trace) {
                let parts = modules.entry(own.name).or_insert_with(|| vec![Part::NOTHING; samples]);
                parts[number] = parts[number].plus(Part::of(own.own, own.own_rss));
            }
        }
        Self { samples, modules }
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.modules.keys().map(String::as_str)
    }

    pub fn has(&self, name: &str) -> bool {
        self.modules.contains_key(name)
    }

    /// The mean of several modules together.
    pub fn mean<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> Part {
        let parts = names.into_iter().filter_map(|name| Part::mean(self.modules.get(name)?));
        parts.fold(Part::NOTHING, Part::plus)
    }

    /// Seconds of several modules together, sample by sample.
    pub fn seconds(&self, names: &BTreeSet<String>) -> Vec<f64> {
        let mut sums = vec![0.0; self.samples];
        for parts in names.iter().filter_map(|name| self.modules.get(name)) {
            for (sum, part) in sums.iter_mut().zip(parts) {
                *sum += part.time.0 as f64 / 1e9;
            }
        }
        sums
    }
}
