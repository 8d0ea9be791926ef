//! Takes the files of a tree, gives the folders from which its modules are imported, and the module that each file is.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::code::ModuleOf;
use crate::config::module_name;

/// What a project's own folder has.
const MARKS: [&str; 6] =
    ["pyproject.toml", "setup.py", "setup.cfg", "requirements.txt", "Pipfile", "manage.py"];
const SRC: &str = "src";

/// Folders of projects, and those from which their modules are imported.
#[derive(Debug, Default)]
pub struct Layout {
    /// Folders of projects, the tree's own among them; the innermost last.
    pub projects: Vec<PathBuf>,
    /// Folders that go onto `sys.path`; the innermost last.
    pub roots: Vec<PathBuf>,
}

impl Layout {
    /// `declared` are the folders in which packages lie, by the file that says so.
    pub fn of(files: &[PathBuf], declared: &BTreeMap<PathBuf, Vec<PathBuf>>) -> Self {
        let is_mark =
            |file: &&PathBuf| file.file_name().is_some_and(|name| MARKS.iter().any(|mark| name == *mark));
        let mut projects: BTreeSet<PathBuf> =
            files.iter().filter(is_mark).filter_map(|file| folder_of(file)).collect();
        projects.insert(PathBuf::new());
        let python =
            || files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "py"));
        let packages: BTreeSet<PathBuf> = python()
            .filter(|file| file.file_name().is_some_and(|name| name == "__init__.py"))
            .filter_map(|file| folder_of(file))
            .collect();
        // Of a folder inside of a package, the marks are data: a template, a fixture.
        projects.retain(|project| !project.ancestors().any(|folder| packages.contains(folder)));
        let mut roots = projects.clone();
        for project in &projects {
            let said = declared.iter().filter(|(file, _)| folder_of(file).as_ref() == Some(project));
            let said = said.flat_map(|(_, folders)| folders.iter().map(|folder| project.join(folder)));
            let candidates = said.chain([project.join(SRC)]).filter(|folder| !packages.contains(folder));
            roots.extend(candidates.filter(|folder| python().any(|file| file.starts_with(folder))));
        }
        let sorted = |folders: BTreeSet<PathBuf>| {
            let mut folders: Vec<PathBuf> = folders.into_iter().collect();
            folders.sort_by_key(|folder| folder.components().count());
            folders
        };
        Self { projects: sorted(projects), roots: sorted(roots) }
    }

    /// The innermost project around a file or folder.
    pub fn project_of(&self, path: &Path) -> &Path {
        around(&self.projects, path)
    }

    /// The module that a file of Python is; None where no import can name it.
    pub fn module_of(&self, file: &Path) -> Option<ModuleOf> {
        let from = around(&self.roots, file);
        let inside = file.strip_prefix(from).ok()?;
        let is_package = inside.file_name()?.to_str()? == "__init__.py";
        let named = if is_package { inside.parent()?.to_owned() } else { inside.with_extension("") };
        let parts: Option<Vec<&str>> = named.iter().map(|part| part.to_str()).collect();
        let name = module_name(&parts?.join(".")).ok()?;
        Some(ModuleOf { name, is_package, from: from.to_owned(), file: file.to_owned() })
    }
}

fn around<'a>(folders: &'a [PathBuf], path: &Path) -> &'a Path {
    let inside = |folder: &&PathBuf| path.starts_with(folder) && path != folder.as_path();
    folders.iter().rev().find(inside).map_or(Path::new(""), PathBuf::as_path)
}

fn folder_of(file: &Path) -> Option<PathBuf> {
    file.parent().map(Path::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn module(files: &[&str], declared: &[(&str, &str)], file: &str) -> Option<(String, String)> {
        let files: Vec<PathBuf> = files.iter().map(PathBuf::from).collect();
        let declared =
            declared.iter().map(|(file, folder)| (PathBuf::from(file), vec![PathBuf::from(folder)]));
        let layout = Layout::of(&files, &declared.collect());
        let module = layout.module_of(Path::new(file))?;
        Some((module.name, module.from.display().to_string()))
    }

    #[test]
    fn modules_are_named_from_the_folder_that_they_are_imported_from() {
        let is = |name: &str, from: &str| Some((name.to_owned(), from.to_owned()));
        let src = ["pyproject.toml", "src/shop/__init__.py", "src/shop/main.py"];
        assert_eq!(module(&src, &[], "src/shop/main.py"), is("shop.main", "src"));
        assert_eq!(module(&src, &[], "src/shop/__init__.py"), is("shop", "src"));
        let workspace = ["pyproject.toml", "packages/a/pyproject.toml", "packages/a/src/a/__init__.py"];
        assert_eq!(module(&workspace, &[], "packages/a/src/a/__init__.py"), is("a", "packages/a/src"));
        let flat = ["server.py", "app/main.py"];
        assert_eq!(module(&flat, &[], "server.py"), is("server", ""));
        assert_eq!(module(&flat, &[], "app/main.py"), is("app.main", ""));
        let is_a_package = ["src/__init__.py", "src/main.py"];
        assert_eq!(module(&is_a_package, &[], "src/main.py"), is("src.main", ""));
        let lib = ["setup.py", "lib/shop/__init__.py"];
        assert_eq!(module(&lib, &[("setup.py", "lib")], "lib/shop/__init__.py"), is("shop", "lib"));
        let template = ["shop/__init__.py", "shop/template/pyproject.toml", "shop/template/x.py"];
        assert_eq!(module(&template, &[], "shop/template/x.py"), is("shop.template.x", ""));
        assert_eq!(module(&flat, &[], "odd-name.py"), None);
        assert_eq!(module(&flat, &[], "__init__.py"), None);
    }
}
