//! A night into the history: its numbers, its report, and what was reported in it.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::past::{KIND, Past};
use super::readings::{Observation, calibration_seconds, taken};
use crate::comparison::Unit;
use crate::report::Report;
use crate::report::nightly::NightlyDocument;
use crate::report::words::sentence;
use crate::statistics::Interval;
use crate::store::history::{
    Accepted, Event, History, HistoryError, Measure, Relation, RunRecord, RunRef, SeriesKey, Variant,
};
use crate::trend::{Alert, Night, Subject};
use crate::untrusted::{Unmaskable, masked};

/// What a verdict is counted in: it has no number.
const VERDICT: &str = "verdict";

/// Records a night, and what was reported in it. Where no commit was accepted yet, a clean one becomes the reference.
///
/// # Errors
/// Where the history is locked, read-only, damaged, or cannot grow.
pub fn keep(history: &mut History, night: NightlyDocument, past: &Past) -> Result<Report, HistoryError> {
    // All that is recorded of it, not the report alone.
    let unfit = |error: Unmaskable| HistoryError::Unfit { reason: error.to_string() };
    let night = masked(night).map_err(unfit)?;
    let numbers = taken(&night.check, night.comparison.as_ref());
    let (alerts, tonight) = (night.alerts.clone(), night.night.clone());
    let first = past.reference.is_none() && !night.head.interrupted;
    let (record, report) = record(night, &numbers).map_err(unfit)?;
    let uid = record.uid();
    let events: Vec<Event> = alerts.iter().map(|alert| event(alert, &numbers, past, &uid)).collect();
    let accepted = tonight.commit.filter(|_| first && !tonight.dirty).map(|commit| Accepted {
        commit,
        after: Some(uid),
        at: Timestamp::now(),
        reason: Some("the first night".to_owned()),
    });
    history.record_night(&record, &events, accepted.as_ref())?;
    Ok(report)
}

fn record(
    night: NightlyDocument,
    numbers: &BTreeMap<Subject, Observation>,
) -> Result<(RunRecord, Report), Unmaskable> {
    let fingerprint = night.check.fingerprint.clone();
    let subject = night.night.commit.as_ref().map(|commit| commit.subject.as_str());
    let variant = Variant::of(&fingerprint, subject);
    let measures = measures(&night, numbers);
    let started = night.head.started.parse().unwrap_or_else(|_| Timestamp::now());
    let report = Report::try_from(night)?;
    let record = RunRecord {
        started,
        kind: KIND.to_owned(),
        status: report.status().word().to_owned(),
        variant,
        fingerprint: Some(fingerprint),
        // A report is data that was made to be written.
        document: serde_json::to_string(&report).unwrap_or_default(),
        measures,
    };
    Ok((record, report))
}

/// Each subject as it was measured, over the calibration, and over the reference.
fn measures(night: &NightlyDocument, numbers: &BTreeMap<Subject, Observation>) -> Vec<Measure> {
    let calibration = calibration_seconds(&night.calibration);
    let reference = night.reference.as_ref().map(|commit| commit.hash.clone());
    let mut measures = Vec::new();
    for (subject, taken) in numbers {
        let plain = |relation, value: f64| Measure {
            series: key(subject, taken.unit.word()),
            relation,
            variant: None,
            value,
            low: None,
            high: None,
            n: taken.samples.len(),
            verdict: None,
            samples: Vec::new(),
        };
        if let Some(raw) = taken.raw.filter(|raw| raw.is_finite()) {
            measures.push(Measure { samples: taken.samples.clone(), ..plain(Relation::Raw, raw) });
            let calibrated = taken.over(calibration).filter(|_| taken.unit == Unit::Seconds);
            measures.extend(calibrated.map(|value| plain(Relation::Calibrated, value)));
        }
        if let Some((base, Interval { estimate, low, high, .. })) = reference.clone().zip(taken.ratio) {
            let (low, high) = (Some(low), Some(high));
            measures.push(Measure { low, high, ..plain(Relation::Ratio(base), estimate) });
        }
    }
    measures
}

fn key(subject: &Subject, unit: &str) -> SeriesKey {
    let Subject { probe, target, quantity } = subject.clone();
    SeriesKey { probe, target, quantity, unit: unit.to_owned() }
}

fn event(alert: &Alert, numbers: &BTreeMap<Subject, Observation>, past: &Past, uid: &str) -> Event {
    let place = |night: &Night| RunRef {
        // Tonight is not in the past.
        run: past.uid(night.number).unwrap_or(uid).to_owned(),
        commit: night.commit.as_ref().map(|commit| commit.hash.clone()),
    };
    let unit = numbers.get(&alert.subject).map_or(VERDICT, |taken| taken.unit.word());
    Event {
        series: key(&alert.subject, unit),
        change: alert.change,
        evidence: alert.evidence,
        before: alert.after.as_ref().map(place),
        after: place(&alert.since),
        ratio: alert.ratio,
        reported: uid.to_owned(),
        note: alert.reasons.first().map(sentence),
    }
}
