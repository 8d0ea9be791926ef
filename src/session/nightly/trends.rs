//! The series of the past, for `vitals trend`.

use super::judge::trend;
use super::past::Past;
use crate::report::nightly::TrendRecord;
use crate::trend::{Judged, Reading, ReportedAlert, Subject, Tonight, look};

/// All series whose name holds `wanted`, with their levels; with `raw`, the figures of the newest machine instead.
pub fn trends(past: &Past, wanted: Option<&str>, raw: bool) -> Vec<TrendRecord> {
    let fits = |subject: &Subject| wanted.is_none_or(|wanted| subject.to_string().contains(wanted));
    let chosen = past.readings.iter().filter(|(subject, _)| fits(subject));
    let reported = |subject| past.reported.get(subject).map_or(&[][..], Vec::as_slice);
    chosen.filter_map(|(subject, readings)| one(subject, readings, reported(subject), raw)).collect()
}

fn one(
    subject: &Subject,
    readings: &[Reading],
    reported: &[ReportedAlert],
    raw: bool,
) -> Option<TrendRecord> {
    let unjudged = Tonight { judged: Judged::Unknown, tolerance: 0.0, reasons: &[] };
    if !raw {
        return trend(subject, readings, &look(subject, readings, unjudged, reported), reported, usize::MAX);
    }
    let machine = &readings.last()?.machine;
    let own: Vec<Reading> = readings
        .iter()
        .filter(|reading| reading.machine == *machine && reading.raw.is_some())
        .map(|reading| Reading { ratio: None, calibrated: None, ..reading.clone() })
        .collect();
    let first = own.first()?.raw?;
    let mut record = trend(subject, &own, &look(subject, &own, unjudged, reported), reported, usize::MAX)?;
    record.scale_by(first);
    Some(record)
}
