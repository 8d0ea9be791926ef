//! `vitals incident`: one journal of all that happens until it is over.

mod followed;
mod frozen;
mod journal;
mod recovery;
mod report;
mod whole;

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use crate::program::Run;
use crate::repository::Repository;

/// A check that reads whether the cart can be imported.
const CARTS: &str = "[target]\nroot = \".\"\n[[check]]\nname = \"carts\"\nkind = \"command\"\ncritical = true\n\
    command = [\"python\", \"-c\", \"import shop.cart; print('1 ok')\"]\nevidence = { pattern = \"1 ok\" }\n";

/// The example service, with a check that passes.
pub fn shop() -> Repository {
    let repository = Repository::of_the_shop();
    repository.write("vitals.toml", CARTS);
    repository.write("shop/cart.py", "PRICE = 3\n");
    repository.commit_on(1, "A shop that works");
    repository
}

/// The program; one that measures gets an interpreter.
pub fn command(repository: &Repository, words: &[&str]) -> Command {
    let measures = ["health", "probe", "check", "phase", "baseline"].contains(&words[0]);
    let measures = measures || words[0] == "rollback" && ["plan", "apply"].contains(&words[1]);
    let measures = measures || words.contains(&"checklist") || words.contains(&"validate-recovery");
    if measures { repository.vitals(words) } else { repository.plain(words) }
}

/// A run, without the command that it proposes.
pub fn plain(repository: &Repository, words: &[&str]) -> Run {
    Run::from(command(repository, words).output().expect("the program"))
}

#[track_caller]
pub fn ends(run: &Run, code: i32) {
    assert_eq!(run.code, Some(code), "{}{}", run.out, run.err);
}

/// Runs it, and it ends so.
#[track_caller]
pub fn run(repository: &Repository, words: &[&str], code: i32) -> Run {
    let run = plain(repository, words);
    ends(&run, code);
    run
}

/// `vitals incident show --json`.
#[track_caller]
pub fn shown(repository: &Repository) -> Value {
    let run = plain(repository, &["incident", "show", "--json"]);
    serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {}{}", run.out, run.err))
}

/// The events of the entries, each by its name and what it holds.
pub fn events(shown: &Value) -> Vec<(String, Value)> {
    let entries = shown["entries"].as_array().expect("entries");
    entries
        .iter()
        .map(|entry| {
            let event = entry["event"].as_object().expect("an event");
            let (name, value) = event.iter().next().expect("a name");
            (name.clone(), value.clone())
        })
        .collect()
}

/// Those of one kind.
pub fn of_kind(shown: &Value, kind: &str) -> Vec<Value> {
    events(shown).into_iter().filter(|(name, _)| name == kind).map(|(_, value)| value).collect()
}

/// The journal of the only incident.
pub fn journal(repository: &Repository) -> PathBuf {
    let folder = repository.path().join(".git/vitals/incidents");
    let entries = std::fs::read_dir(&folder).expect("a folder");
    let mut journals = entries.map(|entry| entry.expect("an entry").path().join("journal.jsonl"));
    journals.find(|path| path.exists()).expect("a journal")
}
