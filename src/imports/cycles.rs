//! Takes the graph, gives its cycles: what is strongly connected, the shortest path round, and what would open it.

use std::cmp::Reverse;
use std::collections::HashSet;

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use super::costs::Costs;
use super::feedback::feedback_edges;
use super::graph::{Graph, ModuleId, Neighbours, path};
use super::statement::Kind;

/// Modules of which each imports each other, on some path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cycle {
    /// All of them, by name.
    pub modules: Vec<ModuleId>,
    /// The shortest path round, as edges.
    pub shortest: Vec<usize>,
    /// Edges without which nothing of it goes round, those that break least first; none too many, and maybe not the fewest.
    pub feedback_edges: Vec<usize>,
    /// It goes round by imports that run with their modules, whatever the conditions are.
    pub always: bool,
}

/// The cycles of what runs on import: those that always do first, then the largest.
pub fn cycles(graph: &Graph) -> Vec<Cycle> {
    let neighbours = graph.running();
    let costs = Costs::of(graph);
    let always: HashSet<ModuleId> = strongly_connected(&graph.neighbours(|edge| edge.kind == Kind::Plain))
        .into_iter()
        .flatten()
        .collect();
    let mut found: Vec<Cycle> = strongly_connected(&neighbours)
        .into_iter()
        .map(|modules| Cycle {
            shortest: shortest(&neighbours, &modules),
            feedback_edges: feedback_edges(&neighbours, &modules, |edge| costs.of_edge(edge)),
            always: modules.iter().any(|module| always.contains(module)),
            modules,
        })
        .collect();
    found.sort_by(|one, other| {
        let rank = |cycle: &Cycle| (!cycle.always, Reverse(cycle.modules.len()));
        rank(one).cmp(&rank(other)).then_with(|| one.modules.cmp(&other.modules))
    });
    found
}

/// The strongly connected components of more than one module.
pub fn strongly_connected(neighbours: &Neighbours) -> Vec<Vec<ModuleId>> {
    let mut whole = DiGraph::<(), (), u32>::with_capacity(neighbours.len(), 0);
    neighbours.iter().for_each(|_| {
        whole.add_node(());
    });
    for (importer, of_one) in (0..).zip(neighbours) {
        for (imported, _) in of_one {
            whole.add_edge(NodeIndex::from(importer), NodeIndex::from(*imported), ());
        }
    }
    // Not Tarjan's: petgraph writes that by recursion, and a chain of imports may be long.
    let components = kosaraju_scc(&whole).into_iter().filter(|component| component.len() > 1);
    let mut found: Vec<Vec<ModuleId>> = components
        .map(|component| {
            let mut modules: Vec<ModuleId> =
                component.into_iter().map(|node| node.index() as ModuleId).collect();
            modules.sort_unstable();
            modules
        })
        .collect();
    found.sort_unstable();
    found
}

fn shortest(neighbours: &Neighbours, modules: &[ModuleId]) -> Vec<usize> {
    let inside = |module: ModuleId| modules.binary_search(&module).is_ok();
    let mut best: Vec<usize> = Vec::new();
    for module in modules {
        // Only a shorter one is of interest, and none is shorter than two.
        let most = if best.is_empty() { usize::MAX } else { best.len() - 1 };
        if most < 2 {
            break;
        }
        if let Some(found) = path(neighbours, *module, *module, most, inside) {
            best = found;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::imports::graph::{Edge, Module};

    fn graph(size: u32, arcs: &[(u32, u32, bool)]) -> Graph {
        let module = |id| Module { name: format!("m{id:03}"), file: "m.py".into(), is_package: false };
        let kind = |runs| if runs { Kind::Plain } else { Kind::Lazy };
        let edge = |&(importer, imported, runs): &(u32, u32, bool)| Edge {
            importer,
            imported,
            line: 1,
            kind: kind(runs),
            implied: false,
            by_call: false,
        };
        let edges = arcs.iter().filter(|(from, to, _)| from != to).map(edge).collect();
        Graph { modules: (0..size).map(module).collect(), edges, ..Graph::default() }
    }

    /// Lengths of the shortest paths, by Floyd and Warshall.
    fn distances(size: usize, edges: impl Iterator<Item = Edge>) -> Vec<Vec<usize>> {
        let mut far = vec![vec![usize::MAX / 4; size]; size];
        for edge in edges {
            far[edge.importer as usize][edge.imported as usize] = 1;
        }
        for through in 0..size {
            for from in 0..size {
                for to in 0..size {
                    far[from][to] = far[from][to].min(far[from][through] + far[through][to]);
                }
            }
        }
        far
    }

    #[test]
    fn long_chains_need_no_deep_stack() {
        let size = 200_000;
        let arcs: Vec<_> = (0..size).map(|id| (id, (id + 1) % size, true)).collect();
        assert_eq!(strongly_connected(&graph(size, &arcs).running()).len(), 1);
    }

    proptest! {
        #[test]
        fn cycles_are_those_of_the_definition(
            size in 1_u32..14,
            arcs in prop::collection::vec((0_u32..14, 0_u32..14, prop::bool::weighted(0.8)), 0..50),
        ) {
            let arcs: Vec<_> = arcs.into_iter().map(|(from, to, runs)| (from % size, to % size, runs)).collect();
            let graph = graph(size, &arcs);
            let running = || graph.edges.iter().copied().filter(|edge| edge.kind.runs());
            let far = distances(size as usize, running());
            let near = |from: usize, to: usize| far[from][to] < usize::MAX / 4;
            let found = cycles(&graph);
            for one in 0..size as usize {
                for other in 0..size as usize {
                    let together = found.iter().any(|cycle| {
                        [one, other].iter().all(|id| cycle.modules.contains(&(*id as u32)))
                    });
                    let strongly_connected = near(one, other) && near(other, one) && (one != other || near(one, one));
                    prop_assert_eq!(together, strongly_connected, "{} {}", one, other);
                }
            }
            for cycle in &found {
                let least = cycle.modules.iter().map(|id| far[*id as usize][*id as usize]).min();
                prop_assert_eq!(Some(cycle.shortest.len()), least);
                let steps: Vec<Edge> = cycle.shortest.iter().map(|edge| graph.edges[*edge]).collect();
                for (step, next) in steps.iter().zip(steps.iter().cycle().skip(1)) {
                    prop_assert_eq!(step.imported, next.importer);
                }
                let removed: Vec<_> = cycle.feedback_edges.iter().map(|edge| graph.edges[*edge]).collect();
                let without = |left: &[Edge]| {
                    let kept = running().filter(|edge| {
                        cycle.modules.contains(&edge.importer)
                            && !left.iter().any(|gone| {
                                (gone.importer, gone.imported) == (edge.importer, edge.imported)
                            })
                    });
                    let far = distances(size as usize, kept);
                    cycle.modules.iter().all(|id| far[*id as usize][*id as usize] >= usize::MAX / 4)
                };
                prop_assert!(without(&removed), "it stays closed");
                for index in 0..removed.len() {
                    let mut fewer = removed.clone();
                    fewer.remove(index);
                    prop_assert!(!without(&fewer), "one too many");
                }
            }
        }
    }
}
