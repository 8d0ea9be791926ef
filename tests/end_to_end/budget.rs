//! `--budget`: one for the whole command, whatever it is made of; what it left out is in the document.
//!
//! Nothing here measures how long a run took: a probe that never ends uses up its share, and the document says what was left out.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::Value;

use crate::program::{Run, vitals};
use crate::repository::Repository;

/// Two modules that are imported at once, in a commit.
fn two_modules() -> Repository {
    let repository = Repository::empty();
    repository.write(
        "vitals.toml",
        "[[probe.import]]\nmodule = \"first\"\n[[probe.import]]\nmodule = \"second\"\n",
    );
    repository.write(".gitignore", "reports/\n.vitals/\n");
    for module in ["first.py", "second.py"] {
        repository.write(module, "import json\n");
    }
    repository.commit("Quick");
    repository
}

fn hang(repository: &Repository) {
    repository.write("first.py", "import time\ntime.sleep(3600)\n");
}

fn notes(document: &Value) -> String {
    document["head"]["notes"]
        .as_array()
        .or(document["notes"].as_array())
        .map(|notes| format!("{notes:?}"))
        .unwrap_or_default()
}

/// Case D6.
#[test]
fn a_check_and_its_baseline_share_one_budget() {
    let repository = two_modules();
    let run = repository.run(&["baseline", "capture", "before"]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    hang(&repository);
    let arguments = [
        "check",
        "--baseline",
        "before",
        "--budget",
        "3s",
        "--no-report",
        "--no-history",
        "--format",
        "json",
    ];
    let run = repository.run(&arguments);
    let document = run.document();
    assert_eq!(run.code, Some(2), "{}", run.err);
    assert_eq!(document["probes"][0]["measurement"]["failures"][0]["kind"], "out_of_budget");
    assert!(
        notes(&document).contains("1 of 2 probes were not run: the budget was spent"),
        "{}",
        notes(&document)
    );
    let compared = &document["comparison"];
    // On a slow machine the second share may be over before the first worker is up.
    let missing = compared["probes"].as_array().map_or(0, |probes| 2 - probes.len());
    assert!(missing > 0, "{compared}");
    let left_out = format!("{missing} of 2 probes were not run: the budget was spent");
    assert!(
        notes(compared).contains(&left_out)
            || notes(&document).contains("the baseline before was not compared"),
        "{compared}"
    );
}

/// Case D6.
#[test]
fn the_parts_of_a_night_share_one_budget_and_what_is_left_out_is_no_pass() {
    let repository = two_modules();
    let night = |more: &[&str]| {
        let run = repository.run(&[&["nightly", "--no-report", "--format", "json"], more].concat());
        let document = run.document();
        (run, document)
    };
    let (run, document) = night(&[]);
    assert_eq!((run.code, &document["comparison"]), (Some(0), &Value::Null), "{}", run.err);
    hang(&repository);
    let (run, document) = night(&["--budget", "3s"]);
    assert_eq!(run.code, Some(2), "{}", run.err);
    assert!(
        notes(&document["check"]).contains("1 of 2 probes were not run: the budget was spent"),
        "{document}"
    );
    let compared = notes(&document["comparison"]).contains("probes were not run: the budget was spent");
    assert!(
        compared || notes(&document).contains("the reference was not measured: the budget was spent"),
        "{document}"
    );
}

/// Case D6: it had half a minute, whatever `--budget` and `--timeout` said.
#[test]
fn an_interpreter_that_says_nothing_is_waited_for_no_longer_than_the_run_and_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let python = folder.path().join("python");
    fs::write(&python, "#!/bin/sh\nexec sleep 3600\n").expect("a script");
    fs::set_permissions(&python, fs::Permissions::from_mode(0o755)).expect("executable");
    let ask = |limit: &[&str]| {
        let mut command = vitals();
        command.current_dir(folder.path()).args(["probe", "import", "json", "--python", "./python"]);
        Run::of(command.args(limit))
    };
    let run = ask(&["--budget", "200ms"]);
    assert!(run.says("the budget was spent before"), "{}", run.err);
    assert!(run.says("give a larger --budget"), "{}", run.err);
    let run = ask(&["--timeout", "200ms"]);
    assert!(run.says("did not say what it is within 200 ms"), "{}", run.err);
}
