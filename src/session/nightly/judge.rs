//! A measured night against the nights before it.

use super::measured::MeasuredNight;
use super::past::Past;
use super::readings::{Observation, calibration_seconds, subject_verdicts, taken};
use crate::report::Head;
use crate::report::nightly::{ChangeRecord, NightlyDocument, OpenAlertRecord, TrendRecord};
use crate::statistics::{ChangePoint, Drift};
use crate::trend::{Alert, Change, Look, Night, Reading, ReportedAlert, Subject, look, verdict_change};

/// Levels that a report shows of each series.
const SHOWN: usize = 120;

/// Holds a night against the past. The head is tonight's; its notes are added to.
pub fn judge(measured: MeasuredNight, past: &Past, head: Head, machine: &str) -> NightlyDocument {
    let night = Night {
        number: past.nights.last().map_or(1, |night| night.number + 1),
        started: head.started.clone(),
        commit: measured.commit.clone(),
        dirty: measured.check.fingerprint.git_dirty == Some(true),
    };
    let mut judging =
        Judging { past, night: &night, alerts: Vec::new(), open_alerts: Vec::new(), trends: Vec::new() };
    let calibration = calibration_seconds(&measured.calibration);
    for (subject, taken) in taken(&measured.check, measured.comparison.as_ref()) {
        let reference = measured.reference.as_ref().map(|commit| commit.hash.clone());
        let reading = Reading {
            night: night.clone(),
            ratio: reference.zip(taken.ratio),
            raw: taken.raw,
            calibrated: taken.over(calibration),
            machine: machine.to_owned(),
        };
        judging.series(&subject, reading, &taken);
    }
    let subject_verdicts =
        subject_verdicts(&measured.check, measured.baseline.as_ref(), measured.health.as_ref());
    for verdict in subject_verdicts {
        let reported = judging.reported(&verdict.subject);
        let before = past.nights.last();
        let alert = verdict_change(&verdict, [before, Some(&night)], &reported);
        judging.stands(&verdict.subject, &reported, alert.as_ref());
        judging.alerts.extend(alert);
    }
    let Judging { alerts, open_alerts, trends, .. } = judging;
    let interrupted = measured.interrupted();
    let notes = head.notes.iter().cloned().chain(measured.notes).collect();
    NightlyDocument {
        head: Head { interrupted, notes, ..head },
        night,
        reference: measured.reference,
        // What was cut short reports nothing new.
        alerts: if interrupted { Vec::new() } else { alerts },
        open_alerts,
        trends,
        calibration: measured.calibration,
        check: Box::new(measured.check),
        comparison: measured.comparison,
        baseline: measured.baseline,
        health: measured.health.map(Box::new),
    }
}

struct Judging<'a> {
    past: &'a Past,
    night: &'a Night,
    alerts: Vec<Alert>,
    open_alerts: Vec<OpenAlertRecord>,
    trends: Vec<TrendRecord>,
}

impl Judging<'_> {
    fn reported(&self, subject: &Subject) -> Vec<ReportedAlert> {
        self.past.reported.get(subject).cloned().unwrap_or_default()
    }

    fn series(&mut self, subject: &Subject, reading: Reading, taken: &Observation) {
        let mut readings = self.past.readings.get(subject).cloned().unwrap_or_default();
        readings.push(reading);
        let reported = self.reported(subject);
        let tonight = crate::trend::Tonight {
            judged: taken.judged,
            tolerance: taken.tolerance,
            reasons: &taken.reasons,
        };
        let look = look(subject, &readings, tonight, &reported);
        for reported in &look.open {
            self.record(subject, reported);
        }
        let all = [reported, look.alerts.iter().map(reported_tonight).collect()].concat();
        self.trends.extend(trend(subject, &readings, &look, &all, SHOWN));
        self.alerts.extend(look.alerts);
    }

    /// Keeps a verdict's failure that was reported earlier and is not over.
    fn stands(&mut self, subject: &Subject, reported: &[ReportedAlert], alert: Option<&Alert>) {
        let last =
            reported.last().filter(|reported| matches!(reported.change, Change::Failure | Change::Undecided));
        if let Some(reported) = last.filter(|_| alert.is_none()) {
            self.record(subject, reported);
        }
    }

    fn record(&mut self, subject: &Subject, reported: &ReportedAlert) {
        let since = self.past.nights.iter().find(|night| night.number == reported.since);
        self.open_alerts.push(OpenAlertRecord {
            change: reported.change,
            subject: subject.clone(),
            since: since.unwrap_or(self.night).clone(),
            ratio: reported.ratio,
        });
    }
}

/// The newest levels of a series, at most so many; None of one without levels.
pub(super) fn trend(
    subject: &Subject,
    readings: &[Reading],
    look: &Look,
    reported: &[ReportedAlert],
    most: usize,
) -> Option<TrendRecord> {
    let first = look.levels.len().saturating_sub(most);
    let levels = look.levels.get(first..).filter(|levels| !levels.is_empty())?.to_vec();
    let nights = levels.iter().map(|level| readings[level.reading].night.clone()).collect();
    let inside = look.changes.points.iter().filter(|point| point.night >= first);
    let points = inside.map(|point| ChangePoint { night: point.night - first, ..*point }).collect();
    let drift = look.changes.drift.filter(|drift| drift.begins >= first);
    let drift = drift.map(|drift| Drift { begins: drift.begins - first, ..drift });
    let place = |night: usize| levels.iter().position(|level| readings[level.reading].night.number >= night);
    let reported = reported.iter().filter_map(|reported| {
        let ReportedAlert { change, evidence, since, ratio, .. } = *reported;
        Some(ChangeRecord { change, evidence, night: place(since)?, ratio })
    });
    let reported = reported.collect();
    Some(TrendRecord { subject: subject.clone(), nights, levels, reported, points, drift })
}

fn reported_tonight(alert: &Alert) -> ReportedAlert {
    let Alert { change, evidence, ratio, .. } = *alert;
    ReportedAlert { change, evidence, since: alert.since.number, ratio, settled: false }
}
