//! Takes a module or source that imports, gives every file that may run with it.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::error::ImportsError;
use super::graph::{Graph, ModuleId, Neighbours};
use super::parse::imports_of;
use super::past::Past;
use super::source::Selection;
use super::statement::Kind;
use crate::git::{Commit, Repository};
use crate::process::Interrupt;

/// What may run, by file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// Relative to the root.
    pub files: BTreeSet<PathBuf>,
    /// One of them that could not be read: what it imports is not known.
    pub unread: Option<PathBuf>,
    /// One of them that imports a module whose name is computed, and the line.
    pub computed: Option<(PathBuf, u32)>,
}

/// The graphs of two commits, read from the repository's own store.
///
/// # Errors
/// Where git fails, or Ctrl-C came.
pub fn graphs(
    repository: &Repository,
    [one, other]: [&Commit; 2],
    interrupt: &Interrupt,
) -> Result<[Graph; 2], ImportsError> {
    let mut past = Past::of(repository, Selection::default(), interrupt);
    Ok([past.graph(&one.hash)?, past.graph(&other.hash)?])
}

/// The files that may run when a module is imported and this source is run, those of imports in functions too: whether they are
/// called is not known.
pub fn reach(graph: &Graph, module: &str, sources: &[&str]) -> Reach {
    let neighbours = graph.neighbours(|edge| edge.kind != Kind::TypeChecking);
    let mut starts = with_packages(graph, module);
    for name in sources.iter().flat_map(|source| named_in(source)) {
        starts.extend(with_packages(graph, &name));
    }
    let reached = reached(&neighbours, starts);
    let mut reach = Reach::default();
    reach.files.extend(reached.iter().map(|id| graph.modules[*id as usize].file.clone()));
    reach.unread =
        graph.failures.iter().map(|failure| &failure.file).find(|file| reach.files.contains(*file)).cloned();
    let computed = graph.computed.iter().filter(|computed| computed.kind != Kind::TypeChecking);
    reach.computed = computed
        .filter(|computed| reach.files.contains(&computed.file))
        .map(|computed| (computed.file.clone(), computed.line))
        .next();
    reach
}

fn reached(neighbours: &Neighbours, starts: Vec<ModuleId>) -> BTreeSet<ModuleId> {
    let mut reached: BTreeSet<ModuleId> = starts.iter().copied().collect();
    let mut waiting = starts;
    while let Some(module) = waiting.pop() {
        for (next, _) in &neighbours[module as usize] {
            if reached.insert(*next) {
                waiting.push(*next);
            }
        }
    }
    reached
}

/// The module and the packages around it, as far as they are in the tree.
fn with_packages(graph: &Graph, name: &str) -> Vec<ModuleId> {
    let ends = name.match_indices('.').map(|(dot, _)| dot).chain([name.len()]);
    ends.filter_map(|end| graph.find(&name[..end])).collect()
}

/// Every module that source imports, or may: a name that is taken out of one may be one.
fn named_in(source: &str) -> Vec<String> {
    let Ok(imports) = imports_of(source.as_bytes()) else { return Vec::new() };
    let named = imports.statements.into_iter().map(|statement| match statement.name {
        Some(name) => format!("{}.{name}", statement.module),
        None => statement.module.into(),
    });
    named.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn source_names_modules_and_what_may_be_one() {
        assert_eq!(named_in("import a.b\nfrom c import d\n"), ["a.b", "c.d"]);
        assert_eq!(named_in("no python ("), [""; 0]);
    }
}
