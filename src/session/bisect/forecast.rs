//! What a search will probably take, before it begins.

use super::ends::Known;
use crate::culprit::{BATCH, ENDS, Search};
use crate::report::bisect::{BisectMethod, Forecast};

/// Of a search whose ends are known.
pub fn forecast(search: &Search, known: &Known, commits: usize) -> Forecast {
    let measured = search.forecast();
    let builds = measured.min(commits);
    // A pair is two runs. The culprit and its parent are compared once more at the end, by about as many runs as two batches have.
    let runs = match known.method {
        BisectMethod::Times => 2 * (BATCH + 2 * ENDS) * (measured + 2),
        BisectMethod::Answers => measured + 2,
    };
    let [build, run] = known.took;
    let seconds = builds as f64 * build + runs as f64 * run;
    Forecast { commits, builds, runs, seconds: (seconds > 0.0).then_some(seconds) }
}
