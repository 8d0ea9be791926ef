//! One probe on two variants: what was measured, and its quantities.

use serde::{Deserialize, Serialize};

use super::quantity::Quantity;
use super::stored::AgainstStored;
use crate::cause::{DecisivePart, Difference, SharedWait};
use crate::measure::{
    Disturbance, FailedRun, InterleavedCreations, InterleavedGrowths, InterleavedImports, Timed, TimedPair,
};

/// One probe on two variants.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Comparison {
    /// Each quantity; the first is the one that the rule looks at.
    pub quantities: Vec<Quantity>,
    /// Waits that both sides have: they are in no judged time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shared_waits: Vec<SharedWait>,
    /// Parts of an import that are decisively slower by more than the whole may be.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decisive: Vec<DecisivePart>,
    /// Pairs that were disturbed, by reason.
    pub disturbed: Vec<(Disturbance, usize)>,
    /// The modules that make the difference, where imports were traced.
    pub difference: Option<Difference>,
    /// All that was measured.
    #[serde(flatten)]
    pub measured: Interleaved,
}

/// What was measured, by probe.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "probe", content = "measurement", rename_all = "snake_case")]
pub enum Interleaved {
    /// Imports in fresh processes, in pairs.
    Import(Box<InterleavedImports>),
    /// Creations.
    Create(Box<InterleavedCreations>),
    /// Rounds of objects, one process a side.
    Growth(Box<InterleavedGrowths>),
    /// Any of them now, against a stored one.
    Stored(Box<AgainstStored>),
}

impl Comparison {
    /// Of a creation, which of its times regressed: of the first, of the repeated ones, of both.
    pub fn regressed(&self) -> Vec<Timed> {
        self.quantities
            .iter()
            .filter(|quantity| quantity.regressed())
            .filter_map(|quantity| quantity.of)
            .collect()
    }

    /// The judged time of repeated creations.
    pub fn repeated(&self) -> Option<&Quantity> {
        let is_it =
            |quantity: &&Quantity| quantity.of == Some(Timed::RepeatedCreation) && quantity.finding.is_some();
        self.quantities.iter().find(is_it)
    }

    /// Of a probe that has no pairs of imports.
    pub(super) fn of(
        quantities: Vec<Quantity>,
        difference: Option<Difference>,
        measured: Interleaved,
    ) -> Self {
        let (shared_waits, decisive, disturbed) = (Vec::new(), Vec::new(), Vec::new());
        Self { quantities, shared_waits, decisive, disturbed, difference, measured }
    }

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
        Self::of(Vec::new(), None, measured)
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

    /// Workers that gave an answer: of the base, and of the candidate.
    pub fn answered(&self) -> [usize; 2] {
        match self {
            Self::Import(imports) => {
                [&imports.base, &imports.candidate].map(|side| side.samples.len() + side.warm_ups.len())
            }
            Self::Create(creations) => {
                [&creations.base, &creations.candidate].map(|side| side.repeated_runs.len())
            }
            Self::Growth(growths) => [&growths.base, &growths.candidate]
                .map(|runs| runs.iter().filter(|growth| growth.failures.is_empty()).count()),
            Self::Stored(_) => [0, 0],
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
