//! A probe that became slower, within its limit: a tree is green only where it regains what was lost.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::{Value, json};
use vitalsign::rollback::{Entry, Journal};

use super::{ends, replace, seen_green, shop_with};
use crate::program::Run;
use crate::repository::Repository;

const CHECK: &str = "import shop.canonical_imports";
/// The limit holds whatever is done here.
const PROBE: &str =
    "[[probe.import]]\nmodule = \"shop.canonical_imports\"\nlimit = \"20s\"\nregression = \"20%\"\n";

fn note(repository: &Repository, day: usize) {
    repository.append("shop/events.py", "# A note.\n");
    repository.commit_on(day, "A note");
}

/// A good commit, a note, a line that sleeps, another note.
fn slower(settings: &str) -> (Repository, String) {
    let repository = shop_with(settings);
    seen_green(&repository);
    let good = repository.answer(&["rev-parse", "HEAD"]);
    note(&repository, 2);
    let slow = "import asyncio\nimport time\n\ntime.sleep(0.7)\n";
    replace(&repository, "shop/registry.py", "import asyncio\n", slow);
    repository.commit_on(3, "A slow line");
    note(&repository, 4);
    (repository, good)
}

fn planned(repository: &Repository, arguments: &[&str], code: i32) -> Value {
    let words = [&["rollback", "plan", "--for", CHECK, "--json"], arguments].concat();
    let run = repository.run(&words);
    ends(&run, code);
    serde_json::from_str(&run.out).expect("JSON")
}

#[test]
fn within_its_limit_it_is_still_a_regression_and_the_last_known_good_regains_it() {
    let (repository, good) = slower(PROBE);
    let plan = planned(&repository, &[], 0)["plan"].clone();
    assert_eq!(plan["target"]["commit"]["commit"]["hash"], *good, "{plan}");
    assert_eq!((&plan["outcome"], &plan["checks"]), (&json!("verified"), &json!([CHECK])), "{plan}");
    // By the lines that make the difference.
    let printed = planned(&repository, &["--ladder"], 0);
    assert_eq!(printed["plan"]["paths"], json!(["shop/registry.py"]), "{printed}");
}

#[test]
fn a_tree_that_only_keeps_the_limit_is_not_green() {
    let (repository, _) = slower(PROBE);
    let plan = planned(&repository, &["--revert", "HEAD"], 1)["plan"].clone();
    let verdict = &plan["verdicts"][0];
    assert_eq!((&plan["outcome"], &verdict["answer"]), (&json!("failed"), &json!("red")), "{plan}");
    let said = verdict["reasons"][0].as_str().unwrap_or_default();
    assert!(said.starts_with("it regains less than half of what was lost since "), "{said}");
    let plan = planned(&repository, &["--revert", "HEAD~1"], 0)["plan"].clone();
    assert_eq!(plan["outcome"], "verified", "{plan}");
}

#[test]
fn what_is_no_slower_than_the_last_known_good_passes_now() {
    let repository = shop_with(PROBE);
    seen_green(&repository);
    note(&repository, 2);
    let run = repository.run(&["rollback", "plan", "--for", CHECK]);
    ends(&run, 8);
    assert!(run.out.contains("passes now"), "{}", run.out);
    // Without `regression` its limit decides alone.
    let (repository, _) = slower(&PROBE.replace("regression = \"20%\"\n", ""));
    let run = repository.run(&["rollback", "plan", "--for", CHECK]);
    ends(&run, 8);
}

/// Plans to go back, and does it; gives how it ended, and what its journal says of the check in its place.
fn applied(repository: &Repository) -> (Run, Vec<String>) {
    let hash = planned(repository, &[], 0)["hash"].as_str().expect("a hash").to_owned();
    let run = Run::from(repository.vitals(&["rollback", "apply", &hash, "--yes"]).output().expect("it runs"));
    let folder = repository.path().join(".git/vitals/rollback");
    let paths = fs::read_dir(folder).expect("there").map(|entry| entry.expect("an entry").path());
    let journal = paths.max().expect("a journal");
    let entries = Journal::read(&journal).expect("it reads").entries;
    let verdicts = entries.into_iter().find_map(|entry| match entry {
        Entry::Verified { verdicts, .. } => Some(verdicts),
        _ => None,
    });
    let verdict = verdicts.expect("it was checked").pop().expect("one check");
    (run, verdict.reasons)
}

#[test]
fn in_its_place_it_is_measured_beside_what_was_before() {
    let (repository, _) = slower(PROBE);
    let (run, reasons) = applied(&repository);
    ends(&run, 0);
    let said = reasons.first().map(String::as_str).unwrap_or_default();
    assert!(said.starts_with("beside ") && said.contains(", interleaved, it "), "{reasons:?}");
}

/// The files of the plan are there, and something else makes the checkout as slow as before, within the limit.
#[test]
fn what_is_still_slow_in_its_place_is_undone() {
    let (repository, _) = slower(PROBE);
    let slow = "import time\ntime.sleep(0.7)\n";
    let hook = repository.path().join(".git/hooks/post-merge");
    fs::create_dir_all(hook.parent().expect("a folder")).expect("made");
    fs::write(&hook, format!("#!/bin/sh\nprintf '{}' >> shop/manager.py\n", slow.replace('\n', "\\n")))
        .expect("written");
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).expect("set");
    let before = repository.answer(&["rev-parse", "HEAD^{tree}"]);
    let (run, reasons) = applied(&repository);
    ends(&run, 2);
    let said = reasons.first().map(String::as_str).unwrap_or_default();
    assert!(said.starts_with("it regains less than half of what was lost since "), "{reasons:?}");
    assert!(run.says("applied, a check failed in place, and undone"), "{}", run.out);
    assert_eq!(repository.answer(&["rev-parse", "HEAD^{tree}"]), before);
}
