//! From a failing check to a verified plan: the ledger, `vitals ledger`, and `vitals rollback plan`.

mod after;
pub mod drills;
mod foreign;
mod ladder;
mod ledger;
mod live;
mod prepared;
mod regression;
mod targets;
mod way_back;
mod worktree;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::program::Run;
use crate::repository::Repository;
use crate::shop;

/// The example service with this configuration, committed.
pub fn shop_with(settings: &str) -> Repository {
    let repository = Repository::of_the_shop();
    repository.write("server.py", fs::read(shop::folder().join("server.py")).expect("readable"));
    repository.write("vitals.toml", format!("[target]\nroot = \".\"\n{settings}"));
    repository.write("shop/cart.py", "from shop.canonical_imports import live_managers\n\nPRICE = 3\n");
    repository.commit_on(1, "A shop that works");
    repository
}

fn replace(repository: &Repository, file: &str, old: &str, new: &str) {
    let text = fs::read_to_string(repository.path().join(file)).expect("text");
    assert!(text.contains(old), "{old} in {file}");
    repository.write(file, text.replacen(old, new, 1));
}

/// Runs `vitals health` on what lies there, which puts it in the ledger.
fn seen_green(repository: &Repository) {
    let run = repository.run(&["health", "--no-report"]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
}

/// Every file of git's own.
fn of_git(repository: &Repository) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut state = repository.state();
    state.retain(|path, _| path.starts_with(Path::new(".git")));
    assert!(state.len() > 10, "git's files are read");
    state
}

/// A plan as it was written, and that its file is the one that is printed.
fn plan_of(run: &Run) -> Value {
    let printed: Value = serde_json::from_str(&run.out).expect("JSON");
    assert_eq!(printed["hash"].as_str().map(str::len), Some(64), "{printed}");
    printed["plan"].clone()
}

#[track_caller]
fn ends(run: &Run, code: i32) {
    assert_eq!(run.code, Some(code), "{}{}", run.out, run.err);
}
