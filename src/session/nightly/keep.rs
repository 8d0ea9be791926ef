//! A night into the history: its numbers, its report, and what was told in it.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::past::{KIND, Past};
use super::readings::{Taken, taken, yardstick_of, yardstick_seconds};
use crate::comparison::Unit;
use crate::report::Report;
use crate::report::nightly::NightlyDocument;
use crate::statistics::Interval;
use crate::store::history::{
    Accepted, Event, History, HistoryError, Measure, Place, Relation, RunRecord, SeriesKey, Variant,
};
use crate::trend::{News, Night, Subject};

/// What a verdict is counted in: it has no number.
const VERDICT: &str = "verdict";

/// Records a night, and what was told in it. Where no commit was accepted yet, a clean one becomes the reference.
///
/// # Errors
/// Where the history is locked, read-only, damaged, or cannot grow.
pub fn keep(history: &mut History, night: NightlyDocument, past: &Past) -> Result<Report, HistoryError> {
    let numbers = taken(&night.check, night.comparison.as_ref());
    let (news, tonight) = (night.news.clone(), night.night.clone());
    let first = past.reference.is_none() && !night.head.interrupted;
    let (record, report) = record(night, &numbers);
    history.record(&record)?;
    let uid = record.uid();
    for news in &news {
        history.add_event(&event(news, &numbers, past, &uid))?;
    }
    if let Some(commit) = tonight.commit.filter(|_| first && !tonight.dirty) {
        let reason = Some("the first night".to_owned());
        history.accept(&Accepted { commit, after: Some(uid), at: Timestamp::now(), reason })?;
    }
    Ok(report)
}

fn record(night: NightlyDocument, numbers: &BTreeMap<Subject, Taken>) -> (RunRecord, Report) {
    let fingerprint = night.check.fingerprint.clone();
    let subject = night.night.commit.as_ref().map(|commit| commit.subject.as_str());
    let variant = Variant::of(&fingerprint, subject);
    let measures = measures(&night, numbers);
    let started = night.head.started.parse().unwrap_or_else(|_| Timestamp::now());
    let report = Report::from(night);
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
    (record, report)
}

/// Each subject as it was measured, over the yardstick, and over the reference.
fn measures(night: &NightlyDocument, numbers: &BTreeMap<Subject, Taken>) -> Vec<Measure> {
    let yardstick = yardstick_seconds(&night.yardstick);
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
            let yardstick = yardstick_of(taken.unit, yardstick).filter(|_| taken.unit == Unit::Seconds);
            measures.extend(yardstick.map(|yardstick| plain(Relation::Yardstick, raw / yardstick)));
        }
        if let Some((base, Interval { estimate, low, high })) = reference.clone().zip(taken.ratio) {
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

fn event(news: &News, numbers: &BTreeMap<Subject, Taken>, past: &Past, uid: &str) -> Event {
    let place = |night: &Night| Place {
        // Tonight is not in the past.
        run: past.uid(night.number).unwrap_or(uid).to_owned(),
        commit: night.commit.as_ref().map(|commit| commit.hash.clone()),
    };
    let unit = numbers.get(&news.subject).map_or(VERDICT, |taken| taken.unit.word());
    Event {
        series: key(&news.subject, unit),
        change: news.change,
        evidence: news.evidence,
        before: news.after.as_ref().map(place),
        after: place(&news.since),
        ratio: news.ratio,
        told: uid.to_owned(),
        note: news.reasons.first().cloned(),
    }
}
