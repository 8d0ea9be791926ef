//! Takes the graph, gives the imports of names that are in no file: they fail whenever they run.

use std::collections::BTreeMap;
use std::path::Path;

use memchr::memmem;
use serde::{Deserialize, Serialize};

use super::absolute::absolute;
use super::graph::{Graph, ModuleId, Unresolved};
use super::names::Names;
use super::parallel;
use super::source::bytes_of;
use super::statement::{Kind, Statement};
use super::syntax::Source;

/// An import of a name that its module does not have, neither as a name nor as a module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Absent {
    /// The module.
    pub module: String,
    /// What it does not have.
    pub name: String,
    /// The import.
    pub import: Unresolved,
}

/// What a module is asked for, by the modules that ask.
type Asked<'a> = Vec<(ModuleId, &'a Statement, &'a str)>;

/// Those that always run. A module that makes names by itself, or takes all of another one, may have any.
pub fn absent(graph: &Graph, root: &Path) -> Vec<Absent> {
    let asked: Vec<(ModuleId, Asked<'_>)> = asked(graph).into_iter().collect();
    let found = parallel::each(&asked, |(module, asked)| of_module(graph, root, *module, asked));
    let mut all: Vec<Absent> = found.into_iter().flatten().collect();
    all.sort_by(|one, other| {
        (&one.import.file, one.import.line, &one.name).cmp(&(
            &other.import.file,
            other.import.line,
            &other.name,
        ))
    });
    all
}

fn asked(graph: &Graph) -> BTreeMap<ModuleId, Asked<'_>> {
    let mut asked: BTreeMap<ModuleId, Asked<'_>> = BTreeMap::new();
    for (importer, (module, read)) in (0..).zip(graph.modules.iter().zip(&graph.reads)) {
        let Some(Ok(imports)) = read.as_deref() else { continue };
        for statement in imports.statements.iter().filter(|statement| statement.kind == Kind::Plain) {
            let Some(name) = statement.name.as_deref().filter(|name| *name != "*") else { continue };
            let from = absolute(&module.name, module.is_package, statement.level, &statement.module);
            let Some(from) = from.filter(|from| graph.find(&format!("{from}.{name}")).is_none()) else {
                continue;
            };
            if let Some(id) = graph.find(&from) {
                asked.entry(id).or_default().push((importer, statement, name));
            }
        }
    }
    asked
}

fn of_module(graph: &Graph, root: &Path, module: ModuleId, asked: &Asked<'_>) -> Vec<Absent> {
    let of = &graph.modules[module as usize];
    if graph.reads[module as usize].is_none() {
        return Vec::new();
    }
    let Ok(bytes) = bytes_of(root, &of.file) else { return Vec::new() };
    let Ok(source) = Source::read(&bytes) else { return Vec::new() };
    let names = Names::of(&source);
    if names.is_dynamic || !names.stars.is_empty() || makes_names(&bytes) {
        return Vec::new();
    }
    // A folder without an `__init__` is a module too.
    let folder = root.join(&of.file).parent().filter(|_| of.is_package).map(Path::to_owned);
    let is_folder = |name: &str| folder.as_ref().is_some_and(|folder| folder.join(name).is_dir());
    let is_there = |name: &str| {
        names.brings((&of.name, of.is_package), name) || is_of_every_module(name) || is_folder(name)
    };
    let missing = asked.iter().filter(|(_, _, name)| !is_there(name));
    let absent = missing.map(|(importer, statement, name)| {
        let Statement { line, kind, .. } = **statement;
        let importer = &graph.modules[*importer as usize];
        let imported = format!("{}.{name}", of.name);
        let (by, file) = (importer.name.clone(), importer.file.clone());
        let import = Unresolved { importer: by, imported, file, line, kind };
        Absent { module: of.name.clone(), name: (*name).to_owned(), import }
    });
    absent.collect()
}

/// Ways to bind a name without a statement that says it.
fn makes_names(bytes: &[u8]) -> bool {
    ["globals(", "locals(", "vars(", "sys.modules", "setattr(", "exec(", "__dict__", "__path__"]
        .iter()
        .any(|way| memmem::find(bytes, way.as_bytes()).is_some())
}

/// `__name__`, `__file__` and the like: the interpreter binds them.
fn is_of_every_module(name: &str) -> bool {
    name.starts_with("__") && name.ends_with("__")
}
