//! The nights of the history, read back.

use std::collections::{BTreeMap, HashMap};

use crate::comparison::Unit;
use crate::git::Commit;
use crate::statistics::Interval;
use crate::store::history::{
    Accepted, Event, Filter, History, HistoryError, Point, Relation, RunRow, Scope, SeriesKey,
};
use crate::trend::{Night, Reading, ReportedAlert, Subject};

/// The runs that are nights.
pub const KIND: &str = "nightly";

/// The nights of the history, and what was reported in them.
#[derive(Clone, Debug, Default)]
pub struct Past {
    /// All nights, oldest first; the first has the number 1.
    pub nights: Vec<Night>,
    /// Their names everywhere, in the same order.
    pub uids: Vec<String>,
    /// By subject, oldest first.
    pub readings: BTreeMap<Subject, Vec<Reading>>,
    /// By subject, in the order in which they were reported.
    pub reported: BTreeMap<Subject, Vec<ReportedAlert>>,
    /// The accepted commit.
    pub reference: Option<Commit>,
}

impl Past {
    /// Reads all nights.
    ///
    /// # Errors
    /// Where the history cannot be read.
    pub fn read(history: &History) -> Result<Self, HistoryError> {
        let runs = history.runs(&Filter { kind: Some(KIND.to_owned()), ..Filter::default() })?;
        let mut past = Self {
            nights: runs.iter().enumerate().map(|(place, run)| night(place + 1, run)).collect(),
            uids: runs.into_iter().map(|run| run.uid).collect(),
            ..Self::default()
        };
        let places: HashMap<String, usize> =
            past.uids.iter().cloned().enumerate().map(|(place, uid)| (uid, place)).collect();
        let scope = Scope { kind: Some(KIND.to_owned()), ..Scope::default() };
        for key in history.series_keys(None)? {
            let points = history.series(&key, &scope)?;
            let readings = readings(&key, &points, &past.nights, &places);
            if !readings.is_empty() {
                past.readings.insert(subject(&key), readings);
            }
        }
        let accepted = history.accepted()?;
        let settled = accepted.as_ref().map_or(0, |accepted| past.settled_by(accepted, &places));
        for (_, event) in history.events(None)? {
            let Some(reported) = reported(&event, &places, settled) else { continue };
            past.reported.entry(subject(&event.series)).or_default().push(reported);
        }
        past.reference = accepted.map(|accepted| accepted.commit);
        Ok(past)
    }

    /// Nights up to which what was reported is settled.
    fn settled_by(&self, accepted: &Accepted, places: &HashMap<String, usize>) -> usize {
        let last = accepted.after.as_ref().and_then(|uid| places.get(uid));
        last.map_or(0, |place| place + 1)
    }

    /// The name of a night that is in the history.
    pub fn uid(&self, number: usize) -> Option<&str> {
        self.uids.get(number.checked_sub(1)?).map(String::as_str)
    }
}

fn subject(key: &SeriesKey) -> Subject {
    Subject { probe: key.probe.clone(), target: key.target.clone(), quantity: key.quantity.clone() }
}

fn night(number: usize, run: &RunRow) -> Night {
    Night {
        number,
        started: run.started.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        commit: run.variant.commit.clone(),
        dirty: run.variant.dirty == Some(true),
    }
}

/// The points of one series, put together night by night.
fn readings(
    key: &SeriesKey,
    points: &[Point],
    nights: &[Night],
    places: &HashMap<String, usize>,
) -> Vec<Reading> {
    let mut by_night: BTreeMap<usize, Reading> = BTreeMap::new();
    for point in points {
        let Some(&place) = places.get(&point.uid) else { continue };
        let reading = by_night.entry(place).or_insert_with(|| Reading {
            night: nights[place].clone(),
            ratio: None,
            raw: None,
            calibrated: None,
            machine: point.variant.machine.clone(),
        });
        match &point.relation {
            Relation::Raw => reading.raw = Some(point.value),
            Relation::Calibrated => reading.calibrated = Some(point.value),
            Relation::Ratio(base) => reading.ratio = Some((base.clone(), interval(point))),
        }
    }
    let mut readings: Vec<Reading> = by_night.into_values().collect();
    if key.unit == Unit::Bytes.word() {
        // Memory is no smaller on a faster machine.
        readings.iter_mut().for_each(|reading| reading.calibrated = reading.raw);
    }
    readings
}

fn interval(point: &Point) -> Interval {
    let estimate = point.value;
    Interval {
        estimate,
        low: point.low.unwrap_or(estimate),
        high: point.high.unwrap_or(estimate),
        // The history keeps the bounds alone.
        level: None,
    }
}

/// An event whose night is still in the history.
fn reported(event: &Event, places: &HashMap<String, usize>, settled: usize) -> Option<ReportedAlert> {
    let since = places.get(&event.after.run)? + 1;
    let reported_at = places.get(&event.reported).map_or(since, |place| place + 1);
    let Event { change, evidence, ratio, .. } = *event;
    Some(ReportedAlert { change, evidence, since, ratio, settled: reported_at <= settled })
}
