//! Projects that are installed in place (`pip install -e`), on the side that is measured: the folders of the checkout on which
//! the interpreter finds them are replaced by those of the side's own files.

use std::collections::HashSet;
use std::env;
use std::path::{Path, PathBuf};

use vitals_probes::wire::Checkout;

use crate::python::Interpreter;
use crate::worker::NotFrom;

/// The variable that Python reads; its folders come before those of `.pth` files and of setuptools' finder.
pub const PYTHONPATH: &str = "PYTHONPATH";

/// The value of `PYTHONPATH` with which a side's own tree is found: what the run gives, and where the interpreter finds
/// the checkout, both with `tree` in the place of the checkout's `top`. None where neither says anything.
pub fn python_path(given: Option<&str>, python: &Interpreter, top: &Path, tree: &Path) -> Option<String> {
    let inherited = given.map(str::to_owned).or_else(|| env::var(PYTHONPATH).ok());
    let given = inherited.as_deref().unwrap_or_default().split(':').filter(|entry| !entry.is_empty());
    let in_tree = |inside: PathBuf| {
        let folder = if inside.as_os_str().is_empty() { tree.to_owned() } else { tree.join(inside) };
        folder.display().to_string()
    };
    let own = Own::of(python, top);
    let given = given.map(|entry| own.folder(Path::new(entry)).map_or_else(|| entry.to_owned(), in_tree));
    let roots = source_roots(python, &own).into_iter().map(in_tree);
    let mut entries: Vec<String> = Vec::new();
    for entry in given.chain(roots) {
        // A folder with a colon in its name cannot be in such a list.
        if !entry.contains(':') && !entries.contains(&entry) {
            entries.push(entry);
        }
    }
    (!entries.is_empty()).then(|| entries.join(":"))
}

/// What a worker that measures a commit's files must not load: the checkout's own, but for environments in it.
pub fn not_from(python: &Interpreter, top: &Path, tracked: HashSet<PathBuf>) -> NotFrom {
    // It is asked before `sys.path`, and so finds the checkout whatever `PYTHONPATH` says.
    let first = python.search.finders.iter().find(|finder| finder.first);
    NotFrom {
        checkout: Checkout { top: top.to_owned(), except: Own::of(python, top).environments },
        tracked,
        finder: first.map(|finder| finder.finder.clone()),
    }
}

/// Folders of the checkout on which the interpreter finds modules, relative to its top, in the order in which they are asked.
fn source_roots(python: &Interpreter, own: &Own) -> Vec<PathBuf> {
    let finders = python.search.finders.iter().filter(|finder| !finder.first);
    let packages = finders.flat_map(|finder| &finder.packages).filter_map(|(name, path)| root_of(name, path));
    let folders = python.search.path.iter().cloned().chain(packages);
    folders.filter_map(|folder| own.folder(&folder)).collect()
}

/// What of the checkout is the project's own.
struct Own {
    top: PathBuf,
    /// The interpreter's own folders, where they lie in the checkout.
    environments: Vec<PathBuf>,
}

impl Own {
    fn of(python: &Interpreter, top: &Path) -> Self {
        let prefixes = [&python.prefix, &python.base_prefix].map(|prefix| real(prefix));
        let environments =
            prefixes.into_iter().filter(|prefix| prefix.starts_with(top) && prefix != top).collect();
        Self { top: top.to_owned(), environments }
    }

    /// A folder of the project, relative to the top; None for any other, and for a relative one.
    fn folder(&self, folder: &Path) -> Option<PathBuf> {
        if !folder.is_absolute() {
            return None;
        }
        let folder = real(folder);
        let in_environment = self.environments.iter().any(|environment| folder.starts_with(environment));
        let inside = folder.strip_prefix(&self.top).ok().filter(|_| !in_environment)?;
        Some(inside.to_owned())
    }
}

/// The folder on which a package is found: `src` for `a.b` in `src/a/b`. None where the folder has another name than the package.
fn root_of(name: &str, path: &Path) -> Option<PathBuf> {
    let mut folder = path.to_owned();
    if folder.extension().is_some_and(|extension| extension == "py") {
        folder.set_extension("");
    }
    for part in name.rsplit('.') {
        if folder.file_name()? != part {
            return None;
        }
        folder.pop();
    }
    Some(folder)
}

/// The path without links; as it is where nothing lies there.
fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::python::{EditableFinder, Search};

    fn interpreter(path: &[&str], finders: Vec<EditableFinder>) -> Interpreter {
        let text = include_str!("../../tests/data/last_version/reference.baseline.json");
        let baseline: crate::store::Baseline = serde_json::from_str(text).expect("a baseline");
        let path = path.iter().map(PathBuf::from).collect();
        let prefix = "/repo/.venv".into();
        Interpreter { search: Search { path, finders }, prefix, ..baseline.fingerprint.python }
    }

    fn finder(first: bool, packages: &[(&str, &str)]) -> EditableFinder {
        let packages = packages.iter().map(|(name, path)| ((*name).to_owned(), path.into())).collect();
        EditableFinder { finder: "__editable___shop_finder".into(), first, packages }
    }

    fn path_of(given: &str, python: &Interpreter) -> Option<String> {
        python_path(Some(given), python, Path::new("/repo"), Path::new("/tree"))
    }

    #[test]
    fn a1_what_is_installed_in_place_is_found_in_the_sides_own_tree() {
        let lib = "/usr/lib/python3.11";
        let python = interpreter(&[lib, "/repo/.venv/lib/python3.11/site-packages", "/repo/src"], Vec::new());
        assert_eq!(path_of("", &python).as_deref(), Some("/tree/src"));
        let packages =
            [("shop", "/repo/lib/shop"), ("ns.part", "/repo/parts/ns/part"), ("one", "/repo/one.py")];
        let python = interpreter(&[lib], vec![finder(false, &packages)]);
        assert_eq!(path_of("", &python).as_deref(), Some("/tree/parts:/tree:/tree/lib"));
        assert_eq!(path_of("", &interpreter(&[lib, "/elsewhere/src"], Vec::new())), None);
    }

    #[test]
    fn a1_what_the_run_gives_comes_first_and_is_mapped_too() {
        let python = interpreter(&["/repo/src"], Vec::new());
        assert_eq!(
            path_of("/repo/vendor:/opt/x:lib", &python).as_deref(),
            Some("/tree/vendor:/opt/x:lib:/tree/src")
        );
    }

    #[test]
    fn a1_an_environment_in_the_checkout_is_no_part_of_the_commit() {
        let packages = "/repo/.venv/lib/python3.11/site-packages";
        let python = interpreter(&[packages, "/repo/src"], Vec::new());
        assert_eq!(path_of(packages, &python), Some(format!("{packages}:/tree/src")));
    }

    #[test]
    fn a1_a_package_in_a_folder_of_another_name_has_no_root() {
        assert_eq!(root_of("shop", Path::new("/repo/source")), None);
        assert_eq!(root_of("a.b", Path::new("/repo/src/a/b")), Some("/repo/src".into()));
        let first = interpreter(&[], vec![finder(true, &[("shop", "/repo/shop")])]);
        assert_eq!(path_of("", &first), None);
        let not_from = not_from(&first, Path::new("/repo"), HashSet::new());
        assert_eq!(not_from.checkout.except, [PathBuf::from("/repo/.venv")]);
        assert_eq!(not_from.finder.as_deref(), Some("__editable___shop_finder"));
    }
}
