//! Takes Python source, gives its static import graph: cycles, paths, what changed between two commits, and who uses a name.

mod absolute;
mod closing;
mod cycles;
mod depth;
mod difference;
mod error;
mod graph;
mod history;
mod module_users;
mod names;
mod parallel;
mod parse;
#[cfg(test)]
mod parse_tests;
mod partial;
mod past;
mod presence;
mod removal;
mod resolve;
#[cfg(test)]
mod resolve_tests;
mod source;
mod syntax;
mod users;

use std::path::Path;
use std::sync::Arc;

pub use cycles::{Cycle, cycles};
pub use difference::{ClosedBy, Closing, Difference, NewCycle};
pub use error::ImportsError;
pub use graph::{Edge, Failure, Graph, Module, ModuleId, Step, Unresolved};
pub use history::difference;
pub use module_users::module_users;
pub use parse::Kind;
pub use partial::explain_partial;
pub use presence::Presence;
pub use removal::{Removal, module_removal, removal};
pub use users::{Usage, Use, Users, users};

use self::parse::imports_of;
use self::source::{bytes_of, has_source, on_disk};

/// The graph of the packages below a root; of all that is there where none is named.
///
/// # Errors
/// Where there is no such folder or package, or no Python at all.
pub fn build(root: &Path, packages: &[String]) -> Result<Graph, ImportsError> {
    let files = on_disk(root, packages)?;
    let read = parallel::each(&files, |file| {
        has_source(file).then(|| Arc::new(bytes_of(root, file).and_then(|bytes| imports_of(&bytes))))
    });
    let files: Vec<_> = files.into_iter().zip(read).collect();
    Ok(resolve::graph_of(&files))
}

/// A module of the graph.
///
/// # Errors
/// Where there is none of that name.
pub fn module(graph: &Graph, name: &str) -> Result<ModuleId, ImportsError> {
    graph.find(name).ok_or_else(|| {
        let alike = |module: &Module| strsim::jaro_winkler(&module.name, name);
        let nearest = graph.modules.iter().max_by(|one, other| alike(one).total_cmp(&alike(other)));
        let nearest = nearest.filter(|module| alike(module) > 0.85).map(|module| module.name.clone());
        ImportsError::UnknownModule { name: name.to_owned(), nearest }
    })
}

/// The shortest path by which importing `from` runs `to`; where there is none, the shortest that passes through what does not
/// run on import.
pub fn why(graph: &Graph, from: ModuleId, to: ModuleId) -> Option<Vec<Step>> {
    let running = graph.path(&graph.running(), from, to);
    let edges = running.or_else(|| graph.path(&graph.neighbours(|_| true), from, to))?;
    Some(edges.into_iter().map(|edge| graph.step(edge)).collect())
}
