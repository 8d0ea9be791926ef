//! `vitals baseline` and `vitals check --baseline`: kept whole, compared honestly, never overwritten silently.

use std::fs;

use crate::baseline::{FILE, captured, stored};
use crate::program::Run;
use crate::repository::Repository;

/// Of the commands that take no interpreter.
fn look(repository: &Repository, arguments: &[&str]) -> Run {
    Run::of(crate::program::vitals().current_dir(repository.path()).args(arguments))
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

#[test]
fn d14_a_repository_that_git_refuses_is_named_where_its_commit_is_wanted() {
    let repository = captured();
    let refused = |arguments: &[&str]| {
        Run::of(repository.vitals(arguments).env("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1"))
    };
    let check = ["check", "--no-report", "--baseline", "before", "--replay"];
    let run = refused(&check);
    assert_eq!(run.code, Some(64), "{}{}", run.out, run.err);
    assert!(
        run.says("cannot be replayed: git refuses the repository") && !run.says("in no repository"),
        "{}",
        run.err
    );
    let run = refused(&check[..4]);
    assert!(run.out.contains("by calibration: git refuses the repository"), "{}", run.out);
    let run = refused(&["baseline", "capture", "other"]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert!(
        run.says("this baseline cannot be replayed") && run.says("belongs to another user"),
        "{}",
        run.err
    );
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

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let repository = Repository::of_the_shop();
    // A file where the folder should be: permissions do not stop root.
    repository.write(".vitals", "");
    let run = repository.run(&["baseline", "capture", "before"]);
    assert_eq!(run.code, Some(64), "{}{}", run.out, run.err);
    assert!(run.says("before.json cannot be written"), "{}", run.err);
}
