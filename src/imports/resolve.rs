//! Takes the import statements of all files, gives the graph: which statement means which module.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::absolute::absolute;
use super::graph::{Edge, Failure, Graph, Module, ModuleId, Unresolved};
use super::parse::{Read, Statement};
use super::source::name_of;

/// The graph of files that were read; None for a module without Python source.
pub fn graph_of(files: &[(PathBuf, Option<Read>)]) -> Graph {
    let found = modules_of(files);
    let failures = files.iter().filter_map(|(file, read)| match read.as_deref() {
        Some(Err(fault)) => Some(Failure { file: file.clone(), fault: fault.clone() }),
        _ => None,
    });
    let mut graph = Graph { failures: failures.collect(), ..Graph::default() };
    let names = Names::of(&found);
    for (importer, (module, read)) in (0..).zip(&found) {
        if let Some(Ok(imports)) = read.map(Arc::as_ref) {
            let mut resolver = Resolver { names: &names, importer, module, graph: &mut graph };
            let from = resolver.graph.edges.len();
            imports.statements.iter().for_each(|statement| resolver.statement(statement));
            tidy(&mut graph.edges, from);
        }
    }
    (graph.modules, graph.reads) = found.into_iter().map(|(module, read)| (module, read.cloned())).unzip();
    graph
}

/// By name, each once: Python takes a package before a module of its name.
fn modules_of(files: &[(PathBuf, Option<Read>)]) -> Vec<(Module, Option<&Read>)> {
    let named = files.iter().filter_map(|(file, read)| {
        let name = name_of(file)?;
        let module = Module { name: name.dotted, file: file.clone(), is_package: name.is_package };
        Some((module, read.as_ref()))
    });
    let mut found: Vec<_> = named.collect();
    // Of an extension and its source, the source shows what is imported.
    found.sort_by(|(one, read), (other, its)| {
        let rank = |module: &Module, read: Option<&Read>| (!module.is_package, read.is_none());
        one.name.cmp(&other.name).then_with(|| rank(one, *read).cmp(&rank(other, *its)))
    });
    found.dedup_by(|(other, _), (first, _)| other.name == first.name);
    found
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

struct Names<'a> {
    found: &'a [(Module, Option<&'a Read>)],
    ids: FxHashMap<&'a str, ModuleId>,
    /// Folders without an `__init__`: nothing runs when they are imported.
    namespaces: HashSet<&'a str>,
}

impl<'a> Names<'a> {
    fn of(found: &'a [(Module, Option<&'a Read>)]) -> Self {
        let ids: FxHashMap<_, _> = found.iter().map(|(module, _)| module.name.as_str()).zip(0..).collect();
        let folders = found.iter().flat_map(|(module, _)| prefixes(&module.name));
        let namespaces = folders.filter(|folder| !ids.contains_key(folder)).collect();
        Self { found, ids, namespaces }
    }

    fn id(&self, name: &str) -> Option<ModuleId> {
        self.ids.get(name).copied()
    }
}

/// `a`, `a.b` and `a.b.c` of `a.b.c`.
fn prefixes(name: &str) -> impl Iterator<Item = &str> {
    name.match_indices('.').map(|(dot, _)| &name[..dot]).chain([name])
}

struct Resolver<'a> {
    names: &'a Names<'a>,
    importer: ModuleId,
    module: &'a Module,
    graph: &'a mut Graph,
}

impl Resolver<'_> {
    fn statement(&mut self, statement: &Statement) {
        let Module { name, is_package, .. } = self.module;
        let Some(module) = absolute(name, *is_package, statement.level, &statement.module) else {
            let dots = ".".repeat(statement.level as usize);
            return self.unresolved(statement, format!("{dots}{}", statement.module));
        };
        match statement.name.as_deref() {
            None => self.run(statement, &module),
            Some("*") => self.star(statement, &module),
            Some(name) => {
                let inner = format!("{module}.{name}");
                let is_module = self.names.ids.contains_key(inner.as_str());
                self.run(statement, if is_module { &inner } else { &module });
            }
        }
    }

    /// A star imports the modules that `__all__` of the package names.
    fn star(&mut self, statement: &Statement, module: &str) {
        self.run(statement, module);
        let Some(id) = self.names.id(module) else { return };
        let (package, read) = &self.names.found[id as usize];
        if let Some(Ok(imports)) = read.map(Arc::as_ref)
            && package.is_package
        {
            for exported in &imports.exported {
                let inner = format!("{module}.{exported}");
                if self.names.ids.contains_key(inner.as_str()) {
                    self.run(statement, &inner);
                }
            }
        }
    }

    /// Python runs each package on the path, then the module.
    fn run(&mut self, statement: &Statement, wanted: &str) {
        for name in prefixes(wanted) {
            let implied = name.len() < wanted.len();
            // A package has begun to run before anything in it does.
            if implied && is_around(name, &self.module.name) {
                continue;
            }
            if let Some(imported) = self.names.id(name).filter(|id| *id != self.importer) {
                let Statement { line, kind, .. } = *statement;
                self.graph.edges.push(Edge { importer: self.importer, imported, line, kind, implied });
            }
        }
        if self.is_missing(wanted) {
            self.unresolved(statement, wanted.to_owned());
        }
    }

    /// A name below a package of the tree, and no module of it.
    fn is_missing(&self, wanted: &str) -> bool {
        if self.names.ids.contains_key(wanted) || self.names.namespaces.contains(wanted) {
            return false;
        }
        let known = |name: &&str| self.names.ids.contains_key(name) || self.names.namespaces.contains(name);
        let deepest = prefixes(wanted).take_while(known).last().and_then(|name| self.names.id(name));
        deepest.is_some_and(|id| self.names.found[id as usize].0.is_package)
    }

    fn unresolved(&mut self, statement: &Statement, imported: String) {
        let missing = Unresolved {
            importer: self.module.name.clone(),
            imported,
            file: self.module.file.clone(),
            line: statement.line,
            kind: statement.kind,
        };
        // Each name of one `from` statement asks for the same module.
        if self.graph.unresolved.last() != Some(&missing) {
            self.graph.unresolved.push(missing);
        }
    }
}

/// Whether a package is around a module, or the module itself.
fn is_around(package: &str, module: &str) -> bool {
    module.strip_prefix(package).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}
