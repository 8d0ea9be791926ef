//! Takes the files of a tree, gives the folders that its modules are imported from, as `sys.path` would have them.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use super::source::{ModuleName, SRC, name_of};
use super::statement::Read;

/// Folders relative to the tree. Its own, the empty path, is one of them.
#[derive(Clone, Debug)]
pub struct Roots {
    /// By depth, the deepest last.
    folders: Vec<PathBuf>,
}

impl Roots {
    /// Those that the folders show: `src`, and each folder of a project.
    pub fn declared<'a>(
        files: impl Iterator<Item = &'a PathBuf> + Clone,
        projects: &BTreeSet<PathBuf>,
    ) -> Self {
        let packages = packages(files.clone());
        let mut folders = BTreeSet::from([PathBuf::new()]);
        for folder in files.filter_map(|file| file.parent()).flat_map(Path::ancestors) {
            let is_root = folder.file_name().is_some_and(|name| name == SRC) || projects.contains(folder);
            if is_root
                && !folders.contains(folder)
                && folder.ancestors().all(|around| !packages.contains(around))
            {
                folders.insert(folder.to_owned());
            }
        }
        Self::from(folders)
    }

    /// The same with those that only the imports show: a file imports a package that lies beside it or further up.
    pub fn shown_by(self, files: &[(PathBuf, Option<Read>)]) -> Self {
        let packages = packages(files.iter().map(|(file, _)| file));
        let tops = tops(files.iter().map(|(file, _)| file));
        let named: HashSet<&str> =
            packages.iter().filter_map(|folder| folder.file_name().and_then(|name| name.to_str())).collect();
        let mut folders: BTreeSet<PathBuf> = self.folders.iter().cloned().collect();
        for (file, read) in files {
            let Some(Ok(imports)) = read.as_deref() else { continue };
            let own = self.of(file);
            for statement in imports.statements.iter().filter(|statement| statement.level == 0) {
                let top = statement.module.split('.').next().unwrap_or_default();
                if !named.contains(top) {
                    continue;
                }
                let is_known = [Path::new(""), own].iter().any(|root| tops.contains(&root.join(top)));
                if !is_known {
                    let mut around = file.ancestors().skip(1).filter(|folder| *folder != Path::new(""));
                    let found = around
                        .find(|folder| !packages.contains(*folder) && packages.contains(&folder.join(top)));
                    folders.extend(found.map(Path::to_owned));
                }
            }
        }
        Self::from(folders)
    }

    fn from(folders: BTreeSet<PathBuf>) -> Self {
        let mut folders: Vec<PathBuf> = folders.into_iter().collect();
        folders.sort_by_key(|folder| folder.components().count());
        Self { folders }
    }

    /// All of them, the tree's own first.
    pub fn folders(&self) -> &[PathBuf] {
        &self.folders
    }

    /// The root that a file is imported from.
    pub fn of(&self, file: &Path) -> &Path {
        let around = self.folders.iter().rev().find(|folder| file.starts_with(folder));
        around.map_or(Path::new(""), PathBuf::as_path)
    }

    /// The module that a file is, seen from its root.
    pub fn name_of(&self, file: &Path) -> Option<ModuleName> {
        name_of(file.strip_prefix(self.of(file)).ok()?)
    }
}

/// The folders that have an `__init__`.
pub fn packages<'a>(files: impl Iterator<Item = &'a PathBuf>) -> BTreeSet<PathBuf> {
    let packages = files.filter(|file| file.file_stem().is_some_and(|stem| stem == "__init__"));
    packages
        .filter_map(|file| file.parent())
        .filter(|folder| *folder != Path::new(""))
        .map(Path::to_owned)
        .collect()
}

/// Every file without its extension, and every folder around one.
fn tops<'a>(files: impl Iterator<Item = &'a PathBuf>) -> BTreeSet<PathBuf> {
    let mut tops = BTreeSet::new();
    for file in files {
        let stem = file.file_name().and_then(|name| name.to_str()).and_then(|name| name.split('.').next());
        tops.extend(stem.map(|stem| file.with_file_name(stem)));
        for folder in file.ancestors().skip(1) {
            if !tops.insert(folder.to_owned()) {
                break;
            }
        }
    }
    tops
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::imports::parse::imports_of;

    fn roots(files: &[(&str, &str)], projects: &[&str]) -> Vec<String> {
        let read =
            |(path, text): &(&str, &str)| (PathBuf::from(path), Some(Arc::new(imports_of(text.as_bytes()))));
        let files: Vec<_> = files.iter().map(read).collect();
        let projects = projects.iter().map(PathBuf::from).collect();
        let roots = Roots::declared(files.iter().map(|(file, _)| file), &projects).shown_by(&files);
        roots.folders().iter().map(|folder| folder.display().to_string()).collect()
    }

    #[test]
    fn a9_roots_are_src_projects_and_what_imports_show() {
        let shop = [
            ("src/shop/__init__.py", ""),
            ("src/shop/a.py", "import shop.b\n"),
            ("tests/test_a.py", "import shop\n"),
        ];
        assert_eq!(roots(&shop, &[]), ["", "src"]);
        let workspace = [("one/first/__init__.py", ""), ("two/src/second/__init__.py", "")];
        assert_eq!(roots(&workspace, &["", "one", "two"]), ["", "one", "two", "two/src"]);
        let sibling = [("svc1/app1/__init__.py", ""), ("svc1/app1/m.py", "from app1.n import q\n")];
        assert_eq!(roots(&sibling, &[]), ["", "svc1"]);
    }

    #[test]
    fn a9_folders_that_are_imported_by_their_whole_name_are_no_roots() {
        let namespace =
            [("company/shop/__init__.py", ""), ("company/shop/a.py", "import company.shop.b\nimport json\n")];
        assert_eq!(roots(&namespace, &[]), [""]);
        let package =
            [("a/__init__.py", ""), ("a/src/__init__.py", ""), ("a/src/b/__init__.py", "import b\n")];
        assert_eq!(roots(&package, &["a"]), [""]);
        let outside = [("lib/yaml/__init__.py", ""), ("app.py", "import yaml\n")];
        assert_eq!(roots(&outside, &[]), [""]);
    }

    #[test]
    fn a_file_is_named_from_its_deepest_root() {
        let files =
            [("src/shop/__init__.py", ""), ("src/shop/a.py", "")].map(|(file, _)| PathBuf::from(file));
        let roots = Roots::declared(files.iter(), &BTreeSet::new());
        assert_eq!(roots.name_of(&files[1]).map(|name| name.dotted), Some("shop.a".into()));
        assert_eq!(roots.name_of(Path::new("tests/x.py")).map(|name| name.dotted), Some("tests.x".into()));
    }
}
