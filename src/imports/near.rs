//! Takes the graph, gives the imports that resolve nowhere though a package of their name is near.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::graph::{Graph, Outside, Unresolved};
use super::roots::packages;

/// Imports of one name that no root has, and the folder that may be meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Near {
    /// The first part of what is imported.
    pub name: String,
    /// How many imports.
    pub imports: usize,
    /// The first of them.
    pub first: Unresolved,
    /// The package of that name: relative to the root, or absolute where it lies outside.
    pub folder: PathBuf,
    /// The folder that it would be imported from: for `--root`.
    pub root: PathBuf,
}

/// Those of a graph; the folder itself and those beside it count as near too.
pub fn near(graph: &Graph, root: &Path) -> Vec<Near> {
    let inside: BTreeSet<PathBuf> = packages(graph.modules.iter().map(|module| &module.file));
    let of_name = |(name, outside): (&String, &Outside)| {
        let folder = folder_of(name, root, &inside)?;
        let above = if folder.is_absolute() {
            folder.parent()?.to_owned()
        } else {
            root.join(&folder).parent()?.to_owned()
        };
        Some(Near {
            name: name.clone(),
            imports: outside.imports,
            first: outside.first.clone(),
            folder,
            root: above,
        })
    };
    graph.outside.iter().filter_map(of_name).collect()
}

fn folder_of(name: &str, root: &Path, inside: &BTreeSet<PathBuf>) -> Option<PathBuf> {
    let is_outermost = |folder: &&PathBuf| folder.parent().is_none_or(|around| !inside.contains(around));
    let below = inside.iter().filter(|folder| folder.file_name().is_some_and(|last| last == name));
    let below = below.filter(is_outermost).min_by_key(|folder| folder.components().count());
    below.cloned().or_else(|| {
        let is_package = |folder: &PathBuf| folder.join("__init__.py").is_file();
        let itself = root.file_name().is_some_and(|own| own == name).then(|| root.to_owned());
        // Beside `site-packages` lies the standard library.
        let own =
            root.file_name().and_then(|own| own.to_str()).is_some_and(|own| !own.ends_with("-packages"));
        let beside = root.parent().filter(|_| own).map(|around| around.join(name));
        itself.into_iter().chain(beside).find(is_package)
    })
}
