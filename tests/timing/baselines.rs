//! `vitals check --baseline`: compared honestly.

use std::fs;

use crate::alone;
use crate::baseline::{FILE, captured, stored};
use crate::machine::Machine;
use crate::program::Run;
use crate::sources::WORKS;

/// Nothing has changed: that passes, or is undecided on a machine that is too busy for certainty; it never fails.
fn expect_no_regression(run: &Run) {
    let undecided = run.code == Some(2) && run.out.contains("inconclusive");
    assert!(run.code == Some(0) || undecided, "{}{}", run.out, run.err);
}

#[test]
fn a_change_after_a_capture_is_reported_by_replay_and_by_the_stored_numbers() {
    let _alone = alone();
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

/// Numbers of another processor or Python, of another probe, or of long ago decide nothing; a replay does.
#[test]
fn numbers_that_say_nothing_are_not_compared() {
    let _alone = alone();
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
