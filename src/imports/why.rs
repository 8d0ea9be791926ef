//! Takes two modules, gives the shortest path by which importing the one runs the other.

use serde::{Deserialize, Serialize};

use super::graph::{Graph, ModuleId, Step};

/// A path, and where it begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Why {
    /// What is imported.
    pub from: String,
    /// What runs by that.
    pub to: String,
    /// The steps; None where there is no path.
    pub steps: Option<Vec<Step>>,
    /// The package around `from` whose `__init__` the path begins with: Python runs it first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub package: Option<String>,
}

/// The shortest path by which importing `from` runs `to`, through the packages around it too; where there is none, the shortest
/// that passes through what does not run on import.
pub fn why(graph: &Graph, from: ModuleId, to: ModuleId) -> Why {
    let running = graph.running();
    let mut paths: Vec<(Option<ModuleId>, Vec<usize>)> = Vec::new();
    paths.extend(graph.path(&running, from, to).map(|path| (None, path)));
    for package in packages_around(graph, from) {
        if package == to {
            paths.push((Some(package), Vec::new()));
        } else {
            paths.extend(graph.path(&running, package, to).map(|path| (Some(package), path)));
        }
    }
    // Of paths of one length, the module's own stands first.
    let shortest = paths.into_iter().min_by_key(|(_, path)| path.len());
    let found = shortest.or_else(|| Some((None, graph.path(&graph.neighbours(|_| true), from, to)?)));
    let steps = |path: Vec<usize>| path.into_iter().map(|edge| graph.step(edge)).collect();
    let (package, steps) = found.map_or((None, None), |(package, path)| (package, Some(steps(path))));
    Why {
        from: graph.name(from).to_owned(),
        to: graph.name(to).to_owned(),
        steps,
        package: package.map(|package| graph.name(package).to_owned()),
    }
}

/// The packages around a module, the nearest first.
fn packages_around(graph: &Graph, module: ModuleId) -> impl Iterator<Item = ModuleId> {
    let name = graph.name(module);
    name.rmatch_indices('.').filter_map(|(dot, _)| graph.find(&name[..dot]))
}
