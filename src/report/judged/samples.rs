//! Every sample of a report, in long form: what an analyst wants.

use std::borrow::Cow;

use super::figure::Unit;
use crate::comparison::{Interleaved, Now};
use crate::measure::{
    CreationMeasurement, GrowthMeasurement, ImportMeasurement, InterleavedCreations, TimedPair,
};
use crate::quantity::{BytesDelta, Nanos};
use crate::report::Report;
use crate::report::comparison::{ComparisonDocument, OperationsReport};
use crate::report::document::Document;
use crate::report::nightly::TrendRecord;
use crate::report::websocket::WebsocketReport;
use crate::report::words::resource;
use crate::verdict::{Measured, ProbeReport};
use vitals_probes::wire::{ResourceKind, Round, Span};

/// One number of one sample.
#[derive(Clone, Debug)]
pub struct Sample<'a> {
    /// `import`, `create`, …
    pub probe: Cow<'a, str>,
    /// Module, factory, or the check's name.
    pub target: Cow<'a, str>,
    /// `base` or `candidate` where there are two.
    pub side: &'static str,
    /// Which sample, from 1; of a growth the round, from 0.
    pub sample: usize,
    /// What.
    pub quantity: Cow<'a, str>,
    /// In which unit.
    pub unit: Unit,
    /// How much.
    pub value: f64,
}

/// The samples of one target on one side.
struct Series<'a> {
    probe: Cow<'a, str>,
    target: Cow<'a, str>,
    side: &'static str,
    rows: Vec<Sample<'a>>,
}

/// All samples of a report; none where its kind has none.
pub fn samples(report: &Report) -> Vec<Sample<'_>> {
    match report {
        Report::Check(document) => of_document(document),
        Report::Comparison(document) => of_comparison(document).collect(),
        Report::Health(document) => {
            let rows = document.checks.iter().map(|check| {
                let mut series = Series::of(&*check.kind, &check.name, "");
                series.add(1, "took", Unit::Seconds, check.took.as_secs_f64());
                let measured = check.outcome.measured.as_deref().map(of_probe);
                series.rows.into_iter().chain(measured.into_iter().flatten())
            });
            rows.flatten().collect()
        }
        Report::Websocket(document) => document.checks.iter().flat_map(of_conversation).collect(),
        Report::Nightly(document) => {
            let compared = document.comparison.iter().flat_map(of_comparison);
            of_document(&document.check).into_iter().chain(compared).collect()
        }
        Report::Trend(document) => document.trends.iter().flat_map(of_trend).collect(),
        Report::Audit(_) | Report::Imports(_) => Vec::new(),
    }
}

/// A level a night, from 1; the first night of the history is 1.
fn of_trend(trend: &TrendRecord) -> Vec<Sample<'_>> {
    let mut series = Series::of(trend.subject.probe.as_str(), &trend.subject.target, "");
    for (night, level) in trend.nights.iter().zip(&trend.levels) {
        series.add(night.number, trend.subject.quantity.as_str(), Unit::Ratio, level.value.estimate);
    }
    series.rows
}

fn of_document(document: &Document) -> Vec<Sample<'_>> {
    let compared = document.comparison.iter().flat_map(of_comparison);
    document.probes.iter().flat_map(of_probe).chain(compared).collect()
}

fn of_comparison(document: &ComparisonDocument) -> impl Iterator<Item = Sample<'_>> {
    let probes = document.probes.iter();
    let probes = probes.flat_map(|probe| of_pairs(&probe.comparison.measured, &probe.name));
    probes.chain(document.operations.iter().flat_map(of_operations))
}

/// Of each operation both sides of each pair.
fn of_operations(check: &OperationsReport) -> Vec<Sample<'_>> {
    let mut sides = ["base", "candidate"].map(|side| Series::of("compare conversation", &check.name, side));
    for (operation, quantity) in check.measured.operations.iter().zip(&check.quantities) {
        for (number, pair) in operation.pairs.iter().enumerate() {
            for (series, time) in sides.iter_mut().zip([pair.base, pair.candidate]) {
                series.add(number + 1, quantity.name.as_ref(), Unit::Seconds, time);
            }
        }
    }
    sides.into_iter().flat_map(|series| series.rows).collect()
}

fn of_probe(probe: &ProbeReport) -> Vec<Sample<'_>> {
    let mut series = Series::of(probe.measured.probe(), probe.measured.target(), "");
    match &probe.measured {
        Measured::Import(import) => series.imports(import),
        Measured::Create(create) => series.creations(create),
        Measured::Growth(growth) => series.rounds(growth),
    }
    series.rows
}

fn of_pairs<'a>(measured: &'a Interleaved, name: &'a str) -> Vec<Sample<'a>> {
    let kind = format!("compare {}", measured.probe());
    let mut sides = ["base", "candidate"].map(|side| Series::of(kind.clone(), name, side));
    match measured {
        Interleaved::Import(imports) => {
            sides[0].imports(&imports.base);
            sides[1].imports(&imports.candidate);
        }
        Interleaved::Create(creations) => {
            sides[0].pairs(creations, |pair| pair.base);
            sides[1].pairs(creations, |pair| pair.candidate);
        }
        Interleaved::Growth(growths) => {
            growths.base.iter().for_each(|growth| sides[0].rounds(growth));
            growths.candidate.iter().for_each(|growth| sides[1].rounds(growth));
        }
        Interleaved::Stored(against) => match &against.now {
            Some(Now::Import(import)) => sides[1].imports(import),
            Some(Now::Create(create)) => sides[1].creations(create),
            Some(Now::Growth(growth)) => sides[1].rounds(growth),
            None => {}
        },
    }
    sides.into_iter().flat_map(|series| series.rows).collect()
}

fn of_conversation(check: &WebsocketReport) -> Vec<Sample<'_>> {
    let mut series = Series::of("websocket", &check.name, "");
    for (number, user) in check.outcome.users.iter().enumerate() {
        for event in &user.expected {
            if let Some(latency) = event.latency {
                series.add(number + 1, event.event.as_str(), Unit::Seconds, latency.as_secs_f64());
            }
        }
    }
    series.rows
}

fn size(bytes: Option<BytesDelta>) -> Option<f64> {
    bytes.map(|bytes| bytes.0 as f64)
}

impl<'a> Series<'a> {
    fn of(probe: impl Into<Cow<'a, str>>, target: &'a str, side: &'static str) -> Self {
        Self { probe: probe.into(), target: target.into(), side, rows: Vec::new() }
    }

    fn add(
        &mut self,
        sample: usize,
        quantity: impl Into<Cow<'a, str>>,
        unit: Unit,
        value: impl Into<Option<f64>>,
    ) {
        // What was not read has no row.
        let Some(value) = value.into() else { return };
        self.rows.push(Sample {
            probe: self.probe.clone(),
            target: self.target.clone(),
            side: self.side,
            sample,
            quantity: quantity.into(),
            unit,
            value,
        });
    }

    fn times(&mut self, sample: usize, span: Span) {
        self.add(sample, "wall", Unit::Seconds, span.wall.as_secs_f64());
        self.add(sample, "processor", Unit::Seconds, span.cpu.as_secs_f64());
        self.add(sample, "ready without a processor", Unit::Seconds, span.run_delay.map(Nanos::as_secs_f64));
        self.add(sample, "stolen", Unit::Seconds, span.stolen.map(Nanos::as_secs_f64));
    }

    fn imports(&mut self, import: &ImportMeasurement) {
        for (number, run) in import.samples.iter().enumerate() {
            self.times(number + 1, run.sample.span);
            self.add(number + 1, "resident memory", Unit::Bytes, size(run.sample.added_rss()));
            self.add(number + 1, "unique memory", Unit::Bytes, size(run.sample.added_uss()));
        }
    }

    fn creations(&mut self, create: &CreationMeasurement) {
        for (number, creation) in create.first.iter().enumerate() {
            self.times(number + 1, creation.span);
            self.add(number + 1, "resident memory", Unit::Bytes, size(creation.rss));
        }
        for (number, run) in create.repeated_runs.iter().enumerate() {
            self.repeated(number + 1, run.span);
        }
    }

    fn pairs(&mut self, creations: &InterleavedCreations, side: impl Fn(&TimedPair) -> Span) {
        for (number, pair) in creations.pairs.iter().enumerate() {
            self.times(number + 1, side(pair));
        }
        for (number, pair) in creations.repeated_pairs.iter().enumerate() {
            self.repeated(number + 1, side(pair));
        }
    }

    /// Repeated creations of one process.
    fn repeated(&mut self, process: usize, span: Span) {
        self.add(process, "repeated wall", Unit::Seconds, span.wall.as_secs_f64());
        self.add(process, "repeated processor", Unit::Seconds, span.cpu.as_secs_f64());
        let run_delay = span.run_delay.map(Nanos::as_secs_f64);
        self.add(process, "repeated ready without a processor", Unit::Seconds, run_delay);
        self.add(process, "repeated stolen", Unit::Seconds, span.stolen.map(Nanos::as_secs_f64));
    }

    fn rounds(&mut self, growth: &GrowthMeasurement) {
        for round in &growth.rounds {
            let Round { memory, live_objects, blocks, .. } = *round;
            let number = round.round as usize;
            self.add(number, "resident memory", Unit::Bytes, memory.rss.map(|bytes| bytes.0 as f64));
            self.add(number, "written memory", Unit::Bytes, memory.dirty.map(|bytes| bytes.0 as f64));
            self.add(number, "live objects", Unit::Count, live_objects as f64);
            self.add(number, "blocks", Unit::Count, blocks as f64);
            for kind in ResourceKind::ALL {
                let count = round.resources.of(kind).map(|count| count as f64);
                self.add(number, resource(kind, 2), Unit::Count, count);
            }
        }
    }
}
