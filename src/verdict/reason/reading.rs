//! Reasons and evidence of what could not be read.

use serde::{Deserialize, Serialize};
use vitals_probes::wire::{ImportSample, Unreadable};

/// What a kernel, or a sandbox, does not show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ReadingReason {
    /// What would be judged cannot be read.
    NothingToJudge {
        /// The file of `/proc` or the counter that could not be read.
        what: Unreadable,
    },
    /// Growth was judged by the resident size: the unique one cannot be read.
    ByResidentSize,
    /// What was not read beside.
    NotRead {
        /// Each of them.
        what: Vec<Unreadable>,
    },
}

impl ReadingReason {
    /// What was not read; None where everything was.
    pub fn not_read(what: impl IntoIterator<Item = Option<Unreadable>>) -> Option<Self> {
        let what: Vec<Unreadable> = what.into_iter().flatten().collect();
        (!what.is_empty()).then_some(Self::NotRead { what })
    }

    /// What was not read of an import.
    pub fn of_import(sample: &ImportSample) -> Option<Self> {
        let missing = |is_missing: bool, what| is_missing.then_some(what);
        let resident = sample.added_rss();
        let memory = match (resident, sample.added_uss()) {
            (None, _) => Some(Unreadable::Memory),
            (Some(_), None) => Some(Unreadable::UniqueMemory),
            (Some(_), Some(_)) => None,
        };
        Self::not_read([
            missing(sample.span.run_delay.is_none(), Unreadable::RunDelay),
            memory,
            missing(resident.is_some() && sample.peak_rss.is_none(), Unreadable::PeakMemory),
            missing(sample.minor_faults.is_none(), Unreadable::PageFaults),
            missing(sample.bytes_read.is_none(), Unreadable::BytesRead),
            missing(sample.threads_left.is_none(), Unreadable::Threads),
            missing(sample.descriptors_left.is_none(), Unreadable::Descriptors),
            missing(sample.children_left.is_none(), Unreadable::Children),
            missing(sample.untraced, Unreadable::Modules),
        ])
    }
}
