//! The numbers of a probe.

use vitals_probes::wire::{Creation, ImportSample, Span};

use super::subject::{Subject, judged};
use crate::comparison::Unit;
use crate::measure::{CreationMeasurement, GrowthFigures, GrowthMeasurement, ImportMeasurement};
use crate::quantity::{BytesDelta, Nanos};
use crate::statistics::{Slope, median};
use crate::store::history::Measure;
use crate::verdict::{Measured, ProbeReport};

pub fn probe(probe: &ProbeReport) -> Vec<Measure> {
    let measures = match &probe.measured {
        Measured::Import(measured) => import(measured),
        Measured::Create(measured) => creation(measured),
        Measured::Growth(measured) => growth(&measured.factory, &[measured]),
    };
    judged(measures, &probe.verdict)
}

fn spans(subject: Subject<'_>, spans: &[Span]) -> Vec<Measure> {
    let of = |quantity, part: fn(Span) -> Nanos| {
        let seconds = spans.iter().map(|span| part(*span).as_secs_f64()).collect();
        subject.typical(quantity, Unit::Seconds, seconds)
    };
    [
        of("wall", |span| span.wall),
        of("time", Span::active),
        of("processor", |span| span.cpu),
        of("blocked", Span::blocked),
    ]
    .into_iter()
    .flatten()
    .collect()
}

pub fn import(measured: &ImportMeasurement) -> Vec<Measure> {
    let subject = Subject { probe: "import", target: &measured.module };
    let memory = |quantity, of: fn(&ImportSample) -> Option<BytesDelta>| {
        let sizes = measured.samples.iter().filter_map(|run| Some(of(&run.sample)?.0 as f64));
        subject.typical(quantity, Unit::Bytes, sizes.collect())
    };
    let times: Vec<Span> = measured.samples.iter().map(|run| run.sample.span).collect();
    let resident = memory("resident memory", ImportSample::added_rss);
    let unique = memory("unique memory", ImportSample::added_uss);
    spans(subject, &times).into_iter().chain(resident).chain(unique).collect()
}

pub fn creation(measured: &CreationMeasurement) -> Vec<Measure> {
    let subject = Subject { probe: "create", target: &measured.factory };
    let wall = |made: &Creation| made.span.wall.as_secs_f64();
    let times: Vec<Span> = measured.first.iter().map(|made| made.span).collect();
    let resident = measured.first.iter().filter_map(|made| Some(made.rss?.0 as f64)).collect();
    spans(subject, &times)
        .into_iter()
        .chain(subject.typical("resident memory", Unit::Bytes, resident))
        .chain(subject.typical(
            "wall of later ones",
            Unit::Seconds,
            measured.repeated.iter().map(wall).collect(),
        ))
        .chain(subject.typical("repeated time", Unit::Seconds, measured.repeated_times().active))
        .collect()
}

/// Of one run, or of several of one side: there the bounds are the outermost.
pub fn growth(factory: &str, runs: &[&GrowthMeasurement]) -> Vec<Measure> {
    let subject = Subject { probe: "growth", target: factory };
    let figures: Vec<GrowthFigures> = runs.iter().filter_map(|run| GrowthFigures::of(run)).collect();
    let Some(last) = runs.last().filter(|_| !figures.is_empty()) else { return Vec::new() };
    let (objects, rounds) = (f64::from(last.objects.max(1)), last.rounds.len());
    let slope = |quantity, unit, of: fn(&GrowthFigures) -> Option<Slope>| {
        let slopes: Vec<Slope> = figures.iter().filter_map(of).collect();
        let each = |part: fn(Slope) -> f64| slopes.iter().map(move |slope| part(*slope) / objects);
        let value = median(&each(|slope| slope.estimate).collect::<Vec<_>>())?.estimate;
        let low = each(|slope| slope.low).reduce(f64::min);
        let high = each(|slope| slope.high).reduce(f64::max);
        Some(Measure { low, high, n: rounds, ..subject.single(quantity, unit, value) })
    };
    let size = |quantity, of: fn(&GrowthFigures) -> Option<BytesDelta>| {
        let sizes: Vec<f64> = figures.iter().filter_map(|run| Some(of(run)?.0 as f64)).collect();
        let value = median(&sizes)?.estimate;
        Some(Measure { n: rounds, ..subject.single(quantity, Unit::Bytes, value) })
    };
    let kind = last.summary.as_ref().and_then(|summary| summary.memory()).map(|(kind, _)| kind);
    let kept = size("kept after all rounds", |run| run.kept).map(|kept| {
        let sizes = last.rounds.iter().filter_map(|round| Some(kind?.in_round(round)?.0 as f64));
        let samples = sizes.collect();
        Measure { samples, ..kept }
    });
    [
        kept,
        slope("leak an object", Unit::Bytes, GrowthFigures::memory),
        slope("live objects left by one", Unit::Count, |run| Some(run.live_objects)),
        size("held while alive", |run| run.held),
    ]
    .into_iter()
    .flatten()
    .collect()
}
