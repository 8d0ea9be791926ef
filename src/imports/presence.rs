//! Whether a module has a name once it has run.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::absolute::absolute;
use super::names::Names;
use super::parallel;
use super::source::{bytes_of, files_of};
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
    let file = files_of(module).into_iter().find(|file| root.join(file).is_file());
    // In a thread with a stack for it.
    let found = parallel::each(&[()], |()| presence(root, module, name, &mut Vec::new()));
    (file, found[0])
}

fn presence(root: &Path, module: &str, name: &str, seen: &mut Vec<String>) -> Presence {
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
    if names.binds(name) {
        return Presence::Defined;
    }
    seen.push(module.to_owned());
    let of_stars = names.stars.iter().filter_map(|(level, star)| {
        let star = absolute(module, is_package, *level, star)?;
        // A star that is being looked into already brings nothing more.
        (!seen.contains(&star.to_string())).then(|| star.into_owned())
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
