//! Takes a folder and the packages that were named, gives their files and the modules that these are.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::error::ImportsError;
use super::syntax::Fault;
use crate::user_file;

/// Folders that hold other people's code, or none.
const PASSED_OVER: [&str; 3] = ["__pycache__", "node_modules", "site-packages"];
/// Modules without Python source: nothing is known of their imports.
const OPAQUE: [&str; 3] = ["so", "pyd", "pyx"];

/// Which files count: all below the root, or those of the packages that were named.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Relative to the root, without an extension; empty for all.
    places: Vec<PathBuf>,
}

impl Selection {
    /// Of dotted names, which the configuration's rules have checked.
    pub fn of(packages: &[String]) -> Self {
        Self { places: packages.iter().map(|name| name.split('.').collect()).collect() }
    }

    /// Whether a path relative to the root is one of the selection's modules.
    pub fn takes(&self, path: &Path) -> bool {
        let named = |place: &PathBuf| path.starts_with(place) || path.with_extension("") == *place;
        let folders = path.parent().into_iter().flat_map(Path::components);
        name_of(path).is_some()
            && folders.map(|part| part.as_os_str()).all(|part| part.to_str().is_some_and(is_walked))
            && (self.places.is_empty() || self.places.iter().any(named))
    }
}

fn is_walked(folder: &str) -> bool {
    !folder.contains('.') && !PASSED_OVER.contains(&folder)
}

/// The module that a file is: its dotted name, and whether it is a package's `__init__`.
pub struct ModuleName {
    /// The module's name: `shop.events`.
    pub dotted: String,
    /// `__init__`.
    pub is_package: bool,
    /// Not written in Python.
    pub is_opaque: bool,
}

/// The module's name; None where the file is none.
pub fn name_of(path: &Path) -> Option<ModuleName> {
    let file = path.file_name()?.to_str()?;
    let extension = path.extension()?.to_str()?;
    let is_opaque = OPAQUE.contains(&extension);
    if !is_opaque && extension != "py" {
        return None;
    }
    let (stem, tag) = file.split_once('.')?;
    // `a.b.py` cannot be imported; `a.cpython-311-x86_64-linux-gnu.so` is `a`.
    if stem.is_empty() || (!is_opaque && tag != "py") {
        return None;
    }
    let folder = path.parent()?.to_str()?.replace('/', ".");
    let is_package = stem == "__init__";
    let dotted = match (folder.is_empty(), is_package) {
        (true, true) => return None,
        (true, false) => stem.to_owned(),
        (false, true) => folder,
        (false, false) => format!("{folder}.{stem}"),
    };
    Some(ModuleName { dotted, is_package, is_opaque })
}

/// The selection's files below the root, relative to it.
///
/// # Errors
/// Where the root is no folder, a named package is not there, or nothing is found at all.
pub fn on_disk(root: &Path, packages: &[String]) -> Result<Vec<PathBuf>, ImportsError> {
    if !root.is_dir() {
        return Err(ImportsError::NoRoot { path: root.to_owned() });
    }
    let selection = Selection::of(packages);
    let mut found = BTreeSet::new();
    for (name, place) in packages.iter().zip(&selection.places) {
        let before = found.len();
        walk(root, place, &mut found);
        let module = place.with_extension("py");
        if root.join(&module).is_file() {
            found.insert(module);
        }
        if found.len() == before {
            return Err(ImportsError::NoPackage { name: name.clone(), root: root.to_owned() });
        }
    }
    if packages.is_empty() {
        walk(root, Path::new(""), &mut found);
    }
    found.retain(|path| selection.takes(path));
    if found.is_empty() {
        return Err(ImportsError::NothingFound { root: root.to_owned() });
    }
    Ok(found.into_iter().collect())
}

/// Links to folders are not followed: they may lead back up. What cannot be listed has no files.
fn walk(root: &Path, folder: &Path, found: &mut BTreeSet<PathBuf>) {
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        let Ok(entries) = fs::read_dir(root.join(&folder)) else { continue };
        let entries: Vec<_> = entries.filter_map(Result::ok).collect();
        if entries.iter().any(|entry| entry.file_name() == "pyvenv.cfg") {
            continue;
        }
        for entry in entries {
            let path = folder.join(entry.file_name());
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => {
                    waiting.extend(entry.file_name().to_str().is_some_and(is_walked).then_some(path));
                }
                // A pipe would be read for ever; a link may lead to a file.
                Ok(_) if name_of(&path).is_some() && root.join(&path).is_file() => {
                    found.insert(path);
                }
                _ => {}
            }
        }
    }
}

/// The files that a module may be.
pub fn files_of(module: &str) -> [PathBuf; 2] {
    let place: PathBuf = module.split('.').collect();
    [place.join("__init__.py"), place.with_extension("py")]
}

pub fn has_source(file: &Path) -> bool {
    name_of(file).is_some_and(|name| !name.is_opaque)
}

pub fn bytes_of(root: &Path, file: &PathBuf) -> Result<Vec<u8>, Fault> {
    user_file::read(&root.join(file)).map_err(|error| Fault::whole(format!("it cannot be read: {error}")))
}

/// Whether a text stands somewhere in a file, read as it lies there.
pub fn has_word(bytes: &[u8], word: &str) -> bool {
    memchr::memmem::find(bytes, word.as_bytes()).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_modules_or_not() {
        let reported = |path: &str| name_of(Path::new(path)).map(|name| (name.dotted, name.is_package));
        for (path, expected) in [
            ("a.py", Some(("a", false))),
            ("a/__init__.py", Some(("a", true))),
            ("a/b/c.py", Some(("a.b.c", false))),
            ("a/_speed.cpython-311-x86_64-linux-gnu.so", Some(("a._speed", false))),
            ("__init__.py", None),
            ("a/b.txt", None),
            ("a/b.c.py", None),
            ("a/.py", None),
        ] {
            assert_eq!(reported(path), expected.map(|(name, package)| (name.to_owned(), package)), "{path}");
        }
    }

    #[test]
    fn a_selection_takes_its_packages_and_modules_alone() {
        let selection = Selection::of(&["shop".into(), "tools.run".into()]);
        for (path, taken) in [
            ("shop/__init__.py", true),
            ("shop/a/b.py", true),
            ("tools/run.py", true),
            ("tools/other.py", false),
            ("shopping/a.py", false),
            ("shop/.hidden/a.py", false),
            ("shop/__pycache__/a.py", false),
        ] {
            assert_eq!(selection.takes(Path::new(path)), taken, "{path}");
        }
        assert!(Selection::default().takes(Path::new("any/where.py")));
    }
}
