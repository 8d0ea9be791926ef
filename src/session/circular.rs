//! A name asked for too early: the path round is read from the source, and reported with the verdict.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use regex_lite::Regex;

use crate::imports::{Step, build, explain_partial};
use crate::verdict::{FailureReason, ProbeReport};
use crate::worker::Failure;

/// Python's two ways to say it; the file is reported where it is known.
static PATTERNS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let patterns = [
        r"cannot import name '(?<name>\w+)' from partially initialized module '(?<module>[\w.]+)'(?:.* \((?<file>/.*)\))?",
        r"partially initialized module '(?<module>[\w.]+)' has no attribute '(?<name>\w+)'",
    ];
    patterns.into_iter().filter_map(|pattern| Regex::new(pattern).ok()).collect()
});

/// Adds the cycle to the reasons, where the failure is of that kind and the source has one.
pub fn explain(report: &mut ProbeReport, root: &Path) {
    let path = report.measured.failures().iter().find_map(|failed| match &failed.failure {
        Failure::Raised(raised) => path_round(&raised.message, root),
        _ => None,
    });
    let cycle = path.map(|path| FailureReason::CircularImport { path });
    report.verdict.reasons.extend(cycle.map(Into::into));
}

fn path_round(message: &str, root: &Path) -> Option<Vec<Step>> {
    let captures = PATTERNS.iter().find_map(|pattern| pattern.captures(message))?;
    let [module, name] = ["module", "name"].map(|group| captures.name(group).map(|found| found.as_str()));
    let (module, name) = (module?, name?);
    let file = captures.name("file").map(|found| Path::new(found.as_str()));
    let top = module.split('.').next()?.to_owned();
    let graph = build(&folder_of(module, file).unwrap_or_else(|| root.to_owned()), &[top]).ok()?;
    explain_partial(&graph, module, name)
}

/// The folder that a module was imported from, by its file: it need not be the target's root.
pub fn folder_of(module: &str, file: Option<&Path>) -> Option<PathBuf> {
    let place: PathBuf = module.split('.').collect();
    let inside = [place.join("__init__.py"), place.with_extension("py")];
    let inside = inside.iter().find(|inside| file.is_some_and(|file| file.ends_with(inside)))?;
    file?.ancestors().nth(inside.components().count()).map(Path::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_compiles_and_reads_python() {
        assert_eq!(PATTERNS.len(), 2);
        let message = "cannot import name 'X' from partially initialized module 'a.b' (most likely due to a circular import) (/srv/a/b.py)";
        let captures = PATTERNS[0].captures(message).expect("it is one");
        let groups = ["name", "module", "file"].map(|group| captures.name(group).map(|found| found.as_str()));
        assert_eq!(groups, [Some("X"), Some("a.b"), Some("/srv/a/b.py")]);
        let message =
            "partially initialized module 'a' has no attribute 'X' (most likely due to a circular import)";
        assert!(PATTERNS[1].is_match(message));
    }

    #[test]
    fn a_file_shows_where_its_package_lies() {
        let folder = |file: &str| folder_of("a.b", Some(Path::new(file)));
        assert_eq!(folder("/srv/a/b.py"), Some("/srv".into()));
        assert_eq!(folder("/srv/a/b/__init__.py"), Some("/srv".into()));
        assert_eq!(folder("/srv/c.py"), None);
    }
}
