//! One run of a growth probe, as it is drawn.

use vitals_probes::wire::{ResourceKind, Round};

use crate::comparison::Unit;
use crate::measure::{GrowthMeasurement, GrowthSummary, MemoryKind, Series};
use crate::report::charts::palette::Ink;
use crate::report::words::resource;

/// One run, as it is drawn.
pub struct Line<'a> {
    pub label: String,
    pub ink: Ink,
    pub rounds: &'a [Round],
    pub summary: Option<&'a GrowthSummary>,
    pub objects: u32,
}

/// What of a round is drawn.
#[derive(Clone, Copy)]
pub enum Quantity {
    Memory(MemoryKind),
    LiveObjects,
    Kept(ResourceKind),
}

impl Quantity {
    pub fn title(self) -> String {
        match self {
            Self::Memory(MemoryKind::Unique) => "Unique memory after each round".into(),
            Self::Memory(MemoryKind::Resident) => "Resident memory after each round".into(),
            Self::LiveObjects => "Live objects after each round".into(),
            Self::Kept(kind) => {
                let name = resource(kind, 2);
                let (first, rest) = name.split_at(1);
                format!("{}{rest} after each round", first.to_uppercase())
            }
        }
    }

    /// Its part of the names on the page.
    pub fn id(self) -> &'static str {
        match self {
            Self::Memory(_) => "memory",
            Self::LiveObjects => "live",
            Self::Kept(ResourceKind::File) => "files",
            Self::Kept(ResourceKind::Socket) => "sockets",
            Self::Kept(ResourceKind::Pipe) => "pipes",
            Self::Kept(ResourceKind::Eventfd) => "eventfds",
            Self::Kept(ResourceKind::OtherDescriptor) => "other-descriptors",
            Self::Kept(ResourceKind::Thread) => "threads",
            Self::Kept(ResourceKind::Child) => "children",
            Self::Kept(ResourceKind::SharedMemoryFile) => "shared-memory-files",
            Self::Kept(ResourceKind::TemporaryFile) => "temporary-files",
        }
    }

    pub fn unit(self) -> Unit {
        match self {
            Self::Memory(_) => Unit::Bytes,
            Self::LiveObjects | Self::Kept(_) => Unit::Count,
        }
    }

    pub fn of(self, round: &Round) -> Option<f64> {
        match self {
            Self::Memory(kind) => Some(kind.in_round(round)?.0 as f64),
            Self::LiveObjects => Some(round.live_objects as f64),
            Self::Kept(kind) => Some(round.resources.of(kind)? as f64),
        }
    }

    pub fn series(self, summary: &GrowthSummary) -> Option<&Series> {
        match self {
            Self::Memory(MemoryKind::Unique) => summary.dirty.as_ref(),
            Self::Memory(MemoryKind::Resident) => summary.rss.as_ref(),
            Self::LiveObjects => Some(&summary.live_objects),
            Self::Kept(kind) => {
                let found = summary.resources.iter().find(|resource| resource.what == kind);
                found.map(|resource| &resource.series)
            }
        }
    }
}

pub fn line<'a>(label: &str, measured: &'a GrowthMeasurement, ink: Ink) -> Line<'a> {
    let label = if label.is_empty() { "measured".into() } else { label.to_owned() };
    Line {
        label,
        ink,
        rounds: &measured.rounds,
        summary: measured.summary.as_ref(),
        objects: measured.objects,
    }
}

/// Since the state before the first round.
pub fn since(quantity: Quantity, rounds: &[Round]) -> Vec<(f64, f64)> {
    let Some(before) = rounds.first().and_then(|round| quantity.of(round)) else { return Vec::new() };
    let point = |round: &Round| Some((round.made as f64, quantity.of(round)? - before));
    rounds.iter().filter_map(point).collect()
}
