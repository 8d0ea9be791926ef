//! Takes the facts and the doors, gives where the target runs, by which Python, and with which variables.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::checks::{is_beside_packages, relative};
use super::doors::Doors;
use super::entry::{Variable, Why};
use crate::project::code::ModuleOf;
use crate::project::facts::Facts;
use crate::project::suite::is_beside_the_service;

/// The one project in which all doors are; else the folder itself.
pub fn root(facts: &Facts, doors: &Doors) -> PathBuf {
    let project = |module: &ModuleOf| {
        let known = facts.layout.project_of(&module.file);
        // A folder that only a command's words say is none of its own.
        if module.from.starts_with(known) || known.starts_with(&module.from) {
            known.to_owned()
        } else {
            PathBuf::new()
        }
    };
    let projects: BTreeSet<PathBuf> = doors.found.iter().map(|door| project(&door.module)).collect();
    match (projects.len(), projects.into_iter().next()) {
        // A member of a workspace may import the others.
        (1, Some(project)) => {
            let workspace = facts.workspaces.iter().find(|workspace| project.starts_with(workspace));
            workspace.cloned().unwrap_or(project)
        }
        _ => PathBuf::new(),
    }
}

/// `.venv` before others.
pub fn python(facts: &Facts, root: &Path) -> Option<PathBuf> {
    const NAMES: [&str; 3] = [".venv", "venv", "env"];
    let all = &facts.tree.environments;
    let beside = |folder: &Path| NAMES.iter().map(|name| folder.join(name)).find(|path| all.contains(path));
    let near = |folder: &Path| all.iter().find(|path| path.parent() == Some(folder)).cloned();
    [root, Path::new("")].into_iter().find_map(|folder| beside(folder).or_else(|| near(folder)))
}

/// What the target needs to be imported at all.
pub fn variables(facts: &Facts, doors: &Doors, root: &Path) -> Vec<Variable> {
    let mut found = Vec::new();
    let folders = folders(facts, doors, root);
    if let Some(first) = folders.first().cloned() {
        let shown: Vec<String> = folders.iter().map(|folder| folder.display().to_string()).collect();
        found.push(Variable { name: "PYTHONPATH", value: shown.join(":"), why: Why::PackagesIn(first) });
    }
    let settings = facts.settings.clone().or_else(|| {
        facts.code.iter().filter(|code| !code.module.name.contains("test")).find_map(|code| {
            let (module, line) = code.settings.clone()?;
            Some((module, crate::project::place::Place::at(&code.module.file, line)))
        })
    });
    found.extend(settings.map(|(module, at)| Variable {
        name: "DJANGO_SETTINGS_MODULE",
        value: module,
        why: Why::Settings { at },
    }));
    found
}

/// The folders beside the root from which the project's own modules are imported, those of the doors first.
fn folders(facts: &Facts, doors: &Doors, root: &Path) -> Vec<PathBuf> {
    let own = facts
        .modules
        .iter()
        .filter(|module| !is_beside_the_service(&module.file) && !is_beside_packages(facts, doors, module));
    let all = doors.found.iter().map(|door| &door.module).chain(own);
    let mut found: Vec<PathBuf> = Vec::new();
    for from in all.map(|module| &module.from).filter(|from| *from != root) {
        // A colon would make two folders of it.
        let usable =
            relative(from, root).filter(|folder| folder.to_str().is_some_and(|text| !text.contains(':')));
        if let Some(folder) = usable.filter(|folder| !found.contains(folder)) {
            found.push(folder);
        }
    }
    found
}
