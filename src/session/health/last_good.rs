//! The last time that all was well: from the history, and from the baselines beside it.

use jiff::Timestamp;

use crate::store::Baselines;
use crate::store::history::{Filter, History, HistoryError, RunRow};
use crate::verdict::{GoodRun, LastGood, Status};

/// Commands whose runs judge checks and probes as a triage does.
const KINDS: [&str; 3] = ["health", "check", "nightly"];
/// Runs of each command that are looked at.
const RUNS: usize = 200;

/// The newest run that passed on a clean checkout of a commit, or a newer baseline of such a one. A baseline that cannot be read
/// is none.
///
/// # Errors
/// Where the history cannot be read.
pub fn last_good(history: Option<&History>, baselines: &Baselines) -> Result<Option<LastGood>, HistoryError> {
    let mut found: Vec<(Timestamp, LastGood)> = Vec::new();
    if let Some(history) = history {
        for kind in KINDS {
            let status = Some(Status::Pass.word().to_owned());
            let filter = Filter { kind: Some(kind.into()), status, limit: Some(RUNS), ..Filter::default() };
            found.extend(history.runs(&filter)?.iter().filter_map(of_run).next_back());
        }
    }
    found.extend(of_baselines(baselines));
    Ok(found.into_iter().max_by_key(|(when, _)| *when).map(|(_, good)| good))
}

fn of_run(run: &RunRow) -> Option<(Timestamp, LastGood)> {
    let commit = run.variant.hash().filter(|_| run.variant.dirty == Some(false))?.to_owned();
    let what = GoodRun::Run { run: run.id.0, command: run.kind.clone() };
    Some((run.started, LastGood { what, started: written(run.started), commit }))
}

fn of_baselines(baselines: &Baselines) -> Vec<(Timestamp, LastGood)> {
    let names = baselines.names().unwrap_or_default();
    let captured = names.into_iter().filter_map(|name| {
        let baseline = baselines.read(&name).ok().filter(|baseline| baseline.dirty == Some(false))?;
        let when = baseline.captured.iter().filter_map(|time| time.parse::<Timestamp>().ok()).max()?;
        let what = GoodRun::Baseline { name: name.as_str().to_owned() };
        Some((when, LastGood { what, started: written(when), commit: baseline.commit?.hash }))
    });
    captured.collect()
}

fn written(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
