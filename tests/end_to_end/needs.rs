//! What is missing on a machine is seen: no test ends early and passes for one that ran.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use regex_lite::Regex;

use crate::program::Run;
use crate::support::needs::needs;

/// Lets the test below lack something, when it runs itself.
const LACKING: &str = "VITALS_TEST_LACKING";

#[test]
fn what_is_missing_is_a_printed_skip_and_in_ci_a_failure() {
    needs!(std::env::var(LACKING).map_or(Ok(()), Err));
    let run = |ci: Option<&str>| {
        let mut command = Command::new(std::env::current_exe().expect("a path"));
        let name = "needs::what_is_missing_is_a_printed_skip_and_in_ci_a_failure";
        command.args(["--exact", name]).env_remove("CI").env(LACKING, "no such thing");
        Run::of(command.envs(ci.map(|value| ("CI", value))))
    };
    for ci in [None, Some("false")] {
        let skipped = run(ci);
        assert_eq!(skipped.code, Some(0), "{}{}", skipped.out, skipped.err);
        let line = "skipped: end_to_end::needs::what_is_missing_is_a_printed_skip_and_in_ci_a_failure: no such thing\n";
        assert!(skipped.err.contains(line), "{}", skipped.err);
    }
    let failed = run(Some("1"));
    assert_ne!(failed.code, Some(0));
    assert!(failed.says("`CI` is set, where no test is skipped: no such thing"), "{}", failed.out);
}

/// `needs!` is the one way out of a test: anything else that ends one early would pass without a word.
#[test]
fn no_test_returns_early() {
    let early = Regex::new(r"\breturn\s*[;},]").expect("a pattern");
    // What tests alone use may stand before them.
    let module = Regex::new(r"#\[cfg\(test\)\]\s*(#\[.*\]\s*)*mod\b").expect("a pattern");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sources =
        ["tests", "src", "probes/src", "benches"].map(|folder| sources(&root.join(folder))).concat();
    let mut found = Vec::new();
    let mut read = 0;
    for path in sources {
        let text = fs::read_to_string(&path).expect("text");
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let whole = path.starts_with(root.join("tests")) || stem.ends_with("tests");
        let begin = if whole { Some(0) } else { module.find(&text).map(|found| found.start()) };
        let Some(begin) = begin.filter(|_| !path.ends_with("support/needs.rs")) else { continue };
        read += 1;
        let before = text[..begin].lines().count();
        let lines = text[begin..].lines().enumerate().filter(|(_, line)| early.is_match(line));
        found.extend(lines.map(|(number, _)| format!("{}:{}", path.display(), before + number + 1)));
    }
    assert!(read > 50, "{read} files with tests were read");
    assert_eq!(found, [""; 0]);
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries
        .flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect()
}
