//! Takes the files of a tree, gives the tests in it, and those whose names promise something.

use std::path::{Path, PathBuf};

/// What the name of a test promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Promise {
    /// That the most important thing works, from end to end.
    GoldenPath,
    /// That nobody sees what is another's.
    Isolation,
    /// That the service as a whole works.
    EndToEnd,
    /// That it starts at all.
    Smoke,
}

/// Parts of names, and what they promise.
const PROMISES: [(&str, Promise); 8] = [
    ("golden", Promise::GoldenPath),
    ("isolation", Promise::Isolation),
    ("isolated_users", Promise::Isolation),
    ("tenant", Promise::Isolation),
    ("e2e", Promise::EndToEnd),
    ("end_to_end", Promise::EndToEnd),
    ("endtoend", Promise::EndToEnd),
    ("smoke", Promise::Smoke),
];

/// Tests that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suite {
    /// What it promises; None for all tests of a folder.
    pub promise: Option<Promise>,
    /// Files or a folder, relative to the project's folder.
    pub paths: Vec<PathBuf>,
}

/// Whether pytest collects a file of this name.
pub fn is_test(file: &Path) -> bool {
    let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name.ends_with(".py") && (name.starts_with("test_") || name.ends_with("_test.py"))
}

/// Whether a file lies among tests, documentation or examples: it is not how the service starts.
pub fn is_beside_the_service(file: &Path) -> bool {
    const FOLDERS: [&str; 14] = [
        "tests",
        "test",
        "testing",
        "docs",
        "doc",
        "docs_src",
        "examples",
        "example",
        "benchmarks",
        "scripts",
        "samples",
        "tools",
        "e2e",
        "migrations",
    ];
    const FILES: [&str; 8] = [
        "conftest.py",
        "setup.py",
        "noxfile.py",
        "tasks.py",
        "fabfile.py",
        "versioneer.py",
        "conf.py",
        "gunicorn.conf.py",
    ];
    let is_one_of = |names: &[&str], part: &str| names.contains(&part);
    let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let folders = file.parent().into_iter().flat_map(Path::iter).filter_map(|part| part.to_str());
    is_test(file)
        || is_one_of(&FILES, name)
        || folders.into_iter().any(|folder| is_one_of(&FOLDERS, folder) || folder.ends_with("_tests"))
}

/// Of the test files: one suite for each promise, and one of all.
pub fn suites(files: &[PathBuf]) -> Vec<Suite> {
    let tests: Vec<&PathBuf> = files.iter().filter(|file| is_test(file)).collect();
    let mut found: Vec<Suite> = Vec::new();
    for test in &tests {
        let Some(promise) = promise_of(test) else { continue };
        match found.iter_mut().find(|suite| suite.promise == Some(promise)) {
            Some(suite) => suite.paths.push((*test).clone()),
            None => found.push(Suite { promise: Some(promise), paths: vec![(*test).clone()] }),
        }
    }
    found.sort_by_key(|suite| suite.promise);
    let is_promising = |test: &&&PathBuf| promise_of(test).is_some();
    if tests.iter().filter(is_promising).count() < tests.len() {
        found.extend(folders(&tests).map(|paths| Suite { promise: None, paths }));
    }
    found
}

/// By the words of the file's name, and of the folders around it.
fn promise_of(test: &Path) -> Option<Promise> {
    let fits = |text: &str| {
        let lower = text.to_ascii_lowercase().replace('-', "_");
        PROMISES.iter().find(|(part, _)| has_word(&lower, part)).map(|(_, promise)| *promise)
    };
    let by_name = test.file_stem().and_then(|name| fits(&name.to_string_lossy()));
    by_name.or_else(|| {
        test.parent().into_iter().flat_map(Path::iter).rev().find_map(|part| fits(&part.to_string_lossy()))
    })
}

/// `golden` is in `test_golden_path`, not in `goldenrod`.
fn has_word(text: &str, word: &str) -> bool {
    let is_end = |byte: Option<&u8>| byte.is_none_or(|byte| !byte.is_ascii_alphabetic());
    text.match_indices(word).any(|(place, _)| {
        let bytes = text.as_bytes();
        is_end(place.checked_sub(1).and_then(|before| bytes.get(before)))
            && is_end(bytes.get(place + word.len()))
    })
}

/// The outermost folders that hold tests, or the files where they lie beside everything else.
fn folders(tests: &[&PathBuf]) -> impl Iterator<Item = Vec<PathBuf>> {
    let mut found: Vec<PathBuf> = Vec::new();
    for test in tests {
        let parts: Vec<_> = test.iter().collect();
        let is_tests =
            |part: &std::ffi::OsStr| part.to_str().is_some_and(|part| matches!(part, "tests" | "test"));
        let depth = parts.iter().position(|part| is_tests(part));
        let top: PathBuf = match depth {
            Some(depth) => parts[..=depth].iter().collect(),
            None => (*test).clone(),
        };
        if !found.contains(&top) {
            found.push(top);
        }
    }
    found.truncate(MOST_PATHS);
    (!found.is_empty()).then_some(found).into_iter()
}

/// More paths than this are not written into one check.
const MOST_PATHS: usize = 12;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_promise_and_the_rest_is_one_suite() {
        let files = [
            "tests/test_a.py",
            "tests/e2e/test_golden_path.py",
            "tests/e2e/test_b.py",
            "tests/test_user_isolation.py",
            "tests/test_goldenrod.py",
            "shop/smoke_test.py",
            "tests/conftest.py",
        ];
        let files = files.map(PathBuf::from);
        let found = suites(&files);
        let shown: Vec<_> = found.iter().map(|suite| (suite.promise, suite.paths.len())).collect();
        let expected = [
            (Some(Promise::GoldenPath), 1),
            (Some(Promise::Isolation), 1),
            (Some(Promise::EndToEnd), 1),
            (Some(Promise::Smoke), 1),
            (None, 2),
        ];
        assert_eq!(shown, expected);
        assert_eq!(found[4].paths[0], Path::new("tests"));
        assert!(suites(&[]).is_empty());
    }
}
