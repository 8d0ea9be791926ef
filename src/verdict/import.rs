//! The verdict on an import, with its cause where it is too slow.

use super::slowness::{NAMED, Stretch, WORTH_NAMING};
use super::{Status, Verdict, of_times};
use crate::cause::own_times;
use crate::config::Cache;
use crate::measure::{Bytecode, ImportMeasurement};
use crate::plan::LimitRule;
use crate::quantity::{Bytes, Nanos};
use vitals_probes::wire::{ImportSample, Span, Trace};

/// A machine is called busy where it keeps a ready thread waiting for this part of its time.
const BUSY: f64 = 0.1;

/// Judges the samples.
pub fn judge_import(measured: &ImportMeasurement, rule: &LimitRule) -> Verdict {
    let mut verdict = of_times("the import", rule, &measured.times(), &measured.failures);
    if verdict.status == Status::Fail
        && let Some(trace) = &measured.trace
    {
        for reason in causes(measured, trace) {
            verdict = verdict.because(reason);
        }
    }
    for evidence in evidence(measured) {
        verdict = verdict.resting_on(evidence);
    }
    verdict
}

fn causes(measured: &ImportMeasurement, trace: &Trace) -> Vec<String> {
    let mut reasons = Vec::new();
    let fastest = measured.samples.iter().min_by_key(|run| run.sample.span.wall);
    let stalled: Nanos = trace.stalls.iter().map(|stall| stall.lasted).sum();
    let span = fastest.map_or(Span { wall: stalled, ..Span::default() }, |run| run.sample.span);
    let wall = span.wall;
    let stretch = Stretch { what: "the import", span, stalls: &trace.stalls };
    if stretch.is_blocked() {
        reasons.extend(stretch.causes());
    }
    let own = own_times(trace);
    let busiest: Vec<String> = own
        .iter()
        .take_while(|time| time.own.wall.0 as f64 >= WORTH_NAMING / 2.0 * wall.0 as f64)
        .take(NAMED)
        .map(|time| format!("{} ({}, {} of it processor)", time.name, time.own.wall, time.own.cpu))
        .collect();
    if !busiest.is_empty() {
        reasons.push(format!("most of the time is of these modules' own: {}", busiest.join(", ")));
    }
    reasons
}

/// How much of the samples went by without a processor, where that is much.
fn busy_machine(measured: &ImportMeasurement) -> Option<String> {
    let wall: Nanos = measured.samples.iter().map(|run| run.sample.span.wall).sum();
    let delay: Nanos = measured.samples.iter().map(|run| run.sample.span.starved()).sum();
    (delay.0 as f64 >= BUSY * wall.0 as f64).then(|| {
        let part = 100.0 * delay.0 as f64 / wall.0.max(1) as f64;
        format!("the machine is busy: for {part:.0} % of the time the import was ready and had no processor")
    })
}

/// What the import added, of which how much is this process's own, and how high it went in between.
fn memory(sample: &ImportSample) -> String {
    let [rss, uss] = [sample.added_rss(), sample.added_uss()];
    let peak = sample.peak_rss.delta(sample.before.rss);
    format!(
        "resident memory grows by {rss} to {}, {uss} of it unique, at its peak by {peak}",
        sample.after.rss
    )
}

fn evidence(measured: &ImportMeasurement) -> Vec<String> {
    let Some(last) = measured.samples.last() else { return Vec::new() };
    let cache = match (measured.cache, measured.bytecode) {
        (Cache::Warm, Bytecode::Prepared) => {
            "bytecode prepared in a temporary folder, files in the page cache".to_owned()
        }
        (Cache::Warm, _) => "bytecode present, files in the page cache".to_owned(),
        (Cache::ColdBytecode, _) => "no bytecode".to_owned(),
        (Cache::ColdDisk, _) => {
            let read: Bytes = measured.samples.iter().map(|run| run.sample.disk_read).sum();
            let each = Bytes(read.0 / measured.samples.len() as u64);
            format!(
                "{} files dropped from the page cache, {each} read from disk a sample",
                measured.files_evicted.unwrap_or(0)
            )
        }
    };
    let mut evidence = vec![
        format!(
            "{} imports in fresh processes after {} to warm up: {cache}",
            measured.samples.len(),
            measured.warm_ups.len()
        ),
        format!(
            "{} module{} loaded, {} read",
            last.sample.modules,
            if last.sample.modules == 1 { "" } else { "s" },
            last.sample.bytes_read
        ),
        memory(&last.sample),
    ];
    evidence.extend(busy_machine(measured));
    let mut left = |what: &str, things: &[String]| {
        if !things.is_empty() {
            evidence.push(format!("the import left {what}: {}", things.join(", ")));
        }
    };
    left("threads running", &last.sample.threads_left);
    left("descriptors open", &last.sample.descriptors_left);
    left("processes running, which were ended", &last.left_behind);
    evidence
}
