//! The built program where its verdict depends on the time that something takes: one test at a time, and none of another binary
//! at that time, since `cargo test` runs one binary after the other.

// Helpers of tests may fail as loudly as tests.
#![expect(clippy::expect_used)]

mod baselines;
mod comparison;
mod decisions;
mod nightly;
mod starved;
#[path = "../support/mod.rs"]
mod support;

use std::fs::File;
use std::path::Path;

use support::{baseline, machine, night, program, repository, sources};

/// Waits until no other test of this binary runs; each of them begins with it.
///
/// A lock on a file holds between processes too: some runners start one for each test.
fn alone() -> File {
    let lock = File::create(Path::new(env!("CARGO_TARGET_TMPDIR")).join("timing.lock")).expect("a file");
    lock.lock().expect("a lock");
    lock
}

#[test]
fn each_test_waits_for_the_others() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/timing");
    let files = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    for file in files.filter(|file| !file.ends_with("main.rs")) {
        let text = std::fs::read_to_string(&file).expect("text");
        let tests = text.split("#[test]\n").skip(1);
        let alone =
            |test: &&str| test.lines().nth(1).is_some_and(|line| line.trim() == "let _alone = alone();");
        let hurried: Vec<_> =
            tests.filter(|test| !alone(test)).filter_map(|test| test.lines().next()).collect();
        assert_eq!(hurried, [""; 0], "{}", file.display());
    }
}
