//! Takes a component that goes round, gives edges without which nothing of it does: those that break least.

use std::collections::HashSet;

use petgraph::algo::greedy_feedback_arc_set;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;

use super::graph::{ModuleId, Neighbours};

/// Steps that are spent on leaving out what a greedy set has too many.
const MOST_STEPS: usize = 50_000_000;

/// An edge within the component: its cost, whether the greedy set has it, and its ends.
struct Arc {
    edge: usize,
    cost: u8,
    is_greedy: bool,
    from: usize,
    to: usize,
}

/// The edges, cheap ones first. Dear ones are kept as long as they close nothing; of those that cost the same, a greedy set
/// (Eades, Lin and Smyth) says which go, without what it has too many.
pub fn feedback_edges(
    neighbours: &Neighbours,
    modules: &[ModuleId],
    cost: impl Fn(usize) -> u8,
) -> Vec<usize> {
    let mut arcs = arcs(neighbours, modules, cost);
    // Those that stay come first.
    arcs.sort_by_key(|arc| (std::cmp::Reverse(arc.cost), arc.is_greedy, arc.edge));
    let mut removed: Vec<&Arc> = if arcs.len().saturating_mul(arcs.len()) < MOST_STEPS {
        removed_one_by_one(&arcs, modules.len())
    } else {
        arcs.iter().filter(|arc| arc.is_greedy).collect()
    };
    removed.sort_by_key(|arc| (arc.cost, arc.edge));
    removed.into_iter().map(|arc| arc.edge).collect()
}

fn arcs(neighbours: &Neighbours, modules: &[ModuleId], cost: impl Fn(usize) -> u8) -> Vec<Arc> {
    let local = |module: ModuleId| modules.binary_search(&module).ok();
    let mut component = DiGraph::<(), usize, u32>::new();
    modules.iter().for_each(|_| {
        component.add_node(());
    });
    for (from, module) in modules.iter().enumerate() {
        for &(imported, edge) in &neighbours[*module as usize] {
            if let Some(to) = local(imported) {
                component.add_edge(NodeIndex::new(from), NodeIndex::new(to), edge);
            }
        }
    }
    let greedy: HashSet<_> = greedy_feedback_arc_set(&component).map(|arc| arc.id()).collect();
    let arcs = component.edge_references().map(|arc| Arc {
        edge: *arc.weight(),
        cost: cost(*arc.weight()),
        is_greedy: greedy.contains(&arc.id()),
        from: arc.source().index(),
        to: arc.target().index(),
    });
    arcs.collect()
}

/// Keeps each edge, in their order, that closes nothing with those that were kept; gives the others.
fn removed_one_by_one(arcs: &[Arc], modules: usize) -> Vec<&Arc> {
    let mut kept: Vec<Vec<usize>> = vec![Vec::new(); modules];
    let closes = |arc: &&Arc| {
        let closes = reaches(&kept, arc.to, arc.from);
        if !closes {
            kept[arc.from].push(arc.to);
        }
        closes
    };
    arcs.iter().filter(closes).collect()
}

fn reaches(neighbours: &[Vec<usize>], from: usize, to: usize) -> bool {
    let mut seen = vec![false; neighbours.len()];
    let mut waiting = vec![from];
    while let Some(node) = waiting.pop() {
        if node == to {
            return true;
        }
        if !std::mem::replace(&mut seen[node], true) {
            waiting.extend(&neighbours[node]);
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_breaks_least_goes_first_and_a_dear_edge_stays() {
        // 0 -> 1 -> 0 by the edges 10 and 11, 1 -> 2 -> 1 by 12 and 13.
        let neighbours: Neighbours = vec![vec![(1, 10)], vec![(0, 11), (2, 12)], vec![(1, 13)]];
        let cost = |dear: &'static [usize]| move |edge: usize| u8::from(dear.contains(&edge));
        assert_eq!(feedback_edges(&neighbours, &[0, 1, 2], cost(&[10, 12])), [11, 13]);
        assert_eq!(feedback_edges(&neighbours, &[0, 1, 2], cost(&[11, 13])), [10, 12]);
        let dear_at_last = feedback_edges(&neighbours, &[0, 1, 2], cost(&[10, 11, 12]));
        assert!(dear_at_last.len() == 2 && dear_at_last[0] == 13, "{dear_at_last:?}");
    }
}
