//! Fills a history with a year of nights: `fill_history DATABASE REPORT.json NIGHTS SERIES SAMPLES`.
//!
//! Each series has its own noise and, half of them, a step; each night has the given report as its document.

use std::path::Path;
use std::process::ExitCode;

use jiff::{SignedDuration, Timestamp};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use vitalsign::git::Commit;
use vitalsign::store::history::{History, Measure, Relation, RunRecord, SeriesKey, Variant};

const FIRST: &str = "2026-01-01T02:15:00Z";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [database, report, nights, series, samples] = arguments.as_slice() else {
        eprintln!("fill_history DATABASE REPORT.json NIGHTS SERIES SAMPLES");
        return ExitCode::from(64);
    };
    let numbers = [nights, series, samples].map(|number| number.parse::<usize>().unwrap_or(1));
    match fill(Path::new(database), Path::new(report), numbers) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(70)
        }
    }
}

fn fill(
    database: &Path,
    report: &Path,
    [nights, series, samples]: [usize; 3],
) -> Result<(), Box<dyn std::error::Error>> {
    let mut history = History::open(database)?;
    let document = std::fs::read_to_string(report)?;
    let first: Timestamp = FIRST.parse()?;
    let mut random = StdRng::seed_from_u64(1);
    for night in 0..nights {
        let started = first + SignedDuration::from_hours(24 * night as i64);
        let measures = (0..series).flat_map(|number| measures(&mut random, number, night, nights, samples));
        let commit = Commit { hash: format!("{night:040x}"), subject: format!("Day {night}") };
        history.record(&RunRecord {
            started,
            kind: "nightly".into(),
            status: "pass".into(),
            variant: Variant {
                label: None,
                commit: Some(commit),
                dirty: Some(false),
                machine: "a machine".into(),
            },
            fingerprint: None,
            document: document.clone(),
            measures: measures.collect(),
        })?;
    }
    Ok(())
}

/// Raw with its samples, over the calibration, and over the reference.
fn measures(random: &mut StdRng, series: usize, night: usize, nights: usize, samples: usize) -> [Measure; 3] {
    let step = if series % 2 == 1 && night >= nights / 2 { 1.1 } else { 1.0 };
    // A sum of uniform numbers is near enough to normal for a benchmark.
    let mut noise = |sd: f64| (sd * ((0..12).map(|_| random.random::<f64>()).sum::<f64>() - 6.0)).exp();
    let base = 0.1 * (1 + series) as f64;
    let raw = base * step * noise(0.03);
    let samples: Vec<f64> = (0..samples).map(|_| raw * noise(0.05)).collect();
    let plain = |relation, value: f64| Measure {
        series: SeriesKey {
            probe: "import".into(),
            target: format!("package.module_{series}"),
            quantity: "time".into(),
            unit: "seconds".into(),
        },
        relation,
        variant: None,
        value,
        low: None,
        high: None,
        n: 10,
        verdict: None,
        samples: Vec::new(),
    };
    let ratio = step * noise(0.01);
    [
        Measure { samples, ..plain(Relation::Raw, raw) },
        plain(Relation::Calibrated, raw / 0.1),
        Measure {
            low: Some(ratio * 0.98),
            high: Some(ratio * 1.02),
            ..plain(Relation::Ratio(format!("{:040x}", 0)), ratio)
        },
    ]
}
