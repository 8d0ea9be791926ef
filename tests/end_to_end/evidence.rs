//! What a check that did not pass shows of what it ran: tests until its end, lines near a pattern, both streams.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::program::{Run, a_python, vitals};
use crate::support::environment;
use crate::support::needs::needs;

/// The only check of a configuration, as `health` judges it.
fn only_check(root: &Path, python: &Path) -> (Value, Run) {
    let mut command = vitals();
    command.current_dir(root).args(["health", "--quiet", "--no-report", "--format", "json", "--python"]);
    let run = Run::of(command.arg(python));
    (run.document()["checks"][0].clone(), run)
}

fn write(root: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        fs::write(root.join(name), text).expect("written");
    }
}

/// The line of a text that has these words.
fn line_of(text: &str, words: &str) -> usize {
    text.lines().position(|line| line.contains(words)).expect("a line") + 1
}

#[test]
fn a_suite_that_runs_out_of_time_shows_what_it_had_come_to() {
    let python = needs!(environment::with_pytest());
    let folder = tempfile::tempdir().expect("a folder");
    let shop = "import threading\n\n\ndef wait():\n    threading.Event().wait()\n";
    let tests = "import shop\n\n\ndef test_good():\n    pass\n\n\ndef test_bad():\n    assert 1 == 2\n\n\n\
                 def test_hangs():\n    shop.wait()\n\n\ndef test_never():\n    pass\n";
    let config =
        "[[check]]\nname = \"suite\"\nkind = \"pytest\"\npaths = [\"test_shop.py\"]\ntimeout = \"8s\"\n";
    write(folder.path(), &[("shop.py", shop), ("test_shop.py", tests), ("vitals.toml", config)]);
    let (check, run) = only_check(folder.path(), python);
    let reasons = &check["verdict"]["reasons"];
    assert_eq!(check["verdict"]["status"], "fail", "{}", run.out);
    assert_eq!(reasons[0]["kind"], "timed_out");
    assert_eq!(reasons[1]["kind"], "unfinished");
    assert_eq!(reasons[1]["running"], json!(["test_shop.test_hangs"]), "{reasons}");
    assert_eq!(reasons[1]["at"], json!({"file": "shop.py", "line": line_of(shop, ".wait()")}));
    assert_eq!(check["counts"], json!({"passed": 1, "failed": 1, "errors": 0, "skipped": 0}));
    assert_eq!(reasons[2]["kind"], "test_failed");
    assert_eq!(reasons[2]["location"], json!({"file": "test_shop.py", "line": line_of(tests, "assert")}));
    assert_eq!(run.code, Some(3), "{}", run.err);
}

/// A module that hangs while a test file imports it: no test has begun.
#[test]
fn a_suite_that_hangs_in_its_collection_names_the_line() {
    let python = needs!(environment::with_pytest());
    let folder = tempfile::tempdir().expect("a folder");
    let shop = "import threading\n\nthreading.Event().wait()\n";
    let config =
        "[[check]]\nname = \"suite\"\nkind = \"pytest\"\npaths = [\"test_shop.py\"]\ntimeout = \"8s\"\n";
    write(folder.path(), &[("shop.py", shop), ("test_shop.py", "import shop\n"), ("vitals.toml", config)]);
    let (check, run) = only_check(folder.path(), python);
    let unfinished = &check["verdict"]["reasons"][1];
    assert_eq!(unfinished["at"], json!({"file": "shop.py", "line": 3}), "{}", run.out);
    let text = unfinished["text"].as_str().unwrap_or_default();
    assert_eq!(text, "until then: no test had ended; no test was running, at shop.py:3");
}

/// A Python that reads no PYTHONPATH finds no plugin of the tool's: the suite is judged all the same.
#[test]
fn a_suite_whose_python_ignores_pythonpath_is_judged() {
    let python = needs!(environment::with_pytest());
    let folder = tempfile::tempdir().expect("a folder");
    let isolated = folder.path().join("python");
    fs::write(&isolated, format!("#!/bin/sh\nexec {} -E \"$@\"\n", python.display())).expect("written");
    fs::set_permissions(&isolated, std::os::unix::fs::PermissionsExt::from_mode(0o755)).expect("its mode");
    let config = "[[check]]\nname = \"suite\"\nkind = \"pytest\"\npaths = [\"test_a.py\"]\n";
    write(folder.path(), &[("test_a.py", "def test():\n    pass\n"), ("vitals.toml", config)]);
    let (check, run) = only_check(folder.path(), &isolated);
    assert_eq!(check["verdict"]["status"], "pass", "{}", run.out);
    assert_eq!(check["counts"]["passed"], 1);
}

#[test]
fn a_command_without_its_evidence_shows_the_lines_that_came_nearest() {
    let python = a_python();
    let folder = tempfile::tempdir().expect("a folder");
    let config = "[[check]]\nname = \"events\"\nkind = \"command\"\n\
                  command = [\"python\", \"-c\", \"print('connecting'); print('4 of 5 events received'); print('bye')\"]\n\
                  evidence = { pattern = '5 of 5 events received' }\n";
    write(folder.path(), &[("vitals.toml", config)]);
    let (check, _) = only_check(folder.path(), python);
    let reason = &check["verdict"]["reasons"][0];
    assert_eq!(reason["kind"], "not_matched");
    assert_eq!(reason["nearest"], json!(["4 of 5 events received"]));
    assert!(
        reason["text"].as_str().is_some_and(|text| text.contains("\"4 of 5 events received\"")),
        "{reason}"
    );
}

#[test]
fn a_failed_command_shows_the_end_of_both_streams_without_the_interpreters_warnings() {
    let python = a_python();
    let folder = tempfile::tempdir().expect("a folder");
    let fails = "import sys, warnings\nprint('step 3 of 4')\nprint('no database', file=sys.stderr)\n\
                 warnings.simplefilter('always')\nfor _ in range(20):\n    warnings.warn('old', DeprecationWarning)\nsys.exit(1)\n";
    let config = "[[check]]\nname = \"steps\"\nkind = \"command\"\ncommand = [\"python\", \"fails.py\"]\n";
    write(folder.path(), &[("fails.py", fails), ("vitals.toml", config)]);
    let mut command = vitals();
    command.current_dir(folder.path()).args(["health", "--quiet", "--no-report", "--python"]).arg(python);
    let run = Run::of(&mut command);
    for words in ["step 3 of 4", "no database"] {
        assert!(run.out.contains(words), "{words}: {}", run.out);
    }
    assert!(!run.out.contains("DeprecationWarning"), "{}", run.out);
}

/// A source that was written within the second of its bytecode, and is as long, has stale bytecode that Python takes for its own.
#[test]
fn a_suite_never_reads_bytecode_that_is_older_than_its_source() {
    let python = needs!(environment::with_pytest());
    let folder = tempfile::tempdir().expect("a folder");
    let config = "[[check]]\nname = \"suite\"\nkind = \"pytest\"\npaths = [\"test_price.py\"]\n\
                  [[check]]\nname = \"command\"\nkind = \"command\"\ncommand = [\"python\", \"-c\", \"import price; assert price.OF_A_BOOK == 2\"]\n";
    let test = "import price\n\n\ndef test_price():\n    assert price.OF_A_BOOK == 2\n";
    let source = folder.path().join("price.py");
    write(
        folder.path(),
        &[("test_price.py", test), ("vitals.toml", config), ("price.py", "OF_A_BOOK = 1\n")],
    );
    let compiled = Command::new(python)
        .env_remove("PYTHONDONTWRITEBYTECODE")
        .env_remove("PYTHONPYCACHEPREFIX")
        .args(["-m", "py_compile", "price.py"])
        .current_dir(folder.path())
        .status();
    assert!(compiled.expect("a Python").success());
    let written = fs::metadata(&source).and_then(|about| about.modified()).expect("its time");
    fs::write(&source, "OF_A_BOOK = 2\n").expect("written");
    fs::File::options().write(true).open(&source).expect("a file").set_modified(written).expect("its time");
    // What a plain Python sees.
    let plain = Command::new(python)
        .env_remove("PYTHONPYCACHEPREFIX")
        .args(["-c", "import price; assert price.OF_A_BOOK == 1"])
        .current_dir(folder.path())
        .status();
    assert!(plain.expect("a Python").success());
    let mut command = vitals();
    command.current_dir(folder.path()).args(["health", "--quiet", "--no-report", "--python"]).arg(python);
    let run = Run::of(&mut command);
    assert_eq!(run.code, Some(0), "{}", run.out);
}

/// It runs in this process, where nothing ends it from outside.
#[test]
fn a_check_of_imports_keeps_its_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let config = "[[check]]\nname = \"cycles\"\nkind = \"imports\"\ntimeout = \"1us\"\n";
    write(folder.path(), &[("a.py", "import b\n"), ("b.py", "import a\n"), ("vitals.toml", config)]);
    let (check, run) = only_check(folder.path(), a_python());
    assert_eq!(check["verdict"]["status"], "fail", "{}", run.out);
    assert_eq!(check["verdict"]["reasons"][0]["kind"], "timed_out");
}
