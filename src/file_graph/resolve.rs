//! From a path, as one module writes it, to the file that defines what it names.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::modules::{Crate, Import, ModuleId};
use super::references::References;

/// What a path leads to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Target {
    Module(ModuleId),
    /// Something that this module defines.
    Item(ModuleId),
}

/// Which files each file uses, and by which path.
pub type Uses = BTreeMap<PathBuf, BTreeMap<PathBuf, String>>;

/// Imports of imports, and circles of globs.
const DEEPEST: usize = 16;

/// The file graph of a crate.
pub fn uses(sources: &mut Crate) -> Uses {
    let references: Vec<References> = sources.modules.iter().map(References::of).collect();
    let mut written = Vec::new();
    for (module, references) in sources.modules.iter_mut().zip(references) {
        module.imports.extend(references.inner_imports);
        written.push(references.paths);
    }
    let mut uses = Uses::new();
    for (id, paths) in written.into_iter().enumerate() {
        let file = &sources.modules[id].file;
        for path in paths {
            let files = sources.resolve(id, &path, 0).into_iter().filter_map(|target| match target {
                Target::Item(module) => Some(&sources.modules[module].file),
                Target::Module(_) => None,
            });
            for used in files.filter(|used| *used != file) {
                let of_file = uses.entry(file.clone()).or_default();
                of_file.entry(used.clone()).or_insert_with(|| path.join("::"));
            }
        }
    }
    uses
}

impl Crate {
    fn resolve(&self, from: ModuleId, path: &[String], depth: usize) -> BTreeSet<Target> {
        let Some((first, rest)) = path.split_first() else { return BTreeSet::new() };
        if depth > DEEPEST {
            return BTreeSet::new();
        }
        let start = match first.as_str() {
            "crate" => Some(0),
            "self" => Some(from),
            "super" => self.modules[from].parent,
            _ => return self.walk(self.lookup(from, first, depth), rest, depth),
        };
        self.walk(start.into_iter().map(Target::Module).collect(), rest, depth)
    }

    fn walk(&self, mut found: BTreeSet<Target>, rest: &[String], depth: usize) -> BTreeSet<Target> {
        for name in rest {
            // Where a module and an item have one name, a longer path goes through the module.
            let modules: Vec<_> = found
                .iter()
                .filter_map(|target| if let Target::Module(id) = target { Some(*id) } else { None })
                .collect();
            if modules.is_empty() {
                return found;
            }
            found = modules
                .into_iter()
                .flat_map(|id| match (name.as_str(), self.modules[id].parent) {
                    ("super", Some(parent)) => BTreeSet::from([Target::Module(parent)]),
                    _ => self.lookup(id, name, depth),
                })
                .collect();
        }
        found
    }

    /// A name within a module.
    fn lookup(&self, id: ModuleId, name: &str, depth: usize) -> BTreeSet<Target> {
        let module = &self.modules[id];
        let mut found: BTreeSet<Target> =
            module.children.get(name).map(|child| Target::Module(*child)).into_iter().collect();
        if module.defined.iter().any(|defined| defined == name) {
            found.insert(Target::Item(id));
        }
        for import in module.imports.iter().filter(|import| import.name.as_deref() == Some(name)) {
            // `use a::a`: the first `a` is another.
            if import.path != [name] {
                found.extend(self.resolve_import(id, import, depth + 1));
            }
        }
        if found.is_empty() && depth < DEEPEST {
            for glob in module.imports.iter().filter(|import| import.name.is_none()) {
                for target in self.resolve_import(id, glob, depth + 1) {
                    match target {
                        Target::Module(of) => found.extend(self.lookup(of, name, depth + 1)),
                        // The variants of an enumeration: their names are not known here.
                        Target::Item(_) => {}
                    }
                }
            }
        }
        found
    }

    fn resolve_import(&self, id: ModuleId, import: &Import, depth: usize) -> BTreeSet<Target> {
        self.resolve(id, &import.path, depth)
    }
}

/// The folder's entries that use each other: its files, and each folder in it as one.
pub fn folders(uses: &Uses) -> BTreeMap<PathBuf, Uses> {
    let mut folders: BTreeMap<PathBuf, Uses> = BTreeMap::new();
    for (file, used) in uses {
        for (other, by) in used {
            let (Some(folder), Some(other_folder)) = (file.parent(), other.parent()) else { continue };
            let shared: PathBuf = folder
                .components()
                .zip(other_folder.components())
                .take_while(|(one, two)| one == two)
                .map(|(one, _)| one)
                .collect();
            let entry = |file: &Path| {
                file.strip_prefix(&shared).ok().and_then(|inside| inside.iter().next()).map(PathBuf::from)
            };
            if let (Some(one), Some(two)) = (entry(file), entry(other)) {
                let of_entry = folders.entry(shared).or_default().entry(one).or_default();
                of_entry.entry(two).or_insert_with(|| format!("{}: {by}", file.display()));
            }
        }
    }
    folders
}
