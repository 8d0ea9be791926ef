//! What the rounds of a growth probe come to: a leak, a plateau, or nothing.

use serde::{Deserialize, Serialize};
use vitals_probes::wire::{ResourceKind, Round};

use crate::quantity::{Bytes, BytesDelta};
use crate::statistics::{Slope, quantile, theil_sen};

/// Error rate of each slope's interval.
const ALPHA: f64 = 0.01;
/// The kernel counts memory in pages: less than one a round cannot be distinguished from nothing.
const PAGE: f64 = 4096.0;
/// Part of what the objects of a round hold that memory must rise by: to get and give back 80 MB leaves a page or two, now here, now there.
const LEAST_PART: f64 = 0.0002;
/// Objects or blocks a round that a line with falls must rise by, beside them.
const BROKEN_STEP: f64 = 5.0;
/// Rounds at the start that are not counted: a quarter, and no fewer than this.
const LEAST_WARM_UP: usize = 2;
/// Fewer rounds than this have no summary: the second half of those that count needs four points.
pub const LEAST_ROUNDS: usize = 8;

/// The verdict on a series of rounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// It rises in a straight line to the end.
    Leak,
    /// It rose, and then stood.
    Plateau,
    /// It did not rise.
    Steady,
}

/// What may rise with the rounds. The aliases are the words that version 1 of the documents had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Rising {
    /// Resident size that this process alone has written.
    #[serde(alias = "unique memory")]
    UniqueMemory,
    /// Resident size, where the unique one was not read.
    ResidentMemory,
    /// Objects that the collector tracks.
    #[serde(alias = "live objects")]
    LiveObjects,
    /// Blocks of Python's allocator.
    #[serde(alias = "allocated blocks")]
    AllocatedBlocks,
    /// What a process keeps beside memory.
    Resource(ResourceKind),
}

/// The memory by which growth is judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum MemoryKind {
    /// What this process alone has written: what another process maps does not change it.
    #[default]
    Unique,
    /// The resident size, where the unique one was not read. Pages of files that are read in are part of it.
    Resident,
}

impl MemoryKind {
    /// Whether it was read in every one of these rounds.
    fn was_read(self, rounds: &[Round]) -> bool {
        rounds.iter().all(|round| self.in_round(round).is_some())
    }

    /// After a round.
    pub fn in_round(self, round: &Round) -> Option<Bytes> {
        match self {
            Self::Unique => round.memory.dirty,
            Self::Resident => round.memory.rss,
        }
    }

    /// What rises where it does.
    pub(super) fn rising(self) -> Rising {
        match self {
            Self::Unique => Rising::UniqueMemory,
            Self::Resident => Rising::ResidentMemory,
        }
    }
}

/// One quantity over the rounds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Series {
    /// Per round, over all rounds after the warm-up.
    pub slope: Slope,
    /// Per round, over the second half of those.
    pub late: Slope,
}

impl Series {
    fn of(values: &[f64]) -> Option<Self> {
        Some(Self { slope: theil_sen(values, ALPHA)?, late: theil_sen(&values[values.len() / 2..], ALPHA)? })
    }

    /// Rises all the way: both intervals lie above zero, and both slopes are at least `least` a round.
    fn rises(&self, least: f64) -> bool {
        [self.slope, self.late].iter().all(|slope| slope.low > 0.0 && slope.estimate >= least)
    }
}

/// One kind of what a process keeps beside memory, over the rounds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ResourceSeries {
    /// Which.
    pub what: ResourceKind,
    /// How it changes.
    pub series: Series,
}

/// What the rounds come to. What was not read in every round is None.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct GrowthSummary {
    /// Rounds at the start that were not counted.
    pub warm_up_rounds: usize,
    /// Rounds that were.
    pub counted_rounds: usize,
    /// Resident size that this process alone has written: what another process maps does not change it.
    pub dirty: Option<Series>,
    /// Resident size.
    pub rss: Option<Series>,
    /// Objects that the collector tracks.
    pub live_objects: Series,
    /// Blocks of Python's allocator.
    pub blocks: Series,
    /// What the process keeps beside memory, of each kind that could be counted.
    #[serde(default)]
    pub resources: Vec<ResourceSeries>,
    /// It rises in a straight line but for a few rounds in which it falls: only a longer run decides.
    #[serde(default)]
    pub broken_line: bool,
    /// Leak, plateau or nothing; without any memory, by what else is counted alone.
    pub shape: Shape,
    /// What rises, where it is a leak.
    pub rising: Vec<Rising>,
    /// Growth of the judged memory from before the first round to after the last.
    pub kept: Option<BytesDelta>,
    /// What the objects of one round hold while they live (median of the counted rounds): the absolute rule.
    pub held: Option<BytesDelta>,
    /// Growth of the judged memory per object, after the warm-up.
    pub per_object: Option<f64>,
    /// Most that the judged memory grew during the warm-up.
    pub warm_up_growth: Option<BytesDelta>,
}

impl GrowthSummary {
    /// Whether that rises.
    pub fn rises(&self, what: Rising) -> bool {
        self.rising.contains(&what)
    }

    /// Whether memory rises, by less than can be distinguished from the allocator's own ways: a page a round.
    pub fn creeps(&self) -> bool {
        self.rising.is_empty() && self.memory().is_some_and(|(_, series)| series.slope.low > 0.0)
    }

    /// Whether memory itself leaks, and not only objects within memory that was there.
    pub fn rises_in_memory(&self) -> bool {
        self.rises(Rising::UniqueMemory) || self.rises(Rising::ResidentMemory)
    }

    /// The memory that is judged; None where none was read.
    pub fn memory(&self) -> Option<(MemoryKind, &Series)> {
        let unique = self.dirty.as_ref().map(|series| (MemoryKind::Unique, series));
        unique.or_else(|| self.rss.as_ref().map(|series| (MemoryKind::Resident, series)))
    }

    /// The first kind of what is kept beside memory that rises.
    pub fn rising_resource(&self) -> Option<&ResourceSeries> {
        self.resources.iter().find(|resource| self.rises(Rising::Resource(resource.what)))
    }

    /// Whether nothing rises but what is kept beside memory.
    pub fn rises_in_resources_alone(&self) -> bool {
        !self.rising.is_empty() && self.rising.iter().all(|what| matches!(what, Rising::Resource(_)))
    }

    /// Objects that can still be made until the growth reaches the limit, if it goes on like this.
    pub fn objects_until(&self, limit: Bytes) -> Option<f64> {
        let left = limit.0 as f64 - self.kept?.0 as f64;
        let per_object = self.per_object?;
        (self.rises_in_memory() && per_object > 0.0 && left > 0.0).then(|| left / per_object)
    }
}

/// None where there are too few rounds for a slope of their second half.
pub fn summarise(rounds: &[Round], objects: u32) -> Option<GrowthSummary> {
    let warm_up = (rounds.len().saturating_sub(1) / 4).max(LEAST_WARM_UP);
    let counted = rounds.get(warm_up..)?;
    let series = |value: &dyn Fn(&Round) -> Option<f64>| {
        Series::of(&counted.iter().map(value).collect::<Option<Vec<_>>>()?)
    };
    let size = |kind: MemoryKind| {
        if !kind.was_read(rounds) {
            return None;
        }
        series(&|round| Some(kind.in_round(round)?.0 as f64))
    };
    let (dirty, rss) = (size(MemoryKind::Unique), size(MemoryKind::Resident));
    let live_objects = series(&|round| Some(round.live_objects as f64))?;
    let blocks = series(&|round| Some(round.blocks as f64))?;
    let memory = [(MemoryKind::Unique, dirty), (MemoryKind::Resident, rss)];
    let memory = memory.into_iter().find_map(|(kind, series)| Some((kind, series?)));
    let held = held(counted);
    let least_memory = held.map_or(PAGE, |held| PAGE.max(LEAST_PART * held.0 as f64));
    let least_blocks = 0.9 * f64::from(objects.max(1));
    let resources: Vec<ResourceSeries> = ResourceKind::ALL
        .into_iter()
        .filter_map(|what| {
            let values: Option<Vec<f64>> =
                counted.iter().map(|round| round.resources.of(what).map(|count| count as f64)).collect();
            Some(ResourceSeries { what, series: Series::of(&values?)? })
        })
        .collect();
    let rising_resources = resources.iter().filter_map(|resource| {
        // Other programs leave files in the same folders.
        let least = if resource.what.is_shared() { least_blocks } else { 1.0 };
        resource.series.rises(least).then_some(Rising::Resource(resource.what))
    });
    let rising: Vec<Rising> = [
        (memory.map(|(kind, _)| kind.rising()), memory.is_some_and(|(_, series)| series.rises(least_memory))),
        (Some(Rising::LiveObjects), live_objects.rises(1.0)),
        (Some(Rising::AllocatedBlocks), blocks.rises(least_blocks) && steps_of(counted) >= least_blocks),
    ]
    .into_iter()
    .filter_map(|(name, rises)| name.filter(|_| rises))
    .chain(rising_resources)
    .collect();
    let grown = |until: &Round| {
        let (kind, _) = memory?;
        Some(kind.in_round(until)?.delta(kind.in_round(rounds.first()?)?))
    };
    let warm_up_growth = grown(counted.first()?);
    let rose = memory.is_some_and(|(_, series)| series.slope.low > 0.0 && series.slope.estimate >= PAGE)
        || warm_up_growth.is_some_and(|growth| growth.0 > 1_000_000);
    let shape = match (rising.is_empty(), rose) {
        (false, _) => Shape::Leak,
        (true, true) => Shape::Plateau,
        (true, false) => Shape::Steady,
    };
    Some(GrowthSummary {
        warm_up_rounds: warm_up,
        counted_rounds: counted.len() - 1,
        dirty,
        rss,
        live_objects,
        blocks,
        broken_line: rising.is_empty() && is_broken_line(counted),
        resources,
        shape,
        rising,
        kept: grown(rounds.last()?),
        held,
        per_object: memory.map(|(_, series)| series.slope.estimate / f64::from(objects.max(1))),
        warm_up_growth,
    })
}

/// The lower quartile of the rounds' own growth in blocks.
///
/// Caches of the interpreter, like that of looked-up attributes, fill up for forty rounds and more, by none in one round and twenty in the
/// next; a leak of untracked objects, like texts, takes its blocks in each.
fn steps_of(counted: &[Round]) -> f64 {
    let steps: Vec<f64> =
        counted.windows(2).map(|pair| pair[1].blocks as f64 - pair[0].blocks as f64).collect();
    quantile(&steps, 0.25).unwrap_or(0.0)
}

/// Whether live objects rise in nearly every round, and end higher than they began by less than that: a few rounds fall.
fn is_broken_line(counted: &[Round]) -> bool {
    let steps: Vec<f64> =
        counted.windows(2).map(|pair| pair[1].live_objects as f64 - pair[0].live_objects as f64).collect();
    let blocks: Vec<f64> =
        counted.windows(2).map(|pair| pair[1].blocks as f64 - pair[0].blocks as f64).collect();
    [steps, blocks].iter().any(|steps| {
        let typical = quantile(steps, 0.5).unwrap_or(0.0);
        let rises = steps.iter().filter(|step| **step >= typical / 2.0 && **step > 0.0).count();
        let falls = steps.iter().filter(|step| **step < 0.0).count();
        typical >= BROKEN_STEP && falls > 0 && rises * 5 >= steps.len() * 4
    })
}

/// Growth of the resident size over a round with its objects alive. A first round would count what is loaded
/// once and for all, too. None where it was not read.
fn held(counted: &[Round]) -> Option<BytesDelta> {
    let growth = |pair: &[Round]| Some(pair[1].held.rss?.delta(pair[0].memory.rss?).0 as f64);
    let growths: Option<Vec<f64>> = counted.windows(2).map(growth).collect();
    quantile(&growths?, 0.5).map(|median| BytesDelta(median.round() as i64))
}

#[cfg(test)]
#[path = "growth_summary_tests.rs"]
mod tests;
