//! Takes the import statements of all files, gives the graph: which statement means which module.

use std::path::PathBuf;
use std::sync::Arc;

use super::absolute::absolute;
use super::found::{Found, Names, modules_of, prefixes};
use super::graph::{ComputedImport, Edge, Failure, Graph, Module, ModuleId, Outside, Unresolved};
use super::roots::Roots;
use super::statement::{Computed, Kind, Read, Statement};

/// The graph of files that were read; None for a module without Python source.
pub fn graph_of(files: &[(PathBuf, Option<Read>)], roots: &Roots) -> Graph {
    let found = modules_of(files, roots);
    let failures = files.iter().filter_map(|(file, read)| match read.as_deref() {
        Some(Err(fault)) => Some(Failure { file: file.clone(), fault: fault.clone() }),
        _ => None,
    });
    let mut graph = Graph { failures: failures.collect(), ..Graph::default() };
    let names = Names::of(&found, roots.folders().len());
    for (importer, own) in (0..).zip(&found) {
        if let Some(Ok(imports)) = own.read.map(Arc::as_ref) {
            let mut resolver = Resolver { names: &names, importer, own, graph: &mut graph };
            let from = resolver.graph.edges.len();
            imports.statements.iter().for_each(|statement| resolver.statement(statement));
            imports.computed.iter().for_each(|call| resolver.computed(call));
            tidy(&mut graph.edges, from);
        }
    }
    (graph.modules, graph.reads) = found.into_iter().map(|own| (own.module, own.read.cloned())).unzip();
    graph
}

/// Sorts what one importer has added, and leaves one edge for each module, line and kind.
fn tidy(edges: &mut Vec<Edge>, from: usize) {
    // An edge that is named stands before the same one that is only implied.
    edges[from..].sort_unstable();
    let key = |edge: &Edge| (edge.imported, edge.line, edge.kind);
    let mut kept = from;
    for index in from..edges.len() {
        if kept == from || key(&edges[kept - 1]) != key(&edges[index]) {
            edges[kept] = edges[index];
            kept += 1;
        }
    }
    edges.truncate(kept);
}

struct Resolver<'a> {
    names: &'a Names<'a>,
    importer: ModuleId,
    own: &'a Found<'a>,
    graph: &'a mut Graph,
}

impl Resolver<'_> {
    fn statement(&mut self, statement: &Statement) {
        let Found { module: Module { is_package, .. }, name, root, .. } = self.own;
        let Some(module) = absolute(name, *is_package, statement.level, &statement.module) else {
            let dots = ".".repeat(statement.level as usize);
            return self.unresolved(statement, format!("{dots}{}", statement.module));
        };
        let space = if statement.level > 0 { Some(*root) } else { self.names.space(*root, &module) };
        let Some(space) = space else { return self.outside(statement, &module) };
        match statement.name.as_deref() {
            None => self.run(statement, space, &module),
            Some("*") => self.star(statement, space, &module),
            Some(name) => {
                let inner = format!("{module}.{name}");
                let is_module = self.names.id(space, &inner).is_some();
                self.run(statement, space, if is_module { &inner } else { &module });
            }
        }
    }

    /// A star imports the modules that `__all__` of the package names.
    fn star(&mut self, statement: &Statement, space: usize, module: &str) {
        self.run(statement, space, module);
        let Some(id) = self.names.id(space, module) else { return };
        let Found { module: package, read, .. } = &self.names.found[id as usize];
        if let Some(Ok(imports)) = read.map(Arc::as_ref)
            && package.is_package
        {
            for exported in &imports.exported {
                let inner = format!("{module}.{exported}");
                if self.names.id(space, &inner).is_some() {
                    self.run(statement, space, &inner);
                }
            }
        }
    }

    /// Python runs each package on the path, then the module.
    fn run(&mut self, statement: &Statement, space: usize, wanted: &str) {
        for name in prefixes(wanted) {
            let implied = name.len() < wanted.len();
            let Some(imported) = self.names.id(space, name).filter(|id| *id != self.importer) else {
                continue;
            };
            // A package has begun to run before anything in it does.
            if implied && is_around(&self.names.found[imported as usize].module.name, &self.own.module.name) {
                continue;
            }
            let Statement { line, kind, by_call, .. } = *statement;
            self.graph.edges.push(Edge { importer: self.importer, imported, line, kind, implied, by_call });
        }
        if self.names.is_missing(space, wanted) {
            self.unresolved(statement, wanted.to_owned());
        }
    }

    fn unresolved(&mut self, statement: &Statement, imported: String) {
        let missing = Unresolved { imported, ..self.place(statement.line, statement.kind) };
        // Each name of one `from` statement asks for the same module.
        if self.graph.unresolved.last() != Some(&missing) {
            self.graph.unresolved.push(missing);
        }
    }

    /// The standard library, what is installed, or what is looked for in the wrong place.
    fn outside(&mut self, statement: &Statement, module: &str) {
        let top = module.split('.').next().unwrap_or_default();
        if let Some(known) = self.graph.outside.get_mut(top) {
            known.imports += 1;
            return;
        }
        let first = Unresolved { imported: module.to_owned(), ..self.place(statement.line, statement.kind) };
        self.graph.outside.insert(top.to_owned(), Outside { imports: 1, first });
    }

    fn computed(&mut self, call: &Computed) {
        let Unresolved { importer, file, line, kind, .. } = self.place(call.line, call.kind);
        self.graph.computed.push(ComputedImport { importer, file, line, kind, call: call.call.to_string() });
    }

    /// An import at a line of this module, of nothing yet.
    fn place(&self, line: u32, kind: Kind) -> Unresolved {
        let Module { name, file, .. } = &self.own.module;
        Unresolved { importer: name.clone(), imported: String::new(), file: file.clone(), line, kind }
    }
}

/// Whether a package is around a module, or the module itself.
fn is_around(package: &str, module: &str) -> bool {
    module.strip_prefix(package).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}
