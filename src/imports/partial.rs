//! Takes the name that a half-run module does not have yet, gives the cycle that asked for it too early.

use super::cycles::strongly_connected;
use super::graph::{Graph, ModuleId, Step, path};

/// The path round through `module`: why it has begun, has not ended, and is asked for `name` meanwhile. For the error "cannot
/// import name 'X' from partially initialized module 'M'". The step that asks is the last; None where the source has no such cycle.
pub fn explain_partial(graph: &Graph, module: &str, name: &str) -> Option<Vec<Step>> {
    let id = graph.find(module)?;
    let neighbours = graph.running();
    let component = strongly_connected(&neighbours).into_iter().find(|modules| modules.contains(&id))?;
    let inside = |other: ModuleId| component.contains(&other);
    // Who takes that name from it comes first, then who imports it at all.
    let by_path = |asker: ModuleId, last: usize| {
        let mut steps = path(&neighbours, id, asker, usize::MAX, inside)?;
        steps.push(last);
        Some(steps)
    };
    let askers = || component.iter().copied().filter(|asker| *asker != id);
    let taking = askers().filter_map(|asker| by_path(asker, graph.taking(asker, id, name)?));
    let steps = taking.min_by_key(Vec::len).or_else(|| {
        let naming = askers().filter_map(|asker| by_path(asker, edge_to(&neighbours[asker as usize], id)?));
        naming.min_by_key(Vec::len)
    })?;
    Some(steps.into_iter().map(|edge| graph.step(edge)).collect())
}

fn edge_to(neighbours: &[(ModuleId, usize)], wanted: ModuleId) -> Option<usize> {
    neighbours.iter().find(|(imported, _)| *imported == wanted).map(|(_, edge)| *edge)
}
