//! Takes an import, gives how much breaks where it no longer runs with its module.

use std::collections::HashSet;

use super::absolute::absolute;
use super::graph::{Edge, Graph, ModuleId};
use super::statement::Statement;

/// Only the importer itself notices.
const OWN: u8 = 0;
/// The statement is about another module: this one is a package on the path to it.
const IMPLIED: u8 = 1;
/// Another module takes the name from the importer.
const HANDED_ON: u8 = 2;
/// A package's public name: people outside may take it from there.
const EXPORTED: u8 = 3;

/// What the imports of a graph are worth.
pub struct Costs<'a> {
    graph: &'a Graph,
    /// Names that modules take from each other.
    taken: HashSet<(ModuleId, &'a str)>,
}

impl<'a> Costs<'a> {
    pub fn of(graph: &'a Graph) -> Self {
        let mut taken = HashSet::new();
        for (module, read) in graph.modules.iter().zip(&graph.reads) {
            let Some(Ok(imports)) = read.as_deref() else { continue };
            for statement in &imports.statements {
                let Some(name) = statement.name.as_deref() else { continue };
                let from = absolute(&module.name, module.is_package, statement.level, &statement.module);
                taken.extend(from.and_then(|from| graph.find(&from)).map(|from| (from, name)));
            }
        }
        Self { graph, taken }
    }

    pub fn of_edge(&self, edge: usize) -> u8 {
        let edge = self.graph.edges[edge];
        let of_names = self
            .statements(edge)
            .filter_map(|statement| Some(self.of_name(edge, statement.name.as_deref()?)));
        of_names.max().unwrap_or(OWN).max(if edge.implied { IMPLIED } else { OWN })
    }

    fn of_name(&self, edge: Edge, name: &str) -> u8 {
        let importer = &self.graph.modules[edge.importer as usize];
        if importer.is_package && !name.starts_with('_') {
            EXPORTED
        } else if name == "*" || self.taken.contains(&(edge.importer, name)) {
            HANDED_ON
        } else {
            OWN
        }
    }

    fn statements(&self, edge: Edge) -> impl Iterator<Item = &'a Statement> {
        let read = self.graph.reads.get(edge.importer as usize).and_then(Option::as_deref);
        let statements =
            read.and_then(|read| read.as_ref().ok()).map_or(&[][..], |imports| imports.statements.as_slice());
        statements.iter().filter(move |statement| (statement.line, statement.kind) == (edge.line, edge.kind))
    }
}
