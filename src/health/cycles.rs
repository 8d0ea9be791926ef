//! The import graph has no cycle of what runs on import.

use crate::config::CyclesSettings;
use crate::imports::{self, Graph, cycles};
use crate::verdict::{Status, Verdict};

use super::{CheckContext, CheckOutcome};

/// Cycles that are named.
const NAMED: usize = 3;

/// Reads the source of the packages below the root, and runs none of it.
pub fn check_cycles(place: CheckContext<'_>, settings: &CyclesSettings) -> CheckOutcome {
    match imports::build(place.root, &settings.packages) {
        Ok(graph) => CheckOutcome::of(judge(&graph)),
        Err(error) => CheckOutcome::of(Verdict::new(Status::Error, error.to_string())),
    }
}

fn judge(graph: &Graph) -> Verdict {
    let (modules, edges) = (graph.modules.len(), graph.edges.len());
    if modules == 0 {
        return Verdict::new(Status::Vacuous, "there is no module under the root");
    }
    let found = cycles(graph);
    let mut verdict = if let Some(failure) = graph.failures.first() {
        let reported = format!("{} files cannot be read as Python", graph.failures.len());
        Verdict::new(Status::Fail, reported).because(format!(
            "{}:{}: {}",
            failure.file.display(),
            failure.fault.line,
            failure.fault.message
        ))
    } else if found.is_empty() {
        Verdict::new(Status::Pass, format!("no cycle among {modules} modules"))
    } else {
        let cycles = if found.len() == 1 { "cycle" } else { "cycles" };
        Verdict::new(Status::Fail, format!("{} {cycles} of imports", found.len()))
    };
    for cycle in found.iter().take(NAMED) {
        let steps: Vec<_> = cycle.shortest.iter().map(|edge| graph.step(*edge)).collect();
        let path =
            steps.iter().map(|step| format!("{} ({}:{})", step.importer, step.file.display(), step.line));
        let path: Vec<_> = path.collect();
        verdict = verdict.because(format!("{} modules; round: {}", cycle.modules.len(), path.join(" -> ")));
    }
    verdict.resting_on(format!("{modules} modules, {edges} imports, read from source"))
}
