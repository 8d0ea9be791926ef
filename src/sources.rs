//! The program's own sources and documents, for the tests that read them.

use std::fs;
use std::path::{Path, PathBuf};

/// All Rust files below a folder.
pub fn sources(folder: &Path) -> Vec<PathBuf> {
    files(folder, "rs")
}

/// All pages that a reader is led to.
pub fn documents() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let single = ["README.md", "CHANGELOG.md", "reports/README.md", "tests/services/README.md"];
    let single = single.into_iter().map(|name| root.join(name));
    single.chain(files(&root.join("docs"), "md")).chain(files(&root.join("examples"), "md")).collect()
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the crate's own folder");
    entries
        .map(|entry| entry.expect("a readable entry").path())
        .flat_map(|path| if path.is_dir() { files(&path, extension) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|end| end == extension))
        .collect()
}
