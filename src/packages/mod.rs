//! Takes two versions of a lock file, gives the packages that differ; and which package a module belongs to.

mod belonging;
mod change;
mod poetry;
mod requirements;

pub use belonging::Belonging;
pub use change::{PackageChange, changes};

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Packages by their normalised names, each with its versions: a lock file may hold several of one.
pub type Packages = BTreeMap<String, BTreeSet<String>>;

/// Reads a lock file by its name; None where its kind is not known, or it cannot be read.
pub fn packages(file: &Path, text: &str) -> Option<Packages> {
    let name = file.file_name()?.to_str()?;
    match name {
        "uv.lock" | "poetry.lock" | "pdm.lock" | "pylock.toml" => poetry::packages(text),
        _ if is_requirements(file) => Some(requirements::packages(text)),
        _ => None,
    }
}

/// `requirements.txt`, `requirements-dev.txt`, `requirements/base.txt`, `constraints.txt`.
pub fn is_requirements(file: &Path) -> bool {
    let named = |name: Option<&std::ffi::OsStr>| {
        name.and_then(|name| name.to_str())
            .is_some_and(|name| name.starts_with("requirements") || name.starts_with("constraints"))
    };
    let is_text = file.extension().is_some_and(|ending| ending == "txt");
    is_text && (named(file.file_name()) || named(file.parent().and_then(Path::file_name)))
}

/// A package's name as indexes compare it: `Foo.Bar_baz` is `foo-bar-baz`.
pub fn normalised(name: &str) -> String {
    let mut normal = String::new();
    for letter in name.chars() {
        match letter {
            '-' | '_' | '.' if normal.ends_with('-') => {}
            '-' | '_' | '.' => normal.push('-'),
            letter => normal.extend(letter.to_lowercase()),
        }
    }
    normal
}
