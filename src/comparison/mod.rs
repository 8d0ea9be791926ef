//! Two variants, interleaved, quantity by quantity: ratio, interval, and what the rule finds.

mod calibrated;
mod creation;
mod growth;
mod import;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

use crate::cause::Difference;
use crate::measure::{
    Disturbance, FailedRun, InterleavedCreations, InterleavedGrowths, InterleavedImports, TimedPair, observed,
};
use crate::plan::{ComparisonRule, Decision, Question};
use crate::quantity::Nanos;
use crate::statistics::{Interval, LEAST_FOR_BOUNDS, Pair, mean_of_faster_third, quantile, typical};
use vitals_probes::wire::Span;

pub use calibrated::{AgainstStored, Now, creation_against, growth_against, import_against, stored_against};
pub use creation::compare_creations;
pub use growth::compare_growths;
pub use import::compare_imports;

/// More memory than this and than the tolerance is a regression: less is allocator noise.
const MEMORY_FLOOR: f64 = 1e6;
/// Error rate of one memory comparison.
const MEMORY_ALPHA: f64 = 1e-4;
/// Spread of a log ratio of memories that is assumed before any was seen.
const MEMORY_PRIOR_SD: f64 = 0.002;
/// Times below this are too short for a ratio.
const LEAST_TIME: Nanos = Nanos(1_000);

/// What a quantity is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Seconds.
    Seconds,
    /// Bytes.
    Bytes,
    /// A plain number.
    Count,
}

impl Unit {
    /// As series, tables and metrics name it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Seconds => "seconds",
            Self::Bytes => "bytes",
            Self::Count => "count",
        }
    }
}

/// What a number of one side is, and what the ratio is of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Statistic {
    /// Medians; the ratio is the typical one of the pairs.
    #[default]
    Median,
    /// Means of each side's faster third, and their ratio.
    FasterThird,
    /// Geometric trimmed means, and their ratio.
    TrimmedMean,
}

/// One quantity of both variants.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Quantity {
    /// What it is.
    pub name: Cow<'static, str>,
    /// Its unit.
    pub unit: Unit,
    /// What stands on both sides.
    #[serde(default)]
    pub statistic: Statistic,
    /// Of the base.
    pub base: f64,
    /// Of the candidate.
    pub candidate: f64,
    /// Candidate over base; None where either side is next to nothing, and where there are fewer than three samples.
    pub ratio: Option<Interval>,
    /// What the rule finds; None for a quantity that is only shown.
    pub finding: Option<Decision>,
}

/// One probe on two variants.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Comparison {
    /// Each quantity; the first is the one that the rule looks at.
    pub quantities: Vec<Quantity>,
    /// Pairs that were disturbed, by reason.
    pub disturbed: Vec<(Disturbance, usize)>,
    /// The modules that make the difference, where imports were traced.
    pub difference: Option<Difference>,
    /// All that was measured.
    #[serde(flatten)]
    pub measured: Interleaved,
}

/// What was measured, by probe.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "probe", content = "measurement", rename_all = "snake_case")]
pub enum Interleaved {
    /// Imports.
    Import(Box<InterleavedImports>),
    /// Creations.
    Create(Box<InterleavedCreations>),
    /// Growths.
    Growth(Box<InterleavedGrowths>),
    /// Any of them now, against a stored one.
    Stored(Box<AgainstStored>),
}

impl Comparison {
    /// Of a probe that was not compared.
    pub fn none(probe: &'static str, name: &str) -> Self {
        let against = AgainstStored {
            probe: probe.into(),
            name: name.to_owned(),
            slowness: None,
            samples: [0, 0],
            now: None,
        };
        let measured = Interleaved::Stored(Box::new(against));
        Self { quantities: Vec::new(), disturbed: Vec::new(), difference: None, measured }
    }
}

impl Interleaved {
    /// The probe's name.
    pub fn probe(&self) -> &str {
        match self {
            Self::Import(_) => "import",
            Self::Create(_) => "create",
            Self::Growth(_) => "growth",
            Self::Stored(against) => &against.probe,
        }
    }

    /// What was measured.
    pub fn target(&self) -> &str {
        match self {
            Self::Import(imports) => &imports.base.module,
            Self::Create(creations) => &creations.base.factory,
            Self::Growth(growths) => growths.base.first().map_or("", |growth| &growth.factory),
            Self::Stored(against) => &against.name,
        }
    }

    /// The pairs, where the probe has any.
    pub fn pairs(&self) -> &[TimedPair] {
        match self {
            Self::Import(imports) => &imports.pairs,
            Self::Create(creations) => &creations.pairs,
            Self::Growth(_) | Self::Stored(_) => &[],
        }
    }

    /// Workers that gave no answer: of the base, and of the candidate.
    pub fn failures(&self) -> [Vec<&FailedRun>; 2] {
        match self {
            Self::Import(imports) => {
                [imports.base.failures.iter().collect(), imports.candidate.failures.iter().collect()]
            }
            Self::Create(creations) => {
                [creations.base.failures.iter().collect(), creations.candidate.failures.iter().collect()]
            }
            Self::Growth(growths) => [&growths.base, &growths.candidate]
                .map(|runs| runs.iter().flat_map(|growth| &growth.failures).collect()),
            Self::Stored(against) => [Vec::new(), against.failures().iter().collect()],
        }
    }

    /// Where each side's module came from.
    pub fn origins(&self) -> [Option<&str>; 2] {
        match self {
            Self::Import(imports) => [&imports.base, &imports.candidate]
                .map(|side| side.samples.first().and_then(|run| run.sample.origin.as_deref())),
            Self::Create(creations) => {
                [&creations.base, &creations.candidate].map(|side| side.origin.as_deref())
            }
            Self::Growth(growths) => [&growths.base, &growths.candidate]
                .map(|runs| runs.first().and_then(|growth| growth.origin.as_deref())),
            Self::Stored(against) => [None, against.origin()],
        }
    }
}

/// Times of the pairs, the judged one first.
fn times(pairs: &[TimedPair], rule: &ComparisonRule) -> Vec<Quantity> {
    let of = |quantity| pairs.iter().map(|pair| pair.of(quantity)).collect::<Vec<Pair>>();
    let observed = observed(pairs);
    let mut quantities = Vec::new();
    // A ratio of times that are next to nothing in some pair says nothing: `least` is what they must all have.
    let mut add = |name: &'static str, pairs: &[Pair], least: f64, finding| {
        if let Some((base, candidate)) = faster_thirds(pairs) {
            let comparable = pairs.len() >= LEAST_FOR_BOUNDS
                && pairs.iter().all(|pair| pair.base > least && pair.candidate > least);
            let ratio = rule.interval(pairs).filter(|_| comparable);
            let (unit, statistic) = (Unit::Seconds, Statistic::FasterThird);
            quantities.push(Quantity { name: name.into(), unit, statistic, base, candidate, ratio, finding });
        }
    };
    let least = LEAST_TIME.as_secs_f64();
    let judged = &observed.pairs;
    add("time", judged, least, Some(rule.judge(&observed)));
    add("wall", &of(|times| times.wall), least, None);
    add("processor", &of(|times| times.cpu), least, None);
    let blocked = of(Span::blocked);
    if let Some((waits, all)) = medians(&blocked).zip(medians(judged)) {
        let resolution = BLOCKED_SHOWN * all.0.max(all.1);
        if waits.0.max(waits.1) > resolution {
            add("blocked", &blocked, least.max(resolution), None);
        }
    }
    quantities
}

/// Blocked time is shown from this part of the time on: below, it is the clocks' own resolution.
const BLOCKED_SHOWN: f64 = 0.02;

/// Memory of the pairs: few samples are enough, it hardly varies.
fn memory(name: &'static str, pairs: &[Pair], question: Question, judged: bool) -> Option<Quantity> {
    let (base, candidate) = medians(pairs)?;
    let ratio = typical(pairs, MEMORY_ALPHA, MEMORY_PRIOR_SD).filter(|_| base > MEMORY_FLOOR);
    let more = candidate - base > MEMORY_FLOOR;
    let finding = match question {
        _ if !judged => None,
        Question::Tolerance(tolerance) => Some(match ratio {
            Some(ratio) if ratio.low > 1.0 + tolerance && more => Decision::Regressed,
            Some(ratio) if ratio.high < 1.0 + tolerance => Decision::Within,
            None if !more && pairs.len() >= LEAST_FOR_MEMORY => Decision::Within,
            Some(_) if !more => Decision::Within,
            // The base holds next to nothing, and the candidate more than the floor.
            None if pairs.iter().all(|pair| pair.candidate - pair.base > MEMORY_FLOOR) => Decision::Regressed,
            _ => Decision::Undecided { pairs_needed: None },
        }),
        Question::AnyChange => None,
    };
    let (unit, statistic) = (Unit::Bytes, Statistic::Median);
    Some(Quantity { name: name.into(), unit, statistic, base, candidate, ratio, finding })
}

const LEAST_FOR_MEMORY: usize = 3;

/// The mean of each side's faster third, of which the rule's interval is the ratio.
fn faster_thirds(pairs: &[Pair]) -> Option<(f64, f64)> {
    let side = |of: fn(&Pair) -> f64| mean_of_faster_third(&pairs.iter().map(of).collect::<Vec<_>>());
    side(|pair| pair.base).zip(side(|pair| pair.candidate))
}

fn medians(pairs: &[Pair]) -> Option<(f64, f64)> {
    let side = |of: fn(&Pair) -> f64| quantile(&pairs.iter().map(of).collect::<Vec<_>>(), 0.5);
    side(|pair| pair.base).zip(side(|pair| pair.candidate))
}

fn disturbed(pairs: &[TimedPair]) -> Vec<(Disturbance, usize)> {
    let mut counts = std::collections::BTreeMap::new();
    for disturbance in pairs.iter().flat_map(|pair| &pair.disturbed) {
        *counts.entry(*disturbance).or_default() += 1;
    }
    counts.into_iter().collect()
}
