//! `vitals baseline` and `vitals check --baseline`: kept whole, compared honestly, never overwritten silently.

use std::fs;

use serde_json::Value;

use crate::machine::Machine;
use crate::program::Run;
use crate::repository::Repository;

const WORKS: &str =
    "import time\nend = time.thread_time() + 0.06\nwhile time.thread_time() < end:\n    pass\n";
const FILE: &str = ".vitals/baselines/before.json";

fn captured() -> Repository {
    let repository = Repository::of_the_shop();
    let run = repository.run(&["baseline", "capture", "before"]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    repository
}

/// Of the commands that take no interpreter.
fn look(repository: &Repository, arguments: &[&str]) -> Run {
    Run::of(crate::program::vitals().current_dir(repository.path()).args(arguments))
}

fn stored(repository: &Repository) -> Value {
    let text = fs::read_to_string(repository.path().join(FILE)).expect("a baseline");
    serde_json::from_str(&text).expect("JSON")
}

/// Nothing has changed: that passes, or is undecided on a machine that is too busy for certainty; it never fails.
fn expect_no_regression(run: &Run) {
    let undecided = run.code == Some(2) && run.out.contains("inconclusive");
    assert!(run.code == Some(0) || undecided, "{}{}", run.out, run.err);
}

#[test]
fn a_change_after_a_capture_is_reported_by_replay_and_by_the_stored_numbers() {
    let machine = Machine::now();
    let repository = captured();
    let check =
        |more: &[&str]| repository.run(&[&["check", "--no-report", "--baseline", "before"], more].concat());
    let run = check(&[]);
    expect_no_regression(&run);
    assert!(run.says("its commit was measured again"), "{}", run.out);
    let run = check(&["--no-replay", "--verbose"]);
    expect_no_regression(&run);
    assert!(run.out.contains("compared with the stored numbers"), "{}", run.out);
    repository.import_in_the_third_line("shop/events.py", "shop/slow.py", WORKS);
    for how in [&[][..], &["--replay"], &["--no-replay"]] {
        let run = check(how);
        let undecided = run.code == Some(2) && run.out.contains("inconclusive");
        if undecided && how == ["--no-replay"] && !machine.was_calm() {
            // Ten stored numbers of a machine whose time is stolen may be too few; the replay decides.
            continue;
        }
        assert_eq!(run.code, Some(1), "{how:?}: {}{}", run.out, run.err);
        assert!(run.out.contains("shop.slow is new"), "{how:?}: {}", run.out);
        assert!(run.out.contains("imported at shop/events.py:3"), "{how:?}: {}", run.out);
    }
    let run = repository.run(&["compare", "baseline:before", ".", "--no-report"]);
    assert_eq!(run.code, Some(1), "{}{}", run.out, run.err);
}

#[test]
fn a_baseline_holds_what_a_later_comparison_needs() {
    let repository = captured();
    let baseline = stored(&repository);
    assert_eq!(baseline["schema"], "vitals-baseline/2");
    assert_eq!(baseline["commit"]["subject"], "Second");
    assert_eq!(baseline["dirty"], false);
    let probe = &baseline["probes"][0];
    assert_eq!((&probe["probe"], &probe["name"]), (&"import".into(), &"shop.canonical_imports".into()));
    let count = |key: &str| probe[key].as_array().map_or(0, Vec::len);
    assert_eq!((count("samples"), count("calibrations")), (10, 10));
    let modules = probe["modules"].as_array().expect("modules");
    let events = modules.iter().find(|module| module["name"] == "shop.events").expect("it is imported");
    assert!(events["importer"].as_str().is_some_and(|place| place.starts_with("shop/")), "{events}");
    let list = look(&repository, &["baseline", "list"]);
    assert!(
        list.out.contains("before")
            && list.out.contains(baseline["commit"]["hash"].as_str().expect("hash").get(..10).expect("long"))
    );
    let show = look(&repository, &["baseline", "show", "before"]);
    assert!(show.out.contains("shop.canonical_imports") && show.out.contains("Second"), "{}", show.out);
}

#[test]
fn a_name_is_taken_once_and_added_to_or_replaced_only_when_asked() {
    let repository = captured();
    let before = fs::read(repository.path().join(FILE)).expect("a baseline");
    let run = repository.run(&["baseline", "capture", "before"]);
    assert_eq!(run.code, Some(64), "{}", run.err);
    assert!(run.err.contains("--merge") && run.err.contains("--replace"), "{}", run.err);
    assert!(fs::read(repository.path().join(FILE)).is_ok_and(|bytes| bytes == before));
    assert_eq!(repository.run(&["baseline", "capture", "before", "--merge"]).code, Some(0));
    let merged = stored(&repository);
    assert_eq!(merged["captured"].as_array().map(Vec::len), Some(2));
    assert_eq!(merged["probes"][0]["samples"].as_array().map(Vec::len), Some(20));
    repository.append("shop/events.py", "# Another.\n");
    repository.commit("Third");
    let run = repository.run(&["baseline", "capture", "before", "--merge"]);
    assert_eq!(run.code, Some(64), "{}", run.err);
    assert!(run.err.contains("it is of another commit"), "{}", run.err);
    assert_eq!(stored(&repository), merged);
    assert_eq!(repository.run(&["baseline", "capture", "after"]).code, Some(0));
    let diff = look(&repository, &["baseline", "diff", "before", "after"]);
    assert_ne!(diff.code, Some(1), "{}{}", diff.out, diff.err);
    assert_eq!(repository.run(&["baseline", "capture", "before", "--replace"]).code, Some(0));
    assert_eq!(stored(&repository)["commit"]["subject"], "Third");
    assert_eq!(look(&repository, &["baseline", "rm", "before"]).code, Some(0));
    assert_eq!(look(&repository, &["baseline", "show", "before"]).code, Some(64));
    let left: Vec<_> = fs::read_dir(repository.path().join(".vitals/baselines")).expect("a folder").collect();
    assert_eq!(left.len(), 1, "{left:?}");
}

#[test]
fn a_failing_target_gives_no_baseline() {
    let repository = Repository::of_the_shop();
    repository.append("shop/events.py", "raise RuntimeError('down')\n");
    let run = repository.run(&["baseline", "capture", "before"]);
    assert_eq!(run.code, Some(1), "{}", run.err);
    assert!(run.err.contains("no baseline was written") && run.err.contains("RuntimeError"), "{}", run.err);
    assert!(!repository.path().join(FILE).exists());
}

#[test]
fn a_capture_with_changes_cannot_be_replayed_and_says_so() {
    let repository = Repository::of_the_shop();
    repository.append("shop/events.py", "# Not committed.\n");
    assert_eq!(repository.run(&["baseline", "capture", "before"]).code, Some(0));
    let run = repository.run(&["check", "--no-report", "--baseline", "before"]);
    assert!(run.out.contains("captured with uncommitted changes"), "{}", run.out);
    let run = repository.run(&["check", "--no-report", "--baseline", "before", "--replay"]);
    assert_eq!(run.code, Some(64), "{}{}", run.out, run.err);
}

/// A baseline that cannot be used is named, and left alone.
#[test]
fn baselines_that_cannot_be_read_are_left_alone() {
    let repository = captured();
    let whole = fs::read_to_string(repository.path().join(FILE)).expect("a baseline");
    let half = &whole[..whole.len() / 2];
    let newer = whole.replace("vitals-baseline/2", "vitals-baseline/9");
    for (text, reported) in [
        (half, "is not a baseline"),
        ("", "is not a baseline"),
        ("[]", "is not a baseline"),
        (&newer, "`vitals-baseline/9` is newer"),
    ] {
        repository.write(FILE, text);
        for arguments in
            [&["check", "--baseline", "before"][..], &["baseline", "capture", "before", "--merge"]]
        {
            let run = repository.run(arguments);
            assert_eq!((run.code, run.out.as_str()), (Some(64), ""), "{reported}: {}", run.err);
            assert!(run.says(reported), "{}", run.err);
        }
        assert!(fs::read_to_string(repository.path().join(FILE)).is_ok_and(|kept| kept == text));
        // One that cannot be read does not hide the others.
        assert_eq!(look(&repository, &["baseline", "list"]).code, Some(0));
    }
}

/// Numbers of another processor or Python, of another probe, or of long ago decide nothing; a replay does.
#[test]
fn numbers_that_say_nothing_are_not_compared() {
    let repository = captured();
    let whole = fs::read_to_string(repository.path().join(FILE)).expect("a baseline");
    let cpu = stored(&repository)["fingerprint"]["cpu_model"].as_str().expect("a name").to_owned();
    let day =
        stored(&repository)["captured"][0].as_str().expect("a date").get(..10).expect("long").to_owned();
    for (text, more, reported) in [
        (
            whole.replace(&format!("\"{cpu}\""), "\"Another 9000\""),
            &[][..],
            "another processor: Another 9000",
        ),
        (whole.replace("shop.canonical_imports\"", "shop.other\""), &[], "has no such probe"),
        (whole.replace(&day, "2020-01-01"), &["--max-age", "24h"], "longer ago than"),
    ] {
        repository.write(FILE, text);
        let arguments = [&["check", "--no-report", "--baseline", "before", "--no-replay"], more].concat();
        let run = repository.run(&arguments);
        assert_eq!(run.code, Some(2), "{reported}: {}{}", run.out, run.err);
        assert!(run.out.contains(reported), "{}", run.out);
        let run = repository.run(&["check", "--no-report", "--baseline", "before"]);
        assert!(run.says("its commit was measured again"), "a replay needs no numbers: {}", run.out);
        expect_no_regression(&run);
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let repository = Repository::of_the_shop();
    // A file where the folder should be: permissions do not stop root.
    repository.write(".vitals", "");
    let run = repository.run(&["baseline", "capture", "before"]);
    assert_eq!(run.code, Some(64), "{}{}", run.out, run.err);
    assert!(run.says("before.json cannot be written"), "{}", run.err);
}
