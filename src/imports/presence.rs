//! Whether a module has a name once it has run.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::absolute::absolute;
use super::names::Names;
use super::parallel;
use super::source::{bytes_of, file_of, files_of};
use super::syntax::Source;

/// Whether a module has a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// It is bound, or is a module of the package.
    Defined,
    /// It may come from a star import of something outside, or from `__getattr__`; or the module could not be read.
    Unknown,
    /// It is not bound.
    Missing,
    /// It is not bound, and `__all__` lists it all the same.
    OnlyListed,
    /// There is no such module.
    NoModule,
}

/// Whether a module below a folder has a name, and the file that the module is; relative to the folder.
pub fn presence_of(root: &Path, module: &str, name: &str) -> (Option<PathBuf>, Presence) {
    let file = file_of(root, module);
    // In a thread with a stack for it.
    let found = parallel::each(&[()], |()| presence(root, module, name, &mut Vec::new()));
    (file, found[0])
}

/// `seen` are the modules that are being looked into, with the name that each is asked for.
fn presence(root: &Path, module: &str, name: &str, seen: &mut Vec<(String, String)>) -> Presence {
    let candidates = files_of(module);
    let Some(file) = candidates.iter().find(|file| root.join(file).is_file()) else {
        return Presence::NoModule;
    };
    let is_package = *file == candidates[0];
    let inner = files_of(&format!("{module}.{name}"));
    if is_package && inner.iter().any(|file| root.join(file).is_file()) {
        return Presence::Defined;
    }
    let Ok(source) = bytes_of(root, file).and_then(|bytes| Source::read(&bytes)) else {
        return Presence::Unknown;
    };
    let names = Names::of(&source);
    seen.push((module.to_owned(), name.to_owned()));
    if names.binds(name) && !comes_back(root, (module, is_package), names.taken(name), seen) {
        return Presence::Defined;
    }
    let of_stars = names.stars.iter().filter_map(|(level, star)| {
        let star = absolute(module, is_package, *level, star)?;
        // A star that is being looked into already brings nothing more.
        (!seen.contains(&(star.to_string(), name.to_owned()))).then(|| star.into_owned())
    });
    let through: Vec<Presence> = of_stars
        .collect::<Vec<_>>()
        .iter()
        .map(|star| match presence(root, star, name, seen) {
            Presence::NoModule => Presence::Unknown,
            found => found,
        })
        .collect();
    if through.contains(&Presence::Defined) {
        Presence::Defined
    } else if names.is_dynamic || through.contains(&Presence::Unknown) {
        Presence::Unknown
    } else if names.exported.contains(name) {
        Presence::OnlyListed
    } else {
        Presence::Missing
    }
}

/// Whether a module takes the name from one that takes it, through others or not, from the first: nobody binds it.
fn comes_back(
    root: &Path,
    (module, is_package): (&str, bool),
    taken: Option<&(u32, String, String)>,
    seen: &mut Vec<(String, String)>,
) -> bool {
    let Some((level, from, name)) = taken else { return false };
    let Some(from) = absolute(module, is_package, *level, from) else { return false };
    let asked = (from.into_owned(), name.clone());
    let is_circle = seen.contains(&asked);
    is_circle || (seen.len() < DEEPEST && circles(root, &asked, seen))
}

/// Modules through which a name is followed.
const DEEPEST: usize = 50;

/// Whether the name that is asked of a module leads to one that is being looked into, and to no other place.
fn circles(root: &Path, (module, name): &(String, String), seen: &mut Vec<(String, String)>) -> bool {
    let found = presence(root, module, name, seen);
    matches!(found, Presence::Missing | Presence::OnlyListed) && binds_it(root, module, name)
}

fn binds_it(root: &Path, module: &str, name: &str) -> bool {
    let file = files_of(module).into_iter().find(|file| root.join(file).is_file());
    let source = file.and_then(|file| bytes_of(root, &file).ok()).and_then(|bytes| Source::read(&bytes).ok());
    source.is_some_and(|source| Names::of(&source).binds(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[(&str, &str)], module: &str, name: &str) -> Presence {
        let folder = tempfile::tempdir().expect("a folder");
        for (file, text) in files {
            let path = folder.path().join(file);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            std::fs::write(path, text).expect("written");
        }
        presence_of(folder.path(), module, name).1
    }

    #[test]
    fn c6_a_name_that_modules_take_from_each_other_is_nowhere() {
        let of_itself = [("sdk/__init__.py", "from sdk import product\n")];
        assert_eq!(found(&of_itself, "sdk", "product"), Presence::Missing);
        let around =
            [("a.py", "from b import x\n"), ("b.py", "from c import x\n"), ("c.py", "from a import x\n")];
        assert_eq!(found(&around, "a", "x"), Presence::Missing);
        let bound = [("a.py", "from b import x\n"), ("b.py", "from a import x\nx = 1\n")];
        assert_eq!(found(&bound, "a", "x"), Presence::Defined);
        let other_name =
            [("a.py", "from b import y as x\n"), ("b.py", "from a import z as y\nfrom a import x\n")];
        assert_eq!(found(&other_name, "a", "x"), Presence::Defined);
    }

    #[test]
    fn a_name_that_another_module_does_not_have_is_bound_all_the_same() {
        let files = [("a.py", "from b import x\n"), ("b.py", "")];
        assert_eq!(found(&files, "a", "x"), Presence::Defined);
        assert_eq!(found(&files[..1], "a", "x"), Presence::Defined);
    }
}
