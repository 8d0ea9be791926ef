//! `vitals triage`: every failure is in it, what decides comes first, and the next command works as printed.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::program::{Run, a_python, vitals};

/// A project of these files.
fn project(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        fs::write(folder.path().join(name), text).expect("written");
    }
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> Run {
    let mut command = vitals();
    Run::of(command.current_dir(folder).args(arguments).arg("--python").arg(a_python()))
}

fn verdict(document: &Value, name: &str) -> (String, String) {
    let checks = document["checks"].as_array().expect("checks");
    let check =
        checks.iter().find(|check| check["name"] == name).unwrap_or_else(|| panic!("{name} in {document}"));
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    (word(&check["verdict"]["status"]), word(&check["verdict"]["reasons"][0]["kind"]))
}

/// A13: an untagged command, and a probe beside a check, are findings as any.
#[test]
fn a13_every_check_and_probe_that_does_not_pass_is_in_the_answer() {
    let settings = "[[probe.import]]\nmodule = \"broken\"\n\
                    [[check]]\nname = \"syntax\"\nkind = \"syntax\"\n\
                    [[check]]\nname = \"stock\"\nkind = \"command\"\ncommand = [\"python\", \"stock.py\"]\n\
                    [[check]]\nname = \"prices\"\nkind = \"command\"\ncommand = [\"false\"]\n";
    let files = [
        ("vitals.toml", settings),
        ("stock.py", "import nosuch\n"),
        ("broken.py", "raise RuntimeError('no')\n"),
    ];
    let folder = project(&files);
    let triage = run(folder.path(), &["triage", "--quiet"]);
    assert_eq!(triage.code, Some(3), "{}", triage.out);
    let lines: Vec<&str> = triage.out.lines().collect();
    let place = |words: &str| {
        lines
            .iter()
            .position(|line| line.contains(words))
            .unwrap_or_else(|| panic!("{words} in {}", triage.out))
    };
    let cascade = place("import cascade");
    let other = place("none of the four scenarios");
    let stock = place(
        "stock is fail: exit status 1, expected 0; stock.py:1: ModuleNotFoundError: No module named 'nosuch'",
    );
    let probe = place("import broken is error: RuntimeError during the import: no");
    assert!(
        cascade < stock && cascade < probe && stock.max(probe) < other && other < place("prices is fail")
    );
    let health =
        run(folder.path(), &["health", "--quiet", "--no-report", "--no-history", "--format", "json"]);
    assert_eq!(verdict(&health.document(), "import broken").0, "error");
}

/// A14: too little evidence is a failure, none proves nothing.
#[test]
fn a14_a_shortfall_of_evidence_is_a_failure() {
    let count = |name: &str, printed: &str| {
        format!(
            "[[check]]\nname = \"{name}\"\nkind = \"command\"\ncommand = [\"echo\", \"{printed}\"]\n\
             evidence = {{ count = {{ pattern = \"(\\\\d+) events\", least = 5 }} }}\n"
        )
    };
    let settings = [count("four", "4 events"), count("none", "0 events"), count("five", "5 events")].concat();
    let folder = project(&[("vitals.toml", &settings)]);
    let document =
        run(folder.path(), &["health", "--quiet", "--no-report", "--no-history", "--format", "json"])
            .document();
    assert_eq!(verdict(&document, "four"), ("fail".into(), "count_too_low".into()));
    assert_eq!(verdict(&document, "none"), ("vacuous".into(), "count_too_low".into()));
    assert_eq!(verdict(&document, "five").0, "pass");
}

/// A8: a JUnit file that lies there, written a moment before, is not this run's.
#[test]
fn a8_a_junit_file_that_this_run_did_not_write_proves_nothing() {
    let suite = "<testsuite name='s' tests='2' failures='0' errors='0' skipped='0'><testcase name='a'/><testcase name='b'/></testsuite>";
    let check = |name: &str, command: &str| {
        format!(
            "[[check]]\nname = \"{name}\"\nkind = \"command\"\ncommand = {command}\nevidence = {{ junit = \"{name}.xml\" }}\n"
        )
    };
    let settings =
        [check("lies", "[\"true\"]"), check("writes", "[\"cp\", \"lies.xml\", \"writes.xml\"]")].concat();
    let folder = project(&[
        ("vitals.toml", &settings),
        ("lies.xml", suite),
        ("writes.xml", "<testsuite name='old'/>"),
    ]);
    let document =
        run(folder.path(), &["health", "--quiet", "--no-report", "--no-history", "--format", "json"])
            .document();
    assert_eq!(verdict(&document, "lies"), ("vacuous".into(), "report_not_written".into()));
    assert_eq!(verdict(&document, "writes").0, "pass");
}

/// What failed before is printed first; each definite finding when it is found; and what comes next can be pasted.
#[test]
fn what_is_known_and_what_is_found_is_printed_before_the_summary_and_leads_on() {
    let settings = "[[check]]\nname = \"user's syntax\"\nkind = \"syntax\"\n";
    let folder = project(&[("vitals.toml", settings), ("broken.py", "def f(:\n")]);
    let health = run(folder.path(), &["health", "--quiet", "--no-report"]);
    assert_eq!(health.code, Some(3), "{}", health.out);
    let triage = run(folder.path(), &["triage"]);
    let places = ["known since 20", "after ", "critical: 0 %", "import cascade", "next: vitals health"];
    let found: Vec<_> = places.iter().map(|words| triage.out.find(words)).collect();
    assert!(found.iter().all(Option::is_some) && found.is_sorted(), "{found:?}: {}", triage.out);
    let next =
        triage.out.lines().find_map(|line| line.trim().strip_prefix("next: ")).expect("a next command");
    assert!(next.contains("--python"), "{next}");
    // As somebody pastes it, with the built program first on PATH.
    let program = vitals();
    let beside = Path::new(program.get_program()).parent().expect("a folder").display().to_string();
    let path = std::env::var("PATH").unwrap_or_default();
    let pasted = Run::of(
        Command::new("sh")
            .args(["-c", next])
            .current_dir(folder.path())
            .env("PATH", format!("{beside}:{path}")),
    );
    assert_eq!(pasted.code, Some(3), "{next}\n{}{}", pasted.out, pasted.err);
    assert!(pasted.says("broken.py:1: SyntaxError"), "{}", pasted.out);
}

/// An import that takes many times its limit is an answer before anything is measured.
#[test]
fn an_import_that_takes_many_times_its_limit_is_cut_off() {
    let settings = "[[probe.import]]\nmodule = \"sleeps\"\nlimit = \"100ms\"\n";
    let folder = project(&[("vitals.toml", settings), ("sleeps.py", "import time\ntime.sleep(600)\n")]);
    let triage = run(folder.path(), &["triage", "--quiet", "--format", "json"]).document();
    let (status, kind) = verdict(&triage, "import sleeps");
    assert_eq!(status, "fail", "{kind} {triage}");
    assert_eq!(triage["findings"][0]["scenario"], "performance", "{}", triage["findings"]);
    assert!(triage.to_string().contains("sleeps.py"), "{triage}");
}
