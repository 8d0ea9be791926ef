//! Each configuration that a page shows can be read.

use std::fs;
use std::path::{Path, PathBuf};

use vitalsign::config::read_as;

/// Pages of a folder below `docs`.
fn pages(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(folder);
    let entries = fs::read_dir(folder).expect("pages").map(|entry| entry.expect("a page").path());
    entries.filter(|path| path.extension().is_some_and(|end| end == "md")).collect()
}

/// The blocks of a page that are marked as TOML.
fn configurations(markdown: &str) -> Vec<&str> {
    let blocks = markdown.split("```toml\n").skip(1);
    blocks.map(|rest| rest.split("```").next().unwrap_or_default()).collect()
}

#[test]
fn every_configuration_that_a_page_shows_can_be_read() {
    let mut read = 0;
    for page in ["how-to", "reference"].into_iter().flat_map(pages) {
        for text in configurations(&fs::read_to_string(&page).expect("text")) {
            let outcome = read_as(Path::new("vitals.toml"), text);
            read += 1;
            assert!(outcome.is_ok(), "{}: {:?}\n{text}", page.display(), outcome.err());
        }
    }
    assert!(read >= 8, "the test has read {read} configurations");
    let wrong = configurations("```toml\n[[probe.import]]\nmodul = 'x'\n```\n");
    assert!(read_as(Path::new("vitals.toml"), wrong[0]).is_err(), "a mistake is found");
}
