//! The import graph has no cycle of what runs on import.

use std::path::Path;

use crate::config::CyclesSettings;
use crate::imports::{self, Graph, cycles, near};
use crate::process::monotonic;
use crate::verdict::{CycleReason, RunReason, Status, Verdict};

use super::context::CheckContext;
use super::outcome::CheckOutcome;

/// Cycles that are named.
const NAMED: usize = 3;

/// Reads the source of the packages below the root, and runs none of it.
pub fn check_cycles(place: CheckContext<'_>, settings: &CyclesSettings) -> CheckOutcome {
    let began = monotonic();
    let stops = || place.interrupt.raised() || monotonic().since(began) > place.timeout;
    match imports::build_unless(place.root, &settings.packages, &stops) {
        Ok(Some(graph)) => CheckOutcome::of(judge(&graph, place.root)),
        Ok(None) if place.interrupt.raised() => {
            CheckOutcome::of(Verdict::new(Status::Inconclusive, RunReason::Interrupted))
        }
        Ok(None) => CheckOutcome::of(place.out_of_time()),
        Err(error) => CheckOutcome::of(Verdict::new(Status::Error, CycleReason::from(error))),
    }
}

fn judge(graph: &Graph, root: &Path) -> Verdict {
    let modules = graph.modules.len();
    if modules == 0 {
        return Verdict::new(Status::Vacuous, CycleReason::NoModules);
    }
    let found = cycles(graph);
    let verdict = match (graph.failures.first(), found.len()) {
        (Some(failure), _) => {
            Verdict::new(Status::Fail, CycleReason::Unreadable { files: graph.failures.len() })
                .because(CycleReason::FileFault(failure.clone()))
        }
        (None, 0) => Verdict::new(Status::Pass, CycleReason::NoCycle { modules }),
        (None, count) => Verdict::new(Status::Fail, CycleReason::Cycles { count }),
    };
    let cycles = found.iter().take(NAMED).map(|cycle| CycleReason::Cycle {
        modules: cycle.modules.len(),
        steps: cycle.shortest.iter().map(|edge| graph.step(*edge)).collect(),
    });
    let near = near(graph, root).into_iter().map(CycleReason::Near);
    let verdict = cycles.chain(near).fold(verdict, Verdict::because);
    let more = graph.computed.len().saturating_sub(NAMED);
    let computed = graph.computed.iter().take(NAMED).cloned().map(|import| CycleReason::Computed { import });
    computed
        .chain((more > 0).then_some(CycleReason::MoreComputed { count: more }))
        .fold(verdict, Verdict::resting_on)
        .resting_on(CycleReason::Read { modules, imports: graph.edges.len() })
}
