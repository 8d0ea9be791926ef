//! Baselines for a person.

use super::table::Rows;
use super::terminal::{BOLD, DIM, PLAIN, line, plain_table, styled};
use crate::quantity::{BytesDelta, Nanos};
use crate::statistics::quantile;
use crate::store::{Baseline, StoredProbe};
use crate::untrusted::printable;

/// One baseline: where and when, and each probe in a line.
pub fn human_baseline(baseline: &Baseline) -> String {
    let mut text = String::new();
    let python = &baseline.fingerprint.python;
    line(&mut text, &format!("{}  captured {}", styled(BOLD, &printable(&baseline.name)), when(baseline)));
    let commit = baseline.commit.as_ref().map_or("no commit".to_owned(), |commit| {
        let dirty = if baseline.dirty == Some(true) { ", with changes that are in no commit" } else { "" };
        format!("{}{dirty}  {}", commit.short(), commit.subject)
    });
    line(&mut text, &styled(DIM, &printable(&commit)));
    let machine = &baseline.fingerprint.cpu_model;
    line(&mut text, &styled(DIM, &printable(&format!("Python {}  {machine}", python.version()))));
    line(&mut text, "");
    let mut rows = Rows::of(&["probe", "target", "measured (median)", "samples"]);
    for probe in &baseline.probes {
        let (measured, samples) = in_brief(probe);
        rows.add([probe.kind().to_owned(), printable(probe.name()), measured, samples.to_string()]);
    }
    plain_table(&mut text, &rows, "", PLAIN);
    text
}

fn in_brief(probe: &StoredProbe) -> (String, usize) {
    let median = |values: Vec<f64>| {
        quantile(&values, 0.5).map_or_else(String::new, |seconds| Nanos::from_secs_f64(seconds).to_string())
    };
    match probe {
        StoredProbe::Import(import) => {
            let walls = import.samples.iter().map(|sample| sample.times.wall.as_secs_f64()).collect();
            let memory: Vec<f64> =
                import.samples.iter().filter_map(|sample| Some(sample.rss?.0 as f64)).collect();
            let memory = quantile(&memory, 0.5)
                .map_or_else(String::new, |bytes| format!(", {} resident", BytesDelta(bytes as i64)));
            let modules = import.modules.len();
            (format!("{}{memory}, {modules} modules", median(walls)), import.samples.len())
        }
        StoredProbe::Create(create) => {
            let walls = create.samples.iter().map(|times| times.wall.as_secs_f64()).collect();
            let repeated: Vec<f64> =
                create.repeated().0.iter().map(|times| times.wall.as_secs_f64()).collect();
            let repeated = if repeated.is_empty() { "none".into() } else { median(repeated) };
            (format!("{}, repeated: {repeated}", median(walls)), create.samples.len())
        }
        StoredProbe::Growth(growth) => {
            let leaks = growth.runs.iter().any(|run| run.leaks == Some(true));
            let kept = growth.runs.first().and_then(|run| run.kept);
            let kept = kept.map_or_else(String::new, |kept| format!(", {kept} kept"));
            let shape = if leaks { "rising" } else { "not rising" };
            (format!("{shape}{kept}"), growth.runs.len())
        }
    }
}

fn when(baseline: &Baseline) -> String {
    baseline.captured.join(" and ")
}

/// All baselines, a line each; of one that cannot be read, why.
pub fn human_list(entries: &[(String, Result<Baseline, String>)]) -> String {
    let mut text = String::new();
    if entries.is_empty() {
        line(&mut text, "no baseline yet: `vitals baseline capture NAME`");
        return text;
    }
    let mut rows = Rows::of(&["name", "captured", "commit", "python", "probes"]);
    for (name, read) in entries {
        match read {
            Ok(baseline) => {
                let dirty = if baseline.dirty == Some(true) { "+" } else { "" };
                let commit = baseline.commit.as_ref().map_or("-", |commit| commit.short());
                rows.add([
                    name.clone(),
                    when(baseline),
                    format!("{commit}{dirty}"),
                    baseline.fingerprint.python.version(),
                    baseline.probes.len().to_string(),
                ]);
            }
            Err(reason) => {
                rows.add([name.clone(), printable(reason)]);
            }
        }
    }
    plain_table(&mut text, &rows, "", PLAIN);
    text
}
