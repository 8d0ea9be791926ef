//! Takes what a search found, gives it as a reason.

use crate::comparison::Unit;
use crate::report::bisect::{BisectDocument, BisectEnd, Suspect};
use crate::report::comparison::ComparisonDocument;
use crate::statistics::Interval;
use crate::verdict::{CulpritEnd, CulpritSearch, CulpritSuspect};

/// Two-sided, of a normal distribution.
const WITHIN_95: f64 = 1.959_964;

/// The search as a reason. `changed` is whether files differ from HEAD, `next` the command that leads on.
pub fn said(document: &BisectDocument, changed: Option<bool>, next: String) -> CulpritSearch {
    let [good, bad] = document.range.clone();
    CulpritSearch {
        good,
        bad,
        commits: document.commits,
        end: end(document.end),
        suspects: document.suspects.iter().map(suspect).collect(),
        held: document.held,
        places: document.places.clone(),
        ratio: document.comparison.as_deref().and_then(ratio).or_else(|| of_ends(document)),
        builds: document.builds,
        runs: document.runs(),
        skips: document.skips.len(),
        changed,
        next,
    }
}

fn end(end: BisectEnd) -> CulpritEnd {
    match end {
        BisectEnd::Found => CulpritEnd::Found,
        BisectEnd::Set => CulpritEnd::Set,
        BisectEnd::Alike => CulpritEnd::Alike,
        BisectEnd::Undecided => CulpritEnd::Undecided,
        BisectEnd::CutShort | BisectEnd::OverBudget => CulpritEnd::CutShort,
    }
}

fn suspect(suspect: &Suspect) -> CulpritSuspect {
    CulpritSuspect {
        commit: suspect.commit.clone(),
        author: suspect.author.clone(),
        committed: suspect.committed.clone(),
        probability: suspect.probability,
    }
}

/// The time of the second side over that of the first.
fn ratio(document: &ComparisonDocument) -> Option<Interval> {
    let quantities = document.probes.iter().flat_map(|probe| &probe.comparison.quantities);
    quantities.filter(|quantity| quantity.unit == Unit::Seconds).find_map(|quantity| quantity.ratio)
}

/// The same of both ends, from all batches together.
fn of_ends(document: &BisectDocument) -> Option<Interval> {
    let (effect, error) = document.effect?;
    let at = |z: f64| (effect + z * error).exp();
    Some(Interval::missing(at(0.0), [at(-WITHIN_95), at(WITHIN_95)], 0.05))
}
