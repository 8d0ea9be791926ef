//! Takes the files of a tree, gives the modules that they are, and what a name means that an import asks for.

use std::collections::HashMap;
use std::path::PathBuf;

use rustc_hash::{FxHashMap, FxHashSet};

use super::graph::{Module, ModuleId};
use super::roots::Roots;
use super::source::name_of;
use super::statement::Read;

/// A module, and how it is imported.
pub struct Found<'a> {
    pub module: Module,
    pub read: Option<&'a Read>,
    /// Which root it is imported from, and its name there: two roots may have modules of one name.
    pub root: usize,
    pub name: String,
    /// Its name from the tree's own folder.
    whole: String,
}

/// By name, each once: Python takes a package before a module of its name.
pub fn modules_of<'a>(files: &'a [(PathBuf, Option<Read>)], roots: &Roots) -> Vec<Found<'a>> {
    let named = files.iter().filter_map(|(file, read)| {
        let of = roots.of(file);
        let root = roots.folders().iter().position(|root| root == of)?;
        let [own, whole] = [roots.name_of(file)?, name_of(file)?];
        let module = Module { name: own.dotted.clone(), file: file.clone(), is_package: own.is_package };
        Some(Found { module, read: read.as_ref(), root, name: own.dotted, whole: whole.dotted })
    });
    let mut found: Vec<_> = named.collect();
    // Of an extension and its source, the source shows what is imported.
    found.sort_by(|one, other| {
        let rank = |found: &Found<'_>| (!found.module.is_package, found.read.is_none());
        one.name.cmp(&other.name).then(one.root.cmp(&other.root)).then_with(|| rank(one).cmp(&rank(other)))
    });
    found.dedup_by(|other, first| (&other.name, other.root) == (&first.name, first.root));
    let mut taken: HashMap<String, usize> = HashMap::new();
    for one in &mut found {
        if taken.insert(one.name.clone(), one.root).is_some() {
            one.module.name.clone_from(&one.whole);
        }
    }
    found.sort_by(|one, other| one.module.name.cmp(&other.module.name));
    found.dedup_by(|other, first| other.module.name == first.module.name);
    found
}

/// The names below one root.
#[derive(Default)]
struct Space<'a> {
    ids: FxHashMap<&'a str, ModuleId>,
    /// Folders without an `__init__`: nothing runs when they are imported.
    namespaces: FxHashSet<&'a str>,
}

impl<'a> Space<'a> {
    fn add(&mut self, name: &'a str, id: ModuleId) {
        self.ids.entry(name).or_insert(id);
        self.namespaces.extend(prefixes(name));
    }

    fn has(&self, name: &str) -> bool {
        self.ids.contains_key(name) || self.namespaces.contains(name)
    }
}

/// What names mean, root by root.
pub struct Names<'a> {
    pub found: &'a [Found<'a>],
    spaces: Vec<Space<'a>>,
}

impl<'a> Names<'a> {
    pub fn of(found: &'a [Found<'a>], roots: usize) -> Self {
        let mut spaces: Vec<Space<'a>> = (0..roots).map(|_| Space::default()).collect();
        for (id, one) in (0..).zip(found) {
            spaces[one.root].add(&one.name, id);
        }
        // From the tree's own folder, everything has a name.
        for (id, one) in (0..).zip(found).filter(|(_, one)| one.root > 0) {
            spaces[0].add(&one.whole, id);
        }
        Self { found, spaces }
    }

    /// The root from which a module of this root gets a name: its own, the tree's, or another that has the first part of it.
    pub fn space(&self, root: usize, name: &str) -> Option<usize> {
        let top = name.split('.').next().unwrap_or_default();
        [root].into_iter().chain(0..self.spaces.len()).find(|space| self.spaces[*space].has(top))
    }

    pub fn id(&self, space: usize, name: &str) -> Option<ModuleId> {
        self.spaces[space].ids.get(name).copied()
    }

    /// A name below a package of the tree, and no module of it.
    pub fn is_missing(&self, space: usize, wanted: &str) -> bool {
        let space = &self.spaces[space];
        if space.has(wanted) {
            return false;
        }
        let deepest = prefixes(wanted).take_while(|name| space.has(name)).last();
        let deepest = deepest.and_then(|name| space.ids.get(name));
        deepest.is_some_and(|id| self.found[*id as usize].module.is_package)
    }
}

/// `a`, `a.b` and `a.b.c` of `a.b.c`.
pub fn prefixes(name: &str) -> impl Iterator<Item = &str> {
    name.match_indices('.').map(|(dot, _)| &name[..dot]).chain([name])
}
