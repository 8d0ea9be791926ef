//! First creations against repeated ones.

use super::chart::Chart;
use super::palette::Ink;
use super::strip::{Strip, StripRow, strip};
use crate::comparison::Unit;
use crate::measure::CreationMeasurement;
use crate::statistics::Interval;
use crate::verdict::JudgedTime;
use vitals_probes::wire::Creation;

fn walls(creations: &[Creation]) -> Vec<f64> {
    creations.iter().map(|creation| creation.span.wall.as_secs_f64()).collect()
}

fn rows(label: &str, measured: &CreationMeasurement, ink: Ink, interval: Option<Interval>) -> Vec<StripRow> {
    let first = StripRow {
        label: format!("{label}first"),
        ink,
        values: measured.seconds(),
        interval: interval.map(|interval| (interval, "typical first creation".into())),
    };
    let repeated = StripRow {
        label: format!("{label}later"),
        ink: Ink::Faint,
        values: walls(&measured.repeated),
        interval: None,
    };
    [first, repeated].into_iter().filter(|row| !row.values.is_empty()).collect()
}

/// One factory against its limit.
pub fn creation(
    measured: &CreationMeasurement,
    interval: Option<Interval>,
    limit: Option<f64>,
) -> Option<Chart> {
    chart(rows("", measured, Ink::Base, interval), limit)
}

/// Repeated creations against their limit, a dot a process.
pub fn repeated(measured: &CreationMeasurement, judged: Option<&JudgedTime>) -> Option<Chart> {
    let judged = judged.filter(|_| !measured.repeated_runs.is_empty())?;
    let chart = strip(&Strip {
        title: "Repeated creations, those of one process as one sample".into(),
        axis: "wall time of one creation",
        unit: Unit::Seconds,
        rows: vec![StripRow {
            label: "repeated".into(),
            ink: Ink::Base,
            values: measured.repeated_seconds(),
            interval: judged.interval.map(|interval| (interval, "typical repeated creation".into())),
        }],
        limit: Some(judged.limit.as_secs_f64()),
        band: None,
    });
    Some(Chart { id: "repeated", ..chart })
}

/// One factory on two sides.
pub fn creations(base: &CreationMeasurement, candidate: &CreationMeasurement) -> Option<Chart> {
    let rows = [rows("base, ", base, Ink::Base, None), rows("candidate, ", candidate, Ink::Candidate, None)]
        .concat();
    chart(rows, None)
}

fn chart(rows: Vec<StripRow>, limit: Option<f64>) -> Option<Chart> {
    if rows.is_empty() {
        return None;
    }
    let later = rows.iter().any(|row| row.ink == Ink::Faint);
    let title = "First creations, each in a process of its own";
    let chart = strip(&Strip {
        title: if later { format!("{title}, and later ones in one process") } else { title.into() },
        axis: "wall time of one creation",
        unit: Unit::Seconds,
        rows,
        limit,
        band: None,
    });
    Some(Chart { id: "creations", ..chart })
}
