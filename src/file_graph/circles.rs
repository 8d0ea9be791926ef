//! Strongly connected components of a file graph.

use std::collections::BTreeMap;
use std::path::PathBuf;

use petgraph::algo::tarjan_scc;
use petgraph::graph::DiGraph;

use super::resolve::Uses;

/// Each circle as lines, one for each use within it.
pub fn circles(uses: &Uses) -> Vec<String> {
    let mut graph = DiGraph::<&PathBuf, ()>::new();
    let mut nodes = BTreeMap::new();
    for (file, used) in uses {
        for other in used.keys() {
            let one = *nodes.entry(file).or_insert_with(|| graph.add_node(file));
            let two = *nodes.entry(other).or_insert_with(|| graph.add_node(other));
            graph.add_edge(one, two, ());
        }
    }
    let components = tarjan_scc(&graph);
    let circles = components.into_iter().filter(|component| component.len() > 1).map(|component| {
        let mut files: Vec<&PathBuf> = component.into_iter().map(|node| graph[node]).collect();
        files.sort_unstable();
        let within = |file: &PathBuf| {
            let used = uses.get(file).into_iter().flatten();
            used.filter(|(other, _)| files.contains(other))
                .map(|(other, by)| format!("  {} -> {} ({by})", file.display(), other.display()))
                .collect::<Vec<_>>()
        };
        files.iter().flat_map(|file| within(file)).collect::<Vec<_>>().join("\n")
    });
    circles.collect()
}
