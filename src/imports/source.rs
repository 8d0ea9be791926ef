//! Takes a folder and the packages that were named, gives their files and the modules that these are.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

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
        let beside = below_src(path);
        let named = |place: &PathBuf| {
            [Some(path), beside]
                .into_iter()
                .flatten()
                .any(|path| path.starts_with(place) || path.with_extension("") == *place)
        };
        let folders = path.parent().into_iter().flat_map(Path::components);
        name_of(path).is_some()
            && folders.map(|part| part.as_os_str()).all(|part| part.to_str().is_some_and(is_walked))
            && (self.places.is_empty() || self.places.iter().any(named))
    }
}

/// The path from its folder `src` on: packages lie there too.
fn below_src(path: &Path) -> Option<&Path> {
    let mut parts = path.components();
    parts.find(|part| *part == Component::Normal(SRC.as_ref()))?;
    Some(parts.as_path())
}

/// What a project's folder has.
const MARKS: [&str; 3] = ["pyproject.toml", "setup.py", "setup.cfg"];
/// A folder of this name is no package's: projects keep their packages in it.
pub const SRC: &str = "src";

/// Whether a file says that its folder is a project's.
pub fn is_mark(file: &Path) -> bool {
    file.file_name().is_some_and(|name| MARKS.iter().any(|mark| name == *mark))
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

/// What lies below a root, relative to it.
#[derive(Default)]
pub struct Sources {
    /// The modules.
    pub files: BTreeSet<PathBuf>,
    /// Folders of projects.
    pub projects: BTreeSet<PathBuf>,
}

/// The selection's files below the root.
///
/// # Errors
/// Where the root is no folder, a named package is not there, or nothing is found at all.
pub fn on_disk(root: &Path, packages: &[String]) -> Result<Sources, ImportsError> {
    if !root.is_dir() {
        return Err(ImportsError::NoRoot { path: root.to_owned() });
    }
    let mut found = Sources::default();
    let mut all: Option<Sources> = None;
    for (name, place) in packages.iter().zip(Selection::of(packages).places) {
        if found.add(root, &place) {
            continue;
        }
        // Not in the root itself: in one of its projects, or in `src`.
        let all = all.get_or_insert_with(|| Sources::below(root));
        let elsewhere = all.place_of(&place).filter(|place| found.add(root, place));
        elsewhere.ok_or_else(|| ImportsError::NoPackage { name: name.clone(), root: root.to_owned() })?;
        found.projects.extend(all.projects.iter().cloned());
    }
    if packages.is_empty() {
        found = Sources::below(root);
    }
    if found.files.is_empty() {
        return Err(ImportsError::NothingFound { root: root.to_owned() });
    }
    Ok(found)
}

impl Sources {
    fn below(root: &Path) -> Self {
        let mut all = Self::default();
        walk(root, Path::new(""), &mut all);
        all
    }

    /// Adds the package or module that lies there, and says whether there was one.
    fn add(&mut self, root: &Path, place: &Path) -> bool {
        let before = self.files.len();
        walk(root, place, self);
        let module = place.with_extension("py");
        if root.join(&module).is_file() {
            self.files.insert(module);
        }
        self.files.len() > before
    }

    /// Where a package or module lies that is imported from another folder than the root's: in `src` rather than elsewhere.
    fn place_of(&self, place: &Path) -> Option<PathBuf> {
        let [package, module] = [place.join("__init__.py"), place.with_extension("py")];
        let ends = |file: &&PathBuf| file.ends_with(&package) || file.ends_with(&module);
        let in_src =
            |file: &&PathBuf| below_src(file).is_some_and(|below| below == package || below == module);
        let found =
            self.files.iter().filter(ends).min_by_key(|file| (!in_src(file), file.components().count()))?;
        let is_package = found.ends_with(&package);
        Some(if is_package { found.parent()?.to_owned() } else { found.with_extension("") })
    }
}

/// Links to folders are not followed: they may lead back up. What cannot be listed has no files.
fn walk(root: &Path, folder: &Path, found: &mut Sources) {
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        let Ok(entries) = fs::read_dir(root.join(&folder)) else { continue };
        let entries: Vec<_> = entries.filter_map(Result::ok).collect();
        if entries.iter().any(|entry| entry.file_name() == "pyvenv.cfg") {
            continue;
        }
        for entry in entries {
            let path = folder.join(entry.file_name());
            if is_mark(&path) {
                found.projects.insert(folder.clone());
            }
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => {
                    waiting.extend(entry.file_name().to_str().is_some_and(is_walked).then_some(path));
                }
                // A pipe would be read for ever; a link may lead to a file.
                Ok(_) if name_of(&path).is_some() && root.join(&path).is_file() => {
                    found.files.insert(path);
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

/// The file that a module is below a folder, relative to it; None where there is none.
pub fn file_of(folder: &Path, module: &str) -> Option<PathBuf> {
    files_of(module).into_iter().find(|file| folder.join(file).is_file())
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
            ("src/shop/a.py", true),
            ("one/src/tools/run.py", true),
            ("one/shop/a.py", false),
        ] {
            assert_eq!(selection.takes(Path::new(path)), taken, "{path}");
        }
        assert!(Selection::default().takes(Path::new("any/where.py")));
    }
}
