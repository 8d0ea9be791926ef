//! A report as a row of the history: its numbers, each in its series.

use super::any::Report;
use super::comparison::{ComparisonDocument, ComparisonReport, SideRecord};
use super::document::Document;
use super::health::HealthDocument;
use super::websocket::{WebsocketDocument, WebsocketReport};
use crate::comparison::{Interleaved, Now, Unit};
use crate::measure::{CreationMeasurement, GrowthFigures, GrowthMeasurement, ImportMeasurement};
use crate::python::Fingerprint;
use crate::quantity::{BytesDelta, Nanos};
use crate::statistics::{Interval, LEAST_FOR_BOUNDS, Slope, geometric_mean, median};
use crate::store::history::{Measure, Relation, RunRecord, SeriesKey, Variant};
use crate::verdict::{Measured, ProbeReport, Verdict};
use vitals_probes::wire::{Creation, ImportSample, Span};

/// The row; None of what measures nothing: an audit, the static graph.
pub fn record(report: &Report) -> Option<RunRecord> {
    let (kind, variant, fingerprint, measures) = match report {
        Report::Check(document) => {
            ("check", of(&document.fingerprint), Some(&document.fingerprint), check(document))
        }
        Report::Comparison(document) => {
            let candidate = &document.sides[1];
            let measures = raw(document).into_iter().chain(ratios(document)).collect();
            ("compare", of_side(candidate), Some(&candidate.fingerprint), measures)
        }
        Report::Health(document) => {
            ("health", of(&document.fingerprint), Some(&document.fingerprint), health(document))
        }
        Report::Websocket(document) => ("websocket", Variant::default(), None, websocket(document)),
        _ => return None,
    };
    Some(RunRecord {
        started: report.head()?.started.parse().ok()?,
        kind: kind.into(),
        status: report.status().word().into(),
        variant,
        fingerprint: fingerprint.cloned(),
        document: serde_json::to_string(report).ok()?,
        measures,
    })
}

fn of(fingerprint: &Fingerprint) -> Variant {
    Variant::of(fingerprint, None)
}

fn of_side(side: &SideRecord) -> Variant {
    let subject = side.subject.as_deref();
    Variant { label: Some(side.label.clone()), ..Variant::of(&side.fingerprint, subject) }
}

/// What a number is of.
#[derive(Clone, Copy)]
struct Subject<'a> {
    probe: &'a str,
    target: &'a str,
}

impl Subject<'_> {
    fn series(self, quantity: &str, unit: &str) -> SeriesKey {
        SeriesKey {
            probe: self.probe.into(),
            target: self.target.into(),
            quantity: quantity.into(),
            unit: unit.into(),
        }
    }

    /// The median of samples, with its interval; None where there is none.
    fn typical(self, quantity: &str, unit: Unit, samples: Vec<f64>) -> Option<Measure> {
        let typical = median(&samples)?;
        let (low, high) = bounds(typical, &samples);
        let n = samples.len();
        Some(Measure { low, high, n, samples, ..self.single(quantity, unit, typical.estimate) })
    }

    /// A number that stands for itself.
    fn single(self, quantity: &str, unit: Unit, value: f64) -> Measure {
        Measure {
            series: self.series(quantity, unit.word()),
            relation: Relation::Raw,
            variant: None,
            value,
            low: None,
            high: None,
            n: 1,
            verdict: None,
            samples: Vec::new(),
        }
    }
}

/// The median's own interval; of so few samples that it has none, that of the geometric mean, which a prior moderates.
fn bounds(typical: Interval, samples: &[f64]) -> (Option<f64>, Option<f64>) {
    if let Some([low, high]) = typical.bounds() {
        return (Some(low), Some(high));
    }
    let moderated = geometric_mean(samples, 0.05).filter(|_| samples.iter().all(|sample| *sample > 0.0));
    let bounds = moderated.filter(|_| samples.len() >= LEAST_FOR_BOUNDS);
    let (low, high) = (bounds.map(|bounds| bounds.low), bounds.map(|bounds| bounds.high));
    (low.map(|low| low.min(typical.estimate)), high.map(|high| high.max(typical.estimate)))
}

fn judged(mut measures: Vec<Measure>, verdict: &Verdict) -> Vec<Measure> {
    // The first is the one that the verdict is about.
    if let Some(first) = measures.first_mut() {
        first.verdict = Some(verdict.status.word().into());
    }
    measures
}

fn check(document: &Document) -> Vec<Measure> {
    // Beside a baseline the target is measured twice: of the second measurement the ratio alone is kept.
    let compared = document.comparison.iter().flat_map(ratios);
    document.probes.iter().flat_map(probe).chain(compared).collect()
}

fn probe(probe: &ProbeReport) -> Vec<Measure> {
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

fn import(measured: &ImportMeasurement) -> Vec<Measure> {
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

fn creation(measured: &CreationMeasurement) -> Vec<Measure> {
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
        .collect()
}

/// Of one run, or of several of one side: there the bounds are the outermost.
fn growth(factory: &str, runs: &[&GrowthMeasurement]) -> Vec<Measure> {
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

/// Both sides, each as what it is.
fn raw(document: &ComparisonDocument) -> Vec<Measure> {
    let of_side = document.sides.each_ref().map(of_side);
    let measures = document.probes.iter().flat_map(|probe| {
        let [base, candidate] = sides(&probe.comparison.measured);
        let base = base.into_iter().map(|measure| Measure { variant: Some(of_side[0].clone()), ..measure });
        base.chain(candidate).collect::<Vec<_>>()
    });
    measures.collect()
}

fn sides(measured: &Interleaved) -> [Vec<Measure>; 2] {
    match measured {
        Interleaved::Import(imports) => [import(&imports.base), import(&imports.candidate)],
        Interleaved::Create(creations) => [creation(&creations.base), creation(&creations.candidate)],
        Interleaved::Growth(growths) => [&growths.base, &growths.candidate].map(|runs| {
            let runs: Vec<_> = runs.iter().collect();
            runs.first().map(|first| growth(&first.factory, &runs)).unwrap_or_default()
        }),
        Interleaved::Stored(against) => {
            let now = match &against.now {
                Some(Now::Import(measured)) => import(measured),
                Some(Now::Create(measured)) => creation(measured),
                Some(Now::Growth(measured)) => growth(&measured.factory, &[measured]),
                None => Vec::new(),
            };
            [Vec::new(), now]
        }
    }
}

/// Candidate over base, with its interval: what the rule judged first.
fn ratios(document: &ComparisonDocument) -> Vec<Measure> {
    let [base, candidate] = &document.sides;
    let fingerprint = &base.fingerprint;
    let clean = fingerprint.git_dirty != Some(true);
    let base = fingerprint.git_commit.clone().filter(|_| clean).unwrap_or_else(|| base.label.clone());
    let variant = of_side(candidate);
    document
        .probes
        .iter()
        .flat_map(|probe| judged(ratios_of(probe, &base, &variant), &probe.verdict))
        .collect()
}

fn ratios_of(probe: &ComparisonReport, base: &str, variant: &Variant) -> Vec<Measure> {
    let measured = &probe.comparison.measured;
    let subject = Subject { probe: measured.probe(), target: &probe.name };
    let n = match measured {
        Interleaved::Stored(against) => against.samples[1],
        other => other.pairs().len(),
    };
    let quantities = probe.comparison.quantities.iter();
    quantities
        .filter_map(|quantity| {
            let ratio = quantity.ratio?;
            Some(Measure {
                relation: Relation::Ratio(base.to_owned()),
                variant: Some(variant.clone()),
                low: Some(ratio.low),
                high: Some(ratio.high),
                n,
                ..subject.single(&quantity.name, quantity.unit, ratio.estimate)
            })
        })
        .filter(|measure| measure.value.is_finite())
        .collect()
}

fn health(document: &HealthDocument) -> Vec<Measure> {
    let subject = Subject { probe: "health", target: "score" };
    let series = subject.series("score", "part");
    let score = Measure { series, ..subject.single("score", Unit::Count, document.score.part.as_f64()) };
    let status = document.status().word().to_owned();
    let checks = document.checks.iter().map(|check| {
        let subject = Subject { probe: "check", target: &check.name };
        let verdict = Some(check.outcome.verdict.status.word().to_owned());
        Measure { verdict, ..subject.single("took", Unit::Seconds, check.took.as_secs_f64()) }
    });
    let measured = document.checks.iter().filter_map(|check| check.outcome.measured.as_deref());
    std::iter::once(Measure { verdict: Some(status), ..score })
        .chain(checks)
        .chain(measured.flat_map(probe))
        .collect()
}

fn websocket(document: &WebsocketDocument) -> Vec<Measure> {
    document.checks.iter().flat_map(|check| judged(conversation(check), &check.verdict)).collect()
}

/// How long each expected event took, over all users.
fn conversation(check: &WebsocketReport) -> Vec<Measure> {
    let subject = Subject { probe: "websocket", target: &check.name };
    let users = &check.outcome.users;
    let latency = |place: usize| {
        let heard = users.iter().filter_map(|user| user.expected.get(place)?.latency);
        heard.map(Nanos::as_secs_f64).collect::<Vec<_>>()
    };
    let events = check.outcome.expected.iter().enumerate().filter_map(|(place, event)| {
        subject.typical(&format!("latency of {event}"), Unit::Seconds, latency(place))
    });
    let connected = users.iter().filter_map(|user| user.connected_in).map(Nanos::as_secs_f64).collect();
    events.chain(subject.typical("connected in", Unit::Seconds, connected)).collect()
}
