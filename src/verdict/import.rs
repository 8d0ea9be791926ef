//! The verdict on an import, with its cause where it is too slow.

use super::reason::{ImportReason, LeftReason, ModuleTime, ReadingReason, Reason};
use super::reasoned::Verdict;
use super::slowness::{NAMED, Stretch, WORTH_NAMING};
use super::status::Status;
use super::times::of_times;
use crate::cause::own_times;
use crate::config::Cache;
use crate::measure::{ImportMeasurement, Timed};
use crate::plan::LimitRule;
use crate::quantity::{Bytes, Nanos};
use vitals_probes::wire::{ImportSample, Span, Trace};

/// A machine is called busy where it keeps a ready thread waiting for this part of its time.
const BUSY: f64 = 0.1;

/// Judges the samples.
pub fn judge_import(measured: &ImportMeasurement, rule: &LimitRule) -> Verdict {
    let verdict = of_times(Timed::Import, rule, &measured.times(), &measured.failures);
    let trace = measured.trace.as_ref().filter(|_| verdict.status == Status::Fail);
    let causes = trace.map(|trace| causes(measured, trace)).unwrap_or_default();
    verdict.because_of(causes).resting_on_all(evidence(measured))
}

fn causes(measured: &ImportMeasurement, trace: &Trace) -> Vec<Reason> {
    let fastest = measured.samples.iter().min_by_key(|run| run.sample.span.wall);
    let stalled: Nanos = trace.stalls.iter().map(|stall| stall.lasted).sum();
    let span = fastest.map_or(Span { wall: stalled, ..Span::default() }, |run| run.sample.span);
    let stretch = Stretch { of: Timed::Import, span, stalls: &trace.stalls };
    let mut reasons = if stretch.is_blocked() { stretch.causes() } else { Vec::new() };
    let modules = slowest(trace, span.wall);
    if !modules.is_empty() {
        reasons.push(ImportReason::OwnTime { modules }.into());
    }
    reasons
}

/// Modules that take a large part of the time themselves.
fn slowest(trace: &Trace, wall: Nanos) -> Vec<ModuleTime> {
    own_times(trace)
        .into_iter()
        .take_while(|time| time.own.wall.0 as f64 >= WORTH_NAMING / 2.0 * wall.0 as f64)
        .take(NAMED)
        .map(|time| ModuleTime {
            importer: trace.modules[time.index].importer.clone(),
            name: time.name,
            wall: time.own.wall,
            cpu: time.own.cpu,
        })
        .collect()
}

/// How much of the samples went by without a processor, where that is much.
fn busy_machine(measured: &ImportMeasurement) -> Option<ImportReason> {
    let wall: Nanos = measured.samples.iter().map(|run| run.sample.span.wall).sum();
    let delay: Nanos = measured.samples.iter().map(|run| run.sample.span.starved()).sum();
    let part = delay.0 as f64 / wall.0.max(1) as f64;
    (part >= BUSY).then_some(ImportReason::BusyMachine { part })
}

/// What the import added, of which how much is this process's own, and how high it went in between.
fn memory(sample: &ImportSample) -> ImportReason {
    ImportReason::Memory {
        added: sample.added_rss(),
        resident: sample.after.rss,
        unique: sample.added_uss(),
        peak: sample.added_peak(),
    }
}

fn samples(measured: &ImportMeasurement) -> ImportReason {
    let cold = measured.cache == Cache::ColdDisk;
    let read: Option<Vec<Bytes>> = measured.samples.iter().map(|run| run.sample.disk_read).collect();
    let read: Option<Bytes> = read.filter(|read| !read.is_empty()).map(|read| {
        let count = read.len() as u64;
        Bytes(read.into_iter().sum::<Bytes>().0 / count)
    });
    ImportReason::Samples {
        samples: measured.samples.len(),
        warm_ups: measured.warm_ups.len(),
        cache: measured.cache,
        bytecode: measured.bytecode,
        files_evicted: measured.files_evicted.filter(|_| cold),
        disk_read: read.filter(|_| cold),
    }
}

fn evidence(measured: &ImportMeasurement) -> Vec<Reason> {
    let Some(last) = measured.samples.last() else { return Vec::new() };
    let sample = &last.sample;
    let loaded = ImportReason::Loaded { modules: sample.modules, bytes_read: sample.bytes_read };
    let own = [samples(measured), loaded, memory(sample)];
    let own = own.into_iter().chain(busy_machine(measured)).map(Into::into);
    let not_read = ReadingReason::of_import(sample).map(Into::into);
    let left = [
        LeftReason::threads(sample.threads_left.as_deref()),
        LeftReason::descriptors(sample.descriptors_left.as_deref()),
        LeftReason::processes(&last.left_behind),
    ];
    own.chain(not_read).chain(left.into_iter().flatten().map(Into::into)).collect()
}
