//! `vitals drill`: a fault in a clone, from the first sight of it to green.

use std::fs;

use serde_json::Value;

use crate::program::{Run, a_python};
use crate::repository::Repository;
use crate::shop::{self, CHAT};
use crate::support::needs::needs;

const IMPORTS: &str = "[target]\nroot = \".\"\n[[check]]\nname = \"imports\"\nkind = \"import\"\n\
    module = \"shop.canonical_imports\"\nlimit = \"5s\"\n";

/// The example service with this configuration, and work that is not committed.
fn shop_at_work(settings: &str) -> Repository {
    let repository = Repository::of_the_shop();
    repository.write("server.py", fs::read(shop::folder().join("server.py")).expect("readable"));
    repository.write("vitals.toml", settings);
    repository.commit_on(1, "A shop that works");
    repository.append("shop/events.py", "# Not finished.\n");
    repository.write("notes.txt", "Not tracked.\n");
    repository
}

/// Everything in the folder but the history, which a drill is written to.
fn everything(repository: &Repository) -> std::collections::BTreeMap<std::path::PathBuf, Vec<u8>> {
    let mut state = repository.state();
    state.retain(|path, _| !path.starts_with(".vitals"));
    state
}

fn drills(run: &Run) -> Vec<Value> {
    let document: Value = serde_json::from_str(&run.out).expect("JSON");
    document["drills"].as_array().expect("drills").clone()
}

fn steps(drill: &Value) -> Vec<(&str, bool)> {
    let steps = drill["steps"].as_array().expect("steps");
    steps.iter().map(|step| (step["name"].as_str().expect("a name"), step["trouble"].is_null())).collect()
}

const ALL: [(&str, bool); 6] =
    [("before", true), ("seen", true), ("culprit", true), ("plan", true), ("apply", true), ("after", true)];

#[test]
fn a_removed_export_is_led_back_to_green_and_nothing_of_the_users_is_touched() {
    let repository = shop_at_work(IMPORTS);
    let before = everything(&repository);
    let mut command = repository.plain(&["drill", "removed-export", "--json"]);
    let run = Run::of(command.arg("--python").arg(a_python()));
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    let drill = &drills(&run)[0];
    assert_eq!((&drill["ending"]["kind"], steps(drill)), (&"passed".into(), ALL.to_vec()), "{drill}");
    assert!(run.err.contains("removed-export (1 of 1)") && run.err.contains("culprit  ok in"), "{}", run.err);
    assert!(everything(&repository) == before, "the repository is as it was");
    let list = repository.run(&["drill", "--list"]);
    let line = list.out.lines().find(|line| line.contains("removed-export")).expect("a line");
    assert!(line.contains("passed"), "{}", list.out);
    assert!(
        list.out.lines().any(|line| line.contains("users-mixed-up") && line.contains("never")),
        "{}",
        list.out
    );
}

#[test]
fn what_a_project_has_no_place_for_is_not_applicable_and_no_pass() {
    let repository = shop_at_work(IMPORTS);
    let run = repository.run(&["drill", "users-mixed-up", "leak"]);
    assert_eq!(run.code, Some(1), "{}{}", run.out, run.err);
    for said in [
        "users-mixed-up: not applicable: no websocket check",
        "leak: not applicable: no check measures the growth",
    ] {
        assert!(run.out.contains(said), "{}", run.out);
    }
}

#[test]
fn a_lost_event_is_led_back_to_green() {
    let python = needs!(shop::python());
    let settings = format!(
        "[target]\nroot = \".\"\n[[check]]\nname = \"golden path\"\nkind = \"websocket\"\n\
         url = \"ws://127.0.0.1:{{port}}/ws?token={{token}}\"\n\
         login = {{ url = \"http://127.0.0.1:{{port}}/login\", body = '{{\"user\": \"{{user}}\"}}' }}\nusers = 2\n\
         start = [\"python\", \"server.py\", \"--port\", \"{{port}}\"]\n{CHAT}\n"
    );
    let repository = shop_at_work(&settings);
    let mut command = repository.plain(&["drill", "event-lost", "--json"]);
    let run = Run::of(command.args(["--quiet", "--python", python.to_str().expect("a path")]));
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    let drill = &drills(&run)[0];
    assert_eq!((&drill["ending"]["kind"], steps(drill)), (&"passed".into(), ALL.to_vec()), "{drill}");
    assert_eq!(run.err, "", "quiet");
}
