//! Takes two commits, gives what is new and gone between them, and the commit that closed each new cycle.

use std::collections::{BTreeMap, HashSet};

use super::closing::Components;
use super::cycles::{Cycle, cycles, strongly_connected};
use super::difference::{Change, ClosedBy, Difference, NewCycle};
use super::error::ImportsError;
use super::graph::{Failure, Graph, Step};
use super::past::Past;
use super::source::Selection;
use super::statement::Kind;
use crate::git::{Commit, Repository};
use crate::process::Interrupt;

/// Compares two commits of a repository.
///
/// # Errors
/// Where git fails, or Ctrl-C came.
pub fn difference(
    repository: &Repository,
    [base, head]: [Commit; 2],
    packages: &[String],
    interrupt: &Interrupt,
) -> Result<(Graph, Difference), ImportsError> {
    let selection = Selection::of(packages);
    let mut past = Past::of(repository, selection, interrupt);
    let [before, after] = [past.graph(&base.hash)?, past.graph(&head.hash)?];
    if before.modules.is_empty() && after.modules.is_empty() {
        return Err(ImportsError::NothingFound { root: repository.top.join(&repository.inside) });
    }
    let old = Components::of(&before);
    let mut new_cycles = Vec::new();
    for cycle in cycles(&after) {
        let modules: Vec<&str> = cycle.modules.iter().map(|id| after.name(*id)).collect();
        if old.new_pairs(&modules) {
            let closed_by = past.closed_by(&old, &modules, &base, &head)?;
            new_cycles.push(new_cycle(&after, &cycle, old.any_pair(&modules), closed_by));
        }
    }
    let difference = Difference {
        modules: modules(&before, &after),
        edges: edges(&before, &after),
        new_cycles,
        gone_cycles: gone(&before, &after),
        new_failures: new_failures(&before, &after),
        base,
        head,
    };
    Ok((after, difference))
}

fn new_cycle(graph: &Graph, cycle: &Cycle, grown: bool, closed_by: ClosedBy) -> NewCycle {
    let steps = |edges: &[usize]| edges.iter().map(|edge| graph.step(*edge)).collect();
    NewCycle {
        modules: cycle.modules.iter().map(|id| graph.name(*id).to_owned()).collect(),
        grown,
        shortest: steps(&cycle.shortest),
        feedback_edges: steps(&cycle.feedback_edges),
        closed_by,
    }
}

fn modules(before: &Graph, after: &Graph) -> Change<String> {
    let without = |these: &Graph, those: &Graph| {
        let missing = these.modules.iter().filter(|module| those.find(&module.name).is_none());
        missing.map(|module| module.name.clone()).collect()
    };
    Change { new: without(after, before), gone: without(before, after) }
}

fn edges(before: &Graph, after: &Graph) -> Change<Step> {
    let [old, new] = [before, after].map(|graph| {
        let named = (0..graph.edges.len()).rev().filter(|edge| !graph.edges[*edge].implied);
        // The first line of several stands for all.
        let keyed = named.map(|edge| {
            let found = graph.edges[edge];
            ((graph.name(found.importer), graph.name(found.imported), found.kind), edge)
        });
        keyed.collect::<BTreeMap<(&str, &str, Kind), usize>>()
    });
    let without = |graph: &Graph, these: &BTreeMap<_, usize>, those: &BTreeMap<_, usize>| {
        these.iter().filter(|(key, _)| !those.contains_key(*key)).map(|(_, edge)| graph.step(*edge)).collect()
    };
    Change { new: without(after, &new, &old), gone: without(before, &old, &new) }
}

fn gone(before: &Graph, after: &Graph) -> Vec<Vec<String>> {
    let new = Components::of(after);
    let components = strongly_connected(&before.running()).into_iter();
    let named = components.map(|component| component.iter().map(|id| before.name(*id)).collect());
    named
        .filter(|modules: &Vec<&str>| !new.any_pair(modules))
        .map(|modules| modules.into_iter().map(str::to_owned).collect())
        .collect()
}

fn new_failures(before: &Graph, after: &Graph) -> Vec<Failure> {
    let old: HashSet<_> = before.failures.iter().map(|failure| &failure.file).collect();
    after.failures.iter().filter(|failure| !old.contains(&failure.file)).cloned().collect()
}
