//! The modules of a tree and the imports between them.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use vitals_probes::wire::Site;

use super::absolute::absolute;
use super::statement::{Kind, Read};
use super::syntax::Fault;

/// Index into [`Graph::modules`].
pub type ModuleId = u32;

/// A module of the graph, and what it imports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    /// Dotted.
    pub name: String,
    /// Its file, relative to the root.
    pub file: PathBuf,
    /// Whether it is a package's `__init__`.
    pub is_package: bool,
}

/// One import, of one module by another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Edge {
    /// Who imports.
    pub importer: ModuleId,
    /// What.
    pub imported: ModuleId,
    /// The statement's line in the importer's file.
    pub line: u32,
    /// When it runs.
    pub kind: Kind,
    /// The statement names a module below this one: Python runs the packages on the path first.
    pub implied: bool,
    /// By a call of `importlib.import_module` or `__import__` instead of a statement.
    pub by_call: bool,
}

/// An edge for people and programs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Step {
    /// Who imports.
    pub importer: String,
    /// What.
    pub imported: String,
    /// The importer's file, relative to the root.
    pub file: PathBuf,
    /// The statement's line.
    pub line: u32,
    /// When it runs.
    pub kind: Kind,
    /// Whether the statement names a module below the imported one.
    pub implied: bool,
    /// By a call of `importlib.import_module` or `__import__` instead of a statement.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_call: bool,
    /// The function in which the import stands that the line leads to, where it is another one: known where it has run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub through: Option<Box<Site>>,
}

/// A file that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Failure {
    /// Relative to the root.
    pub file: PathBuf,
    /// Where, and what is wrong.
    #[serde(flatten)]
    pub fault: Fault,
}

/// An import of something that should be in the tree and is not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Unresolved {
    /// Who imports.
    pub importer: String,
    /// What is not there.
    pub imported: String,
    /// The importer's file, relative to the root.
    pub file: PathBuf,
    /// The statement's line.
    pub line: u32,
    /// When it runs.
    pub kind: Kind,
}

/// An import whose name is computed: only running it shows what it imports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ComputedImport {
    /// Who imports.
    pub importer: String,
    /// The importer's file, relative to the root.
    pub file: PathBuf,
    /// The call's line.
    pub line: u32,
    /// When it runs.
    pub kind: Kind,
    /// The call in short.
    pub call: String,
}

/// Imports of one name that no module below the root has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outside {
    /// How many.
    pub imports: usize,
    /// The first of them.
    pub first: Unresolved,
}

/// Modules and imports.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    /// By name.
    pub modules: Vec<Module>,
    /// What was read of each of them; None where there is no Python source.
    pub reads: Vec<Option<Read>>,
    /// By importer, then imported, line and kind.
    pub edges: Vec<Edge>,
    /// Files that could not be read: what they import is not known.
    pub failures: Vec<Failure>,
    /// Imports of modules that are not there.
    pub unresolved: Vec<Unresolved>,
    /// Imports of which only running them shows what they import.
    pub computed: Vec<ComputedImport>,
    /// What is imported from outside the tree, by the first part of its name.
    pub outside: BTreeMap<String, Outside>,
}

/// For each module, what it imports: one edge for each.
pub type Neighbours = Vec<Vec<(ModuleId, usize)>>;

impl Graph {
    /// The module of that name.
    pub fn find(&self, name: &str) -> Option<ModuleId> {
        let place = self.modules.binary_search_by(|module| module.name.as_str().cmp(name)).ok()?;
        u32::try_from(place).ok()
    }

    /// A module's name.
    pub fn name(&self, module: ModuleId) -> &str {
        &self.modules[module as usize].name
    }

    /// An edge in words.
    pub fn step(&self, edge: usize) -> Step {
        let Edge { importer, imported, line, kind, implied, by_call } = self.edges[edge];
        let from = &self.modules[importer as usize];
        Step {
            importer: from.name.clone(),
            imported: self.name(imported).to_owned(),
            file: from.file.clone(),
            line,
            kind,
            implied,
            by_call,
            through: None,
        }
    }

    /// The most relevant edge from each module to each other: named, unconditional, first in its file.
    pub fn neighbours(&self, takes: impl Fn(&Edge) -> bool) -> Neighbours {
        let mut best: HashMap<(ModuleId, ModuleId), usize> = HashMap::new();
        let rank = |index: usize| {
            let Edge { line, kind, implied, .. } = self.edges[index];
            (implied, kind, line)
        };
        for (index, edge) in self.edges.iter().enumerate().filter(|(_, edge)| takes(edge)) {
            let entry = best.entry((edge.importer, edge.imported)).or_insert(index);
            if rank(index) < rank(*entry) {
                *entry = index;
            }
        }
        let mut neighbours: Neighbours = vec![Vec::new(); self.modules.len()];
        for ((importer, imported), index) in best {
            neighbours[importer as usize].push((imported, index));
        }
        neighbours.iter_mut().for_each(|of_one| of_one.sort_unstable());
        neighbours
    }

    /// What may run when a module is imported.
    pub fn running(&self) -> Neighbours {
        self.neighbours(|edge| edge.kind.runs())
    }

    /// What always runs when a module is imported.
    pub fn always_running(&self) -> Neighbours {
        self.neighbours(|edge| edge.kind == Kind::Plain)
    }

    /// The edge by which `importer` takes `name` out of `imported`, when it runs.
    pub fn taking(&self, importer: ModuleId, imported: ModuleId, name: &str) -> Option<usize> {
        let Module { name: own, is_package, .. } = &self.modules[importer as usize];
        let Some(Ok(imports)) = self.reads[importer as usize].as_deref() else { return None };
        let takes = imports.statements.iter().find(|statement| {
            statement.kind.runs()
                && statement.name.as_deref().is_some_and(|taken| taken == name || taken == "*")
                && absolute(own, *is_package, statement.level, &statement.module)
                    .is_some_and(|module| module == self.name(imported))
        })?;
        self.edges.iter().position(|edge| {
            (edge.importer, edge.imported, edge.line, edge.kind)
                == (importer, imported, takes.line, takes.kind)
        })
    }

    /// The shortest path from one module to another, as edges.
    pub fn path(&self, neighbours: &Neighbours, from: ModuleId, to: ModuleId) -> Option<Vec<usize>> {
        path(neighbours, from, to, usize::MAX, |_| true)
    }
}

/// The shortest path of at most `most` edges through the modules that are taken; from a module to itself, a cycle.
pub fn path(
    neighbours: &Neighbours,
    from: ModuleId,
    to: ModuleId,
    most: usize,
    takes: impl Fn(ModuleId) -> bool,
) -> Option<Vec<usize>> {
    // For each module that was reached, the edge by which, and the module before.
    let mut reached: HashMap<ModuleId, (usize, ModuleId)> = HashMap::new();
    let mut waiting = VecDeque::from([(from, 0)]);
    while let Some((module, far)) = waiting.pop_front() {
        if far == most {
            return None;
        }
        for &(next, edge) in &neighbours[module as usize] {
            if !takes(next) || reached.contains_key(&next) {
                continue;
            }
            reached.insert(next, (edge, module));
            if next == to {
                return Some(back(&reached, from, to));
            }
            if next != from {
                waiting.push_back((next, far + 1));
            }
        }
    }
    None
}

fn back(reached: &HashMap<ModuleId, (usize, ModuleId)>, from: ModuleId, to: ModuleId) -> Vec<usize> {
    let mut edges = Vec::new();
    let mut module = to;
    while let Some((edge, before)) = reached.get(&module) {
        edges.push(*edge);
        module = *before;
        if module == from {
            break;
        }
    }
    edges.reverse();
    edges
}
