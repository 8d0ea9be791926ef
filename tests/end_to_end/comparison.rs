//! `vitals compare`: the parts of a difference, and variants that are none.

use serde_json::Value;

use crate::program::Run;
use crate::repository::Repository;
use crate::sources::{SLEEPS, WORKS};

/// The parts add up to the whole, whatever they are.
#[test]
fn the_parts_add_up() {
    let repository = Repository::of_many_modules();
    repository.import_in_the_third_line("big/m1/n1.py", "big/fault.py", WORKS);
    repository.append("big/m2/n2.py", SLEEPS);
    let run = repository.run(&["compare", "main", ".", "--import", "big", "--format", "json"]);
    let difference = run.document()["probes"][0]["difference"].clone();
    for quantity in ["time", "cpu", "rss"] {
        let of = |part: &Value| part[quantity].as_i64().expect("a number");
        let shares = difference["shares"].as_array().expect("shares");
        let sum: i64 = shares.iter().map(|share| of(&share["part"])).sum();
        // Collections belong to no module, and take processor time alone.
        let collected = |side: &str| difference["collections"][side].as_i64().unwrap_or(0);
        let collected = if quantity == "rss" { 0 } else { collected("candidate") - collected("base") };
        let all = sum + collected + of(&difference["others"]) + of(&difference["outside"]);
        assert_eq!(all, of(&difference["whole"]), "{quantity}");
    }
}

/// Files of equal size, changed within one second: stale bytecode would run the other commit's code.
#[test]
fn each_commit_runs_its_own_code() {
    let repository = Repository::empty();
    repository.write("which.py", "import sys\nassert 'A' == 'A'\n");
    repository.commit("A");
    repository.write("which.py", "import sys\nassert 'A' == 'B'\n");
    repository.commit("B");
    let run = repository.run(&["compare", "main~1", "main", "--import", "which", "--format", "json"]);
    let verdict = run.document()["probes"][0]["verdict"].clone();
    assert_eq!((run.code, &verdict["status"]), (Some(1), &"error".into()));
    let reason = verdict["reasons"][0]["text"].as_str().unwrap_or_default().to_owned();
    assert!(reason.starts_with("main: AssertionError"), "{reason}");
}

#[test]
fn variants_that_are_none_are_named() {
    let repository = Repository::of_the_shop();
    let before = repository.state();
    for (arguments, code, reported) in [
        (&["compare", "no-such-ref", "."][..], 64, "`no-such-ref` is no commit of"),
        (&["compare", "--", "-x", "."], 64, "begins with a dash"),
        (&["compare", "main..main", "."], 64, "it is a range"),
        (&["compare", "py:/nowhere/python", "."], 64, "there is no Python at /nowhere/python"),
        (&["compare", "env:X", "."], 64, "NAME=VALUE"),
        (&["compare", "baseline:nope", "."], 64, "there is no baseline `nope`"),
        (&["compare", "baseline:../x", "."], 64, "must begin with a letter"),
        (&["compare", ".", "baseline:x"], 64, "can only be the first"),
        (&["compare", "main", ".", "--tolerance", "10"], 64, "has no unit"),
        (&["compare", "main", ".", "--pairs", "3"], 64, "3 is not between 4 and"),
        (&["compare", "main", ".", "--root", "nowhere"], 64, "is not a folder"),
        (&["compare", "main", ".", "--import", "no_such_module"], 1, "ModuleNotFoundError"),
    ] {
        let run = Run::of(&mut repository.plain(arguments));
        assert_eq!(run.code, Some(code), "{arguments:?}: {}{}", run.out, run.err);
        assert!(run.says(reported), "{arguments:?}: {}{}", run.out, run.err);
        assert_eq!(repository.leftovers(), [""; 0], "{arguments:?}");
    }
    assert!(repository.state() == before);
}

#[test]
fn outside_of_a_repository_a_revision_means_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = crate::program::vitals();
    command.current_dir(folder.path()).args(["compare", "main", ".", "--import", "json", "--python"]);
    let run = Run::of(command.arg(crate::program::a_python()));
    assert_eq!(run.code, Some(64), "{}", run.err);
    assert!(run.err.contains("is in no git repository"), "{}", run.err);
}

#[test]
fn without_a_temporary_folder_nothing_is_begun() {
    let repository = Repository::of_the_shop();
    let run = Run::of(repository.vitals(&["compare", "main", "."]).env("TMPDIR", "/nowhere/at/all"));
    assert_eq!((run.code, run.out.as_str()), (Some(64), ""), "{}", run.err);
    assert!(run.says("the run's temporary folder cannot be made in /nowhere/at/all"), "{}", run.err);
}
