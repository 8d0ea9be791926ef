//! Takes Python source, gives its static import graph: cycles, paths, what changed between two commits, and who uses a name.

mod absent;
mod absolute;
mod calls;
mod closing;
mod costs;
mod cycles;
mod dated;
mod depth;
mod difference;
mod error;
mod feedback;
mod found;
mod gone;
mod graph;
mod history;
mod module_users;
mod names;
mod near;
mod parallel;
mod parse;
#[cfg(test)]
mod parse_tests;
mod partial;
mod past;
mod presence;
mod reach;
mod removal;
mod resolve;
#[cfg(test)]
mod resolve_tests;
mod roots;
mod running;
mod source;
mod statement;
mod syntax;
mod users;
mod why;

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use absent::{Absent, absent};
pub use absolute::absolute;
pub use cycles::{Cycle, cycles};
pub use dated::{Dated, Since, dated};
pub use difference::{ClosedBy, Closing, Difference, NewCycle};
pub use error::ImportsError;
pub use gone::names_gone;
pub use graph::{ComputedImport, Edge, Failure, Graph, Module, ModuleId, Step, Unresolved};
pub use history::difference;
pub use module_users::module_users;
pub use near::{Near, near};
pub use parallel::each as in_parallel;
pub use partial::explain_partial;
pub use presence::{Presence, presence_of};
pub use reach::{Reach, graphs, reach};
pub use removal::{Removal, module_removal, removal};
pub use running::{folder_of, path_round};
pub use source::file_of;
pub use statement::{Kind, Statement};
pub use syntax::{Fault, Source};
pub use users::{Usage, Use, Users, users};
pub use why::{Why, why};

pub use self::parse::imports_of;
use self::roots::Roots;
use self::source::{Sources, bytes_of, has_source, on_disk};

/// The graph of the packages below a root; of all that is there where none is named.
///
/// # Errors
/// Where there is no such folder or package, or no Python at all.
pub fn build(root: &Path, packages: &[String]) -> Result<Graph, ImportsError> {
    Ok(graph_of(root, on_disk(root, packages)?, &|| false))
}

/// The same, as long as nothing says that it has to stop: that is asked before each file. None where it had to.
///
/// # Errors
/// As above.
pub fn build_unless(
    root: &Path,
    packages: &[String],
    stops: &(dyn Fn() -> bool + Sync),
) -> Result<Option<Graph>, ImportsError> {
    let graph = graph_of(root, on_disk(root, packages)?, stops);
    Ok((!stops()).then_some(graph))
}

fn graph_of(root: &Path, Sources { files, projects }: Sources, stops: &(dyn Fn() -> bool + Sync)) -> Graph {
    let files: Vec<PathBuf> = files.into_iter().collect();
    let read = parallel::each(&files, |file| {
        (has_source(file) && !stops())
            .then(|| Arc::new(bytes_of(root, file).and_then(|bytes| imports_of(&bytes))))
    });
    let files: Vec<_> = files.into_iter().zip(read).collect();
    let roots = Roots::declared(files.iter().map(|(file, _)| file), &projects).shown_by(&files);
    resolve::graph_of(&files, &roots)
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
