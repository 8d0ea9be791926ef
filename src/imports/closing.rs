//! Which modules go round together, and the edge that closed a cycle.

use std::collections::{HashMap, HashSet};

use super::cycles::strongly_connected;
use super::graph::{Graph, ModuleId, Neighbours, Step, path};

/// Which modules go round together: each one's cycle has a number.
pub struct Components(HashMap<String, usize>);

impl Components {
    pub fn of(graph: &Graph) -> Self {
        let numbered = strongly_connected(&graph.running()).into_iter().enumerate();
        let of_one = |(number, modules): (usize, Vec<ModuleId>)| {
            modules.into_iter().map(move |id| (graph.name(id).to_owned(), number))
        };
        Self(numbered.flat_map(of_one).collect())
    }

    /// Whether all of the modules go round together here.
    pub fn together(&self, modules: &[&str]) -> bool {
        let numbers: HashSet<Option<&usize>> = modules.iter().map(|name| self.0.get(*name)).collect();
        numbers.len() == 1 && !numbers.contains(&None)
    }

    /// Whether two of the modules do not go round together here.
    pub fn new_pairs(&self, modules: &[&str]) -> bool {
        let mut numbers = modules.iter().map(|name| self.0.get(*name));
        let first = numbers.next().flatten();
        first.is_none() || numbers.any(|number| number != first)
    }

    /// Whether two of the modules go round together here.
    pub fn any_pair(&self, modules: &[&str]) -> bool {
        let mut seen = HashSet::new();
        modules.iter().filter_map(|name| self.0.get(*name)).any(|number| !seen.insert(number))
    }
}

pub fn is_closed(graph: &Graph, old: &Components, modules: &[&str]) -> bool {
    strongly_connected(&graph.running()).iter().any(|component| is_new(graph, component, old, modules))
}

/// Whether two of the modules go round together in this component that did not in the base.
fn is_new(graph: &Graph, component: &[ModuleId], old: &Components, modules: &[&str]) -> bool {
    let together: Vec<&str> =
        component.iter().map(|id| graph.name(*id)).filter(|name| modules.contains(name)).collect();
    together.len() > 1 && old.new_pairs(&together)
}

/// The new edge with the shortest path back, and the path.
pub fn closing_edge(
    open: &Graph,
    closed: &Graph,
    old: &Components,
    modules: &[&str],
) -> Option<(Step, Vec<Step>)> {
    let running = open.running();
    let before: HashSet<(&str, &str)> = names(open, &running).collect();
    let neighbours = closed.running();
    let new_components = strongly_connected(&neighbours);
    let component = new_components.iter().find(|component| is_new(closed, component, old, modules))?;
    let inside = |id: ModuleId| component.binary_search(&id).is_ok();
    let mut best: Option<Vec<usize>> = None;
    for importer in component {
        for &(imported, edge) in &neighbours[*importer as usize] {
            if !inside(imported) || before.contains(&(closed.name(*importer), closed.name(imported))) {
                continue;
            }
            let most = best.as_ref().map_or(usize::MAX, |best| best.len() - 2);
            if let Some(back) = path(&neighbours, imported, *importer, most, inside) {
                best = Some([vec![edge], back].concat());
            }
        }
    }
    let steps: Vec<Step> = best?.into_iter().map(|edge| closed.step(edge)).collect();
    Some((steps.first()?.clone(), steps))
}

fn names<'a>(graph: &'a Graph, neighbours: &'a Neighbours) -> impl Iterator<Item = (&'a str, &'a str)> {
    (0..).zip(neighbours).flat_map(move |(importer, of_one)| {
        of_one.iter().map(move |(imported, _)| (graph.name(importer), graph.name(*imported)))
    })
}
