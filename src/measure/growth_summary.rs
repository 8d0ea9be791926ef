//! What the rounds of a growth probe come to: a leak, a plateau, or nothing.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vitals_probes::wire::Round;

use crate::quantity::{Bytes, BytesDelta};
use crate::statistics::{Slope, quantile, theil_sen};

/// Error rate of each slope's interval.
const ALPHA: f64 = 0.01;
/// The kernel counts memory in pages: less than one a round cannot be distinguished from nothing.
const PAGE: f64 = 4096.0;
/// Rounds at the start that are not counted: a quarter, and no fewer than this.
const LEAST_WARM_UP: usize = 2;
/// Fewer rounds than this have no summary: the second half of those that count needs four points.
pub const LEAST_ROUNDS: usize = 8;

/// The verdict on a series of rounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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
}

/// The memory by which growth is judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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

    fn rising(self) -> Rising {
        match self {
            Self::Unique => Rising::UniqueMemory,
            Self::Resident => Rising::ResidentMemory,
        }
    }
}

/// One quantity over the rounds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
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

/// What the rounds come to. What was not read in every round is None.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
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
    /// Leak, plateau or nothing; without any memory, by the objects and the blocks alone.
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

    /// Whether memory itself leaks, and not only objects within memory that was there.
    pub fn rises_in_memory(&self) -> bool {
        self.rises(Rising::UniqueMemory) || self.rises(Rising::ResidentMemory)
    }

    /// The memory that is judged; None where none was read.
    pub fn memory(&self) -> Option<(MemoryKind, &Series)> {
        let unique = self.dirty.as_ref().map(|series| (MemoryKind::Unique, series));
        unique.or_else(|| self.rss.as_ref().map(|series| (MemoryKind::Resident, series)))
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
    let least_blocks = 0.9 * f64::from(objects.max(1));
    let rising: Vec<Rising> = [
        (memory.map(|(kind, _)| kind.rising()), memory.is_some_and(|(_, series)| series.rises(PAGE))),
        (Some(Rising::LiveObjects), live_objects.rises(1.0)),
        (Some(Rising::AllocatedBlocks), blocks.rises(least_blocks) && steps_of(counted) >= least_blocks),
    ]
    .into_iter()
    .filter_map(|(name, rises)| name.filter(|_| rises))
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
        shape,
        rising,
        kept: grown(rounds.last()?),
        held: held(counted),
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

/// Growth of the resident size over a round with its objects alive. A first round would count what is loaded
/// once and for all, too. None where it was not read.
fn held(counted: &[Round]) -> Option<BytesDelta> {
    let growth = |pair: &[Round]| Some(pair[1].held.rss?.delta(pair[0].memory.rss?).0 as f64);
    let growths: Option<Vec<f64>> = counted.windows(2).map(growth).collect();
    quantile(&growths?, 0.5).map(|median| BytesDelta(median.round() as i64))
}

#[cfg(test)]
mod tests {
    use rand::rngs::StdRng;
    use rand::{RngExt, SeedableRng};
    use vitals_probes::wire::Memory;

    use super::*;

    /// Twenty rounds of ten objects with the given unique sizes in pages, and live objects.
    fn rounds(count: u32, pages: impl Fn(u32) -> u64, live: impl Fn(u32) -> u64) -> Vec<Round> {
        (0..=count)
            .map(|round| {
                let uss = Bytes(10_000_000 + pages(round) * 4096);
                let uss = Some(uss);
                let memory = Memory { rss: uss, pss: uss, uss, dirty: uss };
                Round {
                    round,
                    made: u64::from(round) * 10,
                    held: memory,
                    memory,
                    live_objects: 50_000 + live(round),
                    blocks: 100_000 + live(round),
                    ..Round::default()
                }
            })
            .collect()
    }

    fn shape(rounds: &[Round]) -> Shape {
        summarise(rounds, 10).expect("enough rounds").shape
    }

    #[test]
    fn straight_lines_leak_and_plateaus_do_not() {
        assert_eq!(shape(&rounds(20, |round| u64::from(round) * 4, |_| 0)), Shape::Leak);
        assert_eq!(shape(&rounds(20, |_| 0, |round| u64::from(round) * 10)), Shape::Leak);
        assert_eq!(shape(&rounds(20, |round| u64::from(round.min(4)) * 600, |_| 0)), Shape::Plateau);
        // A cache that fills until two thirds of the rounds are over.
        assert_eq!(shape(&rounds(20, |round| u64::from(round.min(13)) * 600, |_| 0)), Shape::Plateau);
        assert_eq!(shape(&rounds(20, |_| 3, |_| 7)), Shape::Steady);
    }

    /// As seen where another process began to map the same libraries: their pages were no longer this one's alone.
    #[test]
    fn what_other_processes_map_hides_no_leak() {
        let mut rounds = rounds(20, |round| u64::from(round) * 160, |_| 0);
        for round in &mut rounds[12..] {
            round.memory.uss = round.memory.uss.map(|uss| uss - Bytes(2_000_000));
        }
        assert_eq!(shape(&rounds), Shape::Leak);
    }

    /// As seen in CPython 3.12 on a service without a leak: the interpreter's cache of looked-up attributes fills up.
    #[test]
    fn caches_of_the_interpreter_that_fill_are_no_leak() {
        let steps = [
            56, 28, 7, 30, 10, 12, 13, 4, 21, 4, 10, 10, 13, 11, 10, 2, 10, 16, 11, 8, 4, 7, 22, 9, 1, 2, 2,
            1, 3, 10, 10, 0, 9, 14, 11, 9, 11, 11, 11, 11,
        ];
        let with_blocks = |step: &dyn Fn(usize) -> u64| {
            let mut rounds = rounds(40, |_| 0, |_| 0);
            for number in 1..rounds.len() {
                rounds[number].blocks = rounds[number - 1].blocks + step(number - 1);
            }
            shape(&rounds)
        };
        assert_eq!(with_blocks(&|number| steps[number]), Shape::Steady);
        // One text for each of ten objects, which the collector does not track.
        assert_eq!(with_blocks(&|number| 10 + steps[number] / 8), Shape::Leak);
    }

    #[test]
    fn the_projection_counts_from_what_was_kept() {
        let summary =
            summarise(&rounds(20, |round| u64::from(round) * 10, |_| 0), 10).expect("enough rounds");
        assert_eq!(summary.per_object, Some(4096.0));
        let objects = summary.objects_until(Bytes(50_000_000)).expect("it leaks");
        assert!((objects - (50_000_000.0 - 200.0 * 4096.0) / 4096.0).abs() < 1.0);
    }

    /// As where `/proc` has no `smaps_rollup`: with the resident size alone, and without anything.
    #[test]
    fn a6_a_leak_is_seen_in_the_resident_size_and_nothing_is_no_zero() {
        let hidden = |keep: fn(Memory) -> Memory, pages: u64| {
            let mut rounds = rounds(20, |round| u64::from(round) * pages, |_| 0);
            for round in &mut rounds {
                (round.memory, round.held) = (keep(round.memory), keep(round.held));
            }
            summarise(&rounds, 10).expect("enough rounds")
        };
        let resident = |memory: Memory| Memory { rss: memory.rss, ..Memory::default() };
        let leaking = hidden(resident, 40);
        assert_eq!((leaking.shape, &leaking.rising[..]), (Shape::Leak, &[Rising::ResidentMemory][..]));
        assert_eq!(leaking.kept, Some(BytesDelta(20 * 40 * 4096)));
        assert_eq!(hidden(resident, 0).shape, Shape::Steady);
        let unread = hidden(|_| Memory::default(), 40);
        assert_eq!((unread.kept, unread.held, unread.per_object, unread.memory()), (None, None, None, None));
        // One round of which the unique size was not read: the resident size is that of all.
        let mut once = rounds(20, |round| u64::from(round) * 40, |_| 0);
        once[7].memory = resident(once[7].memory);
        let once = summarise(&once, 10).expect("enough rounds");
        assert_eq!(once.memory().map(|(kind, _)| kind), Some(MemoryKind::Resident));
    }

    #[test]
    fn too_few_rounds_say_nothing() {
        let least = LEAST_ROUNDS as u32;
        assert_eq!(summarise(&rounds(least - 1, |_| 0, |_| 0), 10), None);
        assert!(summarise(&rounds(least, |_| 0, |_| 0), 10).is_some());
        assert_eq!(summarise(&[], 10), None);
    }

    /// Memory that jitters, with rare lasting steps as an allocator makes them, is called a leak in at most
    /// one run of a hundred; with the longer second run in at most one of a thousand.
    #[test]
    fn noise_is_rarely_called_a_leak() {
        let mut random = StdRng::seed_from_u64(20_260_103);
        let runs = 2000;
        let mut noisy = |count: u32| {
            let mut level = 100_i64;
            let pages: Vec<u64> = (0..=count)
                .map(|_| {
                    if random.random_bool(0.05) {
                        level += random.random_range(-16..=24);
                    }
                    level.max(0) as u64 + random.random_range(0..4_u64)
                })
                .collect();
            shape(&rounds(count, |round| pages[round as usize], |_| 0)) == Shape::Leak
        };
        let (mut once, mut twice) = (0, 0);
        for _ in 0..runs {
            let first = noisy(20);
            once += usize::from(first);
            twice += usize::from(first && noisy(60));
        }
        assert!(once <= runs / 100, "{once} of {runs} at the first look");
        assert!(twice <= runs / 1000, "{twice} of {runs} after the second");
    }
}
