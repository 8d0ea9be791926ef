//! The modules of a stored import, at the machine's speed of today, beside those of now.

use vitals_probes::wire::{Span, Trace};

use super::calibrated_times::ALPHA;
use crate::cause::{
    DecisivePart, Difference, Measured, Moments, Side, Sought, TracedPair, collections, decisive_parts,
    difference,
};
use crate::quantity::Nanos;
use crate::store::{StoredImport, StoredSample, modules::traces};

/// The fastest samples of both sides, with their traces.
pub struct TracedSides {
    base: Vec<(Measured, Trace)>,
    candidate: Vec<(Measured, Trace)>,
}

impl TracedSides {
    /// `slowness` is how much longer the calibration takes now.
    pub fn new(stored: &StoredImport, candidate: &[(Measured, &Trace)], slowness: f64) -> Self {
        let then = traces(&stored.modules, slowness);
        // A version that did not watch collections has them in the modules' own times: then both sides have.
        let watched = then.iter().any(|trace| collections(trace).any());
        let as_then = |trace: &Trace| if watched { trace.clone() } else { unwatched(trace) };
        let candidate = candidate.iter().map(|(measured, trace)| (*measured, as_then(trace))).collect();
        Self { base: fastest(&stored.samples, then, slowness), candidate }
    }

    /// Which modules make the difference.
    pub fn difference(&self) -> Option<Difference> {
        let [base, candidate] = [&self.base, &self.candidate]
            .map(|side| side.iter().map(|(measured, trace)| (*measured, trace)).collect::<Vec<_>>());
        difference(Side { samples: &base }, Side { samples: &candidate })
    }

    /// New modules, and branches of them, that certainly take more than `over` seconds: they decide though the whole, of two
    /// moments, is undecided.
    pub fn new_parts(&self, over: f64) -> Vec<DecisivePart> {
        let pairs = self.base.iter().zip(&self.candidate);
        let pairs: Vec<_> = pairs.map(|((_, base), (_, candidate))| TracedPair { base, candidate }).collect();
        decisive_parts(&pairs, Sought { over, alpha: ALPHA, moments: Moments::Apart })
    }
}

/// A trace as one in which collections were not watched.
fn unwatched(trace: &Trace) -> Trace {
    let mut trace = trace.clone();
    trace.modules.iter_mut().for_each(|module| module.collected = None);
    trace
}

/// The fastest stored samples with their kept traces, every time multiplied by `scale`.
pub fn fastest(samples: &[StoredSample], traces: Vec<Trace>, scale: f64) -> Vec<(Measured, Trace)> {
    let mut sorted: Vec<_> = samples.iter().collect();
    sorted.sort_by_key(|sample| sample.times.active());
    let scaled = |time: Nanos| Nanos((time.0 as f64 * scale).round() as u64);
    let whole = |sample: &StoredSample| {
        let Span { wall, cpu, run_delay, stolen } = sample.times;
        let [run_delay, stolen] = [run_delay, stolen].map(|time| time.map(scaled));
        let span = Span { wall: scaled(wall), cpu: scaled(cpu), run_delay, stolen };
        Measured { span, rss: sample.rss }
    };
    sorted.into_iter().map(whole).zip(traces).collect()
}
