//! A report as a row of the history: its numbers, each in its series.

mod checks;
mod comparison;
mod probe;
mod subject;
mod variant;

use self::checks::{health, websocket};
use self::comparison::{ratios, raw};
use self::probe::probe;
use self::variant::{of, of_side};
use super::any::Report;
use super::document::Document;
use crate::store::history::{Measure, RunRecord, Variant};

/// The row; None of what says nothing of a target's health: the static graph, a trend.
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
        // It proves checks and says nothing of the commit: no row of it is a verdict.
        Report::Audit(document) => {
            ("audit", of(&document.fingerprint), Some(&document.fingerprint), Vec::new())
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

fn check(document: &Document) -> Vec<Measure> {
    // Beside a baseline the target is measured twice: of the second measurement the ratio alone is kept.
    let compared = document.comparison.iter().flat_map(ratios);
    document.probes.iter().flat_map(probe).chain(compared).collect()
}
