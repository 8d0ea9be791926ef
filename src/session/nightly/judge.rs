//! A measured night against the nights before it.

use super::measured::MeasuredNight;
use super::past::Past;
use super::readings::{Taken, standings, taken, yardstick_of, yardstick_seconds};
use crate::report::Head;
use crate::report::nightly::{NightlyDocument, StandingRecord, ToldRecord, TrendRecord};
use crate::statistics::{ChangePoint, Drift};
use crate::trend::{Change, Look, News, Night, Reading, Subject, Told, judged_anew, look};

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
        Judging { past, night: &night, news: Vec::new(), standing: Vec::new(), trends: Vec::new() };
    let yardstick = yardstick_seconds(&measured.yardstick);
    for (subject, taken) in taken(&measured.check, measured.comparison.as_ref()) {
        let reference = measured.reference.as_ref().map(|commit| commit.hash.clone());
        let reading = Reading {
            night: night.clone(),
            ratio: reference.zip(taken.ratio),
            raw: taken.raw,
            calibrated: taken.raw.zip(yardstick_of(taken.unit, yardstick)).map(|(raw, unit)| raw / unit),
            machine: machine.to_owned(),
        };
        judging.series(&subject, reading, &taken);
    }
    let standings = standings(&measured.check, measured.baseline.as_ref(), measured.health.as_ref());
    for standing in standings {
        let told = judging.told(&standing.subject);
        let before = past.nights.last();
        let news = judged_anew(&standing, [before, Some(&night)], &told);
        judging.stands(&standing.subject, &told, news.as_ref());
        judging.news.extend(news);
    }
    let Judging { news, standing, trends, .. } = judging;
    let interrupted = measured.interrupted();
    let notes = head.notes.iter().cloned().chain(measured.notes).collect();
    NightlyDocument {
        head: Head { interrupted, notes, ..head },
        night,
        reference: measured.reference,
        // What was cut short tells nothing new.
        news: if interrupted { Vec::new() } else { news },
        standing,
        trends,
        yardstick: measured.yardstick,
        check: Box::new(measured.check),
        comparison: measured.comparison,
        baseline: measured.baseline,
        health: measured.health.map(Box::new),
    }
}

struct Judging<'a> {
    past: &'a Past,
    night: &'a Night,
    news: Vec<News>,
    standing: Vec<StandingRecord>,
    trends: Vec<TrendRecord>,
}

impl Judging<'_> {
    fn told(&self, subject: &Subject) -> Vec<Told> {
        self.past.told.get(subject).cloned().unwrap_or_default()
    }

    fn series(&mut self, subject: &Subject, reading: Reading, taken: &Taken) {
        let mut readings = self.past.readings.get(subject).cloned().unwrap_or_default();
        readings.push(reading);
        let told = self.told(subject);
        let tonight = crate::trend::Tonight {
            judged: taken.judged,
            tolerance: taken.tolerance,
            reasons: &taken.reasons,
        };
        let look = look(subject, &readings, tonight, &told);
        for told in &look.standing {
            self.record(subject, told);
        }
        let all = [told, look.news.iter().map(told_tonight).collect()].concat();
        self.trends.extend(trend(subject, &readings, &look, &all, SHOWN));
        self.news.extend(look.news);
    }

    /// Keeps a verdict's failure that was told earlier and is not over.
    fn stands(&mut self, subject: &Subject, told: &[Told], news: Option<&News>) {
        let last = told.last().filter(|told| matches!(told.change, Change::Failure | Change::Undecided));
        if let Some(told) = last.filter(|_| news.is_none()) {
            self.record(subject, told);
        }
    }

    fn record(&mut self, subject: &Subject, told: &Told) {
        let since = self.past.nights.iter().find(|night| night.number == told.since);
        self.standing.push(StandingRecord {
            change: told.change,
            subject: subject.clone(),
            since: since.unwrap_or(self.night).clone(),
            ratio: told.ratio,
        });
    }
}

/// The newest levels of a series, at most so many; None of one without levels.
pub(super) fn trend(
    subject: &Subject,
    readings: &[Reading],
    look: &Look,
    told: &[Told],
    most: usize,
) -> Option<TrendRecord> {
    let first = look.levels.len().saturating_sub(most);
    let levels = look.levels.get(first..).filter(|levels| !levels.is_empty())?.to_vec();
    let nights = levels.iter().map(|level| readings[level.reading].night.clone()).collect();
    let inside = look.course.points.iter().filter(|point| point.night >= first);
    let points = inside.map(|point| ChangePoint { night: point.night - first, ..*point }).collect();
    let drift = look.course.drift.filter(|drift| drift.begins >= first);
    let drift = drift.map(|drift| Drift { begins: drift.begins - first, ..drift });
    let place = |night: usize| levels.iter().position(|level| readings[level.reading].night.number >= night);
    let told = told.iter().filter_map(|told| {
        let Told { change, evidence, since, ratio, .. } = *told;
        Some(ToldRecord { change, evidence, night: place(since)?, ratio })
    });
    let told = told.collect();
    Some(TrendRecord { subject: subject.clone(), nights, levels, told, points, drift })
}

fn told_tonight(news: &News) -> Told {
    let News { change, evidence, ratio, .. } = *news;
    Told { change, evidence, since: news.since.number, ratio, settled: false }
}
