//! `vitals health` and `vitals audit`: suites that pass, fail, collect nothing, skip all, crash, swallow, hang and lie.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::program::{Run, a_python, vitals};
use crate::support::environment;
use crate::support::needs::needs;

fn suites() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suites")
}

fn run(arguments: &[&str], python: &Path) -> Run {
    let mut command = vitals();
    command.current_dir(suites()).args(arguments).arg("--quiet").arg("--python").arg(python);
    if arguments[0] == "health" {
        // The suites lie in the repository.
        command.arg("--no-report");
    }
    Run::of(&mut command)
}

fn by_name<'a>(document: &'a Value, name: &str) -> &'a Value {
    let checks = document["checks"].as_array().expect("checks");
    checks.iter().find(|check| check["name"] == name).unwrap_or_else(|| panic!("{name} in {document}"))
}

/// Name, verdict, and its first reason: subject, kind, and what it says.
const TRUTHS: [(&str, &str, [&str; 3]); 15] = [
    ("passes", "pass", ["suite", "counted", "2 passed"]),
    ("fails", "fail", ["suite", "counted", "1 passed, 1 failed"]),
    ("collects nothing", "vacuous", ["suite", "nothing_collected", "collected no test"]),
    ("skips all", "vacuous", ["suite", "no_test_ran", "2 skipped"]),
    ("deselects all", "vacuous", ["suite", "nothing_collected", "deselected"]),
    ("crashes in collection", "fail", ["suite", "no_test_could_run", "1 error"]),
    ("lies", "fail", ["suite", "result_hidden", "1 passed, 1 failed"]),
    ("ends early", "vacuous", ["suite", "no_report", "exit status 0"]),
    ("is missing", "error", ["suite", "arguments_rejected", "`paths`"]),
    ("hangs", "fail", ["check", "timed_out", "2.00 s"]),
    ("swallows", "pass", ["command", "exit_only", "exit status 0"]),
    ("swallows, with evidence", "fail", ["command", "tests_failed", "JUnit file says 1 failed"]),
    ("counts too little", "fail", ["command", "count_too_low", "at least 5"]),
    ("syntax", "fail", ["syntax", "not_all_compile", "1 of 3 files"]),
    ("imports", "fail", ["cycle", "cycles", "1 import cycle"]),
];

#[test]
fn each_suite_has_its_true_verdict() {
    let python = needs!(environment::with_pytest());
    let run = run(&["health", "--format", "json"], python);
    let document = run.document();
    for (name, verdict, [about, kind, words]) in TRUTHS {
        let check = by_name(&document, name);
        assert_eq!(check["verdict"]["status"], verdict, "{check}");
        let reason = &check["verdict"]["reasons"][0];
        assert_eq!((&reason["about"], &reason["kind"]), (&about.into(), &kind.into()), "{name}: {reason}");
        assert!(reason["text"].as_str().is_some_and(|text| text.contains(words)), "{name}: {reason}");
    }
    assert_eq!(document["checks"].as_array().map(Vec::len), Some(TRUTHS.len()));
    // Two of fifteen pass.
    assert_eq!((run.code, &document["score"]["health"]), (Some(3), &"critical".into()));
    assert!(!suites().join("__pycache__").exists() && !suites().join(".pytest_cache").exists());
}

#[test]
fn the_audit_finds_what_tests_nothing() {
    let python = needs!(environment::with_pytest());
    let names = ["passes", "swallows", "collects nothing", "syntax"];
    let arguments: Vec<&str> = ["audit", "--format", "json"]
        .into_iter()
        .chain(names.iter().flat_map(|name| ["--check", name]))
        .collect();
    let run = run(&arguments, python);
    let document = run.document();
    let proof = |name| by_name(&document, name)["proof"].clone();
    assert_eq!(proof("passes"), "can_fail");
    assert_eq!(proof("swallows"), "vacuous");
    assert_eq!(proof("collects nothing"), "vacuous");
    assert_eq!(proof("syntax"), "does_not_pass");
    assert_eq!(run.code, Some(1));
}

#[test]
fn without_pytest_it_says_how_to_install_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let python = needs!(environment::empty(folder.path()));
    let run = run(&["health", "--check", "passes", "--format", "json"], &python);
    let document = run.document();
    let verdict = &by_name(&document, "passes")["verdict"];
    assert_eq!(verdict["status"], "error");
    let reason = &verdict["reasons"][0];
    assert_eq!(reason["kind"], "pytest_missing", "{reason}");
    assert!(
        reason["text"].as_str().is_some_and(|advice| advice.contains("-m pip install pytest")),
        "{reason}"
    );
}

#[test]
fn a_plugin_line_and_its_codes() {
    let python = needs!(environment::with_pytest());
    let good = run(&["health", "--check", "passes", "--nagios"], python);
    assert_eq!(good.code, Some(0), "{}", good.out);
    assert!(
        good.out.starts_with("VITALS OK - 1 of 1 checks passed | score=100%;80;60;0;100 'passes'="),
        "{}",
        good.out
    );
    let bad = run(&["health", "--check", "fails", "--nagios"], python);
    assert_eq!((bad.code, bad.out.lines().count()), (Some(2), 1), "{}", bad.out);
    assert!(bad.out.starts_with("VITALS CRITICAL - 0 of 1 checks passed: fails fail |"), "{}", bad.out);
}

#[test]
fn b5_four_of_five_checks_of_weight_0_3_are_degraded() {
    let folder = tempfile::tempdir().expect("a folder");
    let check = |name: &str, program: &str| {
        format!("[[check]]\nname = \"{name}\"\nkind = \"command\"\ncommand = [\"{program}\"]\nweight = 0.3\n")
    };
    let health = |checks: [&str; 5], arguments: &[&str]| {
        let text: String = ["a", "b", "c", "d", "e"]
            .iter()
            .zip(checks)
            .map(|(name, program)| check(name, program))
            .collect();
        fs::write(folder.path().join("vitals.toml"), text).expect("written");
        let mut command = vitals();
        command.current_dir(folder.path()).args(["health", "--quiet", "--no-report", "--no-history"]);
        Run::of(command.args(arguments).arg("--python").arg(a_python()))
    };
    let four = ["true", "true", "true", "true", "false"];
    let run = health(four, &[]);
    assert_eq!(run.code, Some(1), "{}", run.out);
    assert!(run.out.contains("degraded: 80 % of the weight passed"), "{}", run.out);
    assert_eq!(health(four, &["--format", "json"]).document()["score"]["part"], 0.8);
    let run = health(["true", "true", "true", "false", "false"], &[]);
    assert_eq!(run.code, Some(2), "{}", run.out);
    assert!(run.out.contains("impaired: 60 % of the weight passed"), "{}", run.out);
}

#[test]
fn security_fails_closed_and_what_is_critical_forces_the_worst_code() {
    let folder = tempfile::tempdir().expect("a folder");
    let health = |text: &str| {
        fs::write(folder.path().join("vitals.toml"), text).expect("written");
        let mut command = vitals();
        command.current_dir(folder.path()).args(["health", "--quiet", "--format", "json", "--python"]);
        Run::of(command.arg(a_python()))
    };
    let good = "[[check]]\nname = \"a\"\nkind = \"command\"\ncommand = [\"true\"]\nweight = 20\n";
    let unknown = "[[check]]\nname = \"b\"\nkind = \"command\"\ncommand = [\"no-such-program\"]\n";
    assert_eq!(health(good).code, Some(0));
    assert_eq!(health(&format!("{good}{unknown}")).code, Some(1));
    assert_eq!(health(&format!("{good}{unknown}critical = true\n")).code, Some(4));
    let closed = health(&format!("{good}{unknown}critical = true\nclass = \"security\"\n"));
    assert_eq!(closed.code, Some(3));
    let reasons = closed.document()["checks"][1]["verdict"]["reasons"].clone();
    assert_eq!((&reasons[0]["kind"], &reasons[1]["kind"]), (&"no_program".into(), &"fails_closed".into()));
}

#[test]
fn mistakes_in_checks_are_named_with_their_place() {
    let folder = tempfile::tempdir().expect("a folder");
    for (text, reported) in [
        ("[[check]]\nname = \"x\"\nkind = \"pytest\"\n", "missing field `paths`"),
        ("[[check]]\nname = \"x\"\nkind = \"syntax\"\ntimeout = \"5\"\n", "has no unit"),
        (
            "[[check]]\nname = \"x\"\nkind = \"syntax\"\n[[check]]\nname = \"x\"\nkind = \"syntax\"\n",
            "two checks of the name",
        ),
        (
            "[[check]]\nname = \"x\"\nkind = \"command\"\ncommand = [\"a\"]\nevidence = { pattern = \"(\" }\n",
            "the pattern",
        ),
        ("[[check]]\nname = \"x\"\nkind = \"syntax\"\npath = [\"a\"]\n", "did you mean `paths`?"),
        (
            "[[check]]\nname = \"x\"\nkind = \"growth\"\nfactory = \"a:b\"\nobjects = 0\n",
            "check \"x\": line 5: 0 is not between 1 and 1000000",
        ),
        (
            "[[check]]\nname = \"x\"\nkind = \"import\"\nmodule = \"a\"\nregression = \"5%\"\n",
            "line 5: `regression` is of a [[probe]]",
        ),
        ("[[check]]\nname = \"x\"\nkind = \"magic\"\n", "line 3: there is no kind"),
        ("[check]\nname = \"x\"\nkind = \"syntax\"\n", "checks are written as [[check]]"),
    ] {
        fs::write(folder.path().join("vitals.toml"), text).expect("written");
        let run = Run::of(vitals().current_dir(folder.path()).args(["health", "--python"]).arg(a_python()));
        assert_eq!((run.code, run.out.as_str()), (Some(64), ""), "{reported}: {}", run.err);
        assert!(run.says(reported) && run.err.contains("vitals.toml"), "{reported}: {}", run.err);
    }
    fs::write(folder.path().join("vitals.toml"), "[[check]]\nname = \"x\"\nkind = \"syntax\"\n")
        .expect("written");
    let run = Run::of(vitals().current_dir(folder.path()).args(["health", "--check", "y"]));
    assert!(
        run.code == Some(64) && run.says("--only \"y\" chooses nothing") && run.says("there are: x"),
        "{}",
        run.err
    );
}

/// What a check measured is in its report, its samples and the history, as that of a probe is.
#[test]
fn a_check_that_measures_keeps_what_it_measured() {
    let folder = tempfile::tempdir().expect("a folder");
    let text =
        "[[check]]\nname = \"starts\"\nkind = \"import\"\nmodule = \"app\"\nlimit = \"20ms\"\nsamples = 3\n";
    fs::write(folder.path().join("vitals.toml"), text).expect("written");
    fs::write(folder.path().join("app.py"), "import late\n").expect("written");
    fs::write(folder.path().join("late.py"), "import time\ntime.sleep(0.1)\n").expect("written");
    let arguments = ["health", "--quiet", "--format", "json", "--output", "csv=samples.csv", "--python"];
    let run = Run::of(vitals().current_dir(folder.path()).args(arguments).arg(a_python()));
    let measured = &run.document()["checks"][0]["measured"];
    assert_eq!((&measured["probe"], &measured["summary"]["n"]), (&"import".into(), &3.into()), "{measured}");
    let samples = fs::read_to_string(folder.path().join("samples.csv")).expect("written");
    let walls = samples.lines().filter(|line| line.starts_with("import,app,") && line.contains(",wall,"));
    assert_eq!(walls.count(), 3, "{samples}");
    let show = Run::of(vitals().current_dir(folder.path()).args(["history", "show", "latest"]));
    assert!(show.out.contains("resident memory"), "{}{}", show.out, show.err);
    let markdown =
        Run::of(vitals().current_dir(folder.path()).args(["report", "latest", "--format", "json"]));
    assert_eq!(markdown.document()["checks"][0]["measured"], *measured);
}

/// A budget that ends before a check's own deadline says nothing of the check.
#[test]
fn what_the_budget_cuts_short_is_undecided() {
    let folder = tempfile::tempdir().expect("a folder");
    let text =
        "[[check]]\nname = \"a\"\nkind = \"command\"\ncommand = [\"sleep\", \"600\"]\ntimeout = \"10m\"\n";
    fs::write(folder.path().join("vitals.toml"), text).expect("written");
    let mut command = vitals();
    command
        .current_dir(folder.path())
        .args(["health", "--quiet", "--budget", "3s", "--format", "json", "--python"]);
    let run = Run::of(command.arg(a_python()));
    let check = &run.document()["checks"][0];
    assert_eq!(check["verdict"]["status"], "inconclusive", "{check}");
    assert_eq!(check["verdict"]["reasons"][0]["kind"], "budget_ended", "{check}");
}

/// What a test raised, and where, is data; the failure that explains the others is named first.
#[test]
fn a_failed_test_has_its_exception_and_its_line() {
    let python = needs!(environment::with_pytest());
    let folder = tempfile::tempdir().expect("a folder");
    let tests = "def test_a():\n    assert 1 == 2\ndef test_b():\n    raise ValueError('no price')\n\
                 def test_c():\n    assert 0\ndef test_d():\n    from os import price\n";
    fs::write(folder.path().join("test_shop.py"), tests).expect("written");
    let text = "[[check]]\nname = \"golden path\"\nkind = \"pytest\"\npaths = [\"test_shop.py\"]\n";
    fs::write(folder.path().join("vitals.toml"), text).expect("written");
    let mut command = vitals();
    command.current_dir(folder.path()).args(["health", "--quiet", "--format", "json", "--python"]);
    let document = Run::of(command.arg(python)).document();
    let reasons = &document["checks"][0]["verdict"]["reasons"];
    assert_eq!(reasons[0]["counts"]["failed"], 4, "{reasons}");
    let expected =
        [("test_d", "ImportError", 8), ("test_a", "AssertionError", 2), ("test_b", "ValueError", 4)];
    for (reason, (test, raised, line)) in reasons.as_array().expect("reasons")[1..].iter().zip(expected) {
        assert_eq!(reason["test"], format!("test_shop.{test}"), "{reason}");
        assert_eq!(reason["exception"]["type_name"], raised, "{reason}");
        assert_eq!(
            (&reason["location"]["file"], &reason["location"]["line"]),
            (&"test_shop.py".into(), &line.into())
        );
    }
    let finding = &document["findings"][0];
    assert_eq!(finding["scenario"], "import_cascade", "{finding}");
    let evidence = &finding["evidence"][0];
    assert_eq!(
        (&evidence["check"], &evidence["status"]),
        (&"golden path".into(), &"fail".into()),
        "{evidence}"
    );
    assert_eq!(evidence["reasons"][1]["exception"]["type_name"], "ImportError", "{evidence}");
}

#[test]
fn triage_names_the_scenario_and_the_next_command() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "[[check]]\nname = \"user isolation\"\nkind = \"command\"\ncommand = [\"false\"]\n\
                [[check]]\nname = \"syntax\"\nkind = \"syntax\"\n";
    fs::write(folder.path().join("vitals.toml"), text).expect("written");
    fs::write(folder.path().join("broken.py"), "def f(:\n").expect("written");
    let mut command = vitals();
    let run =
        Run::of(command.current_dir(folder.path()).args(["triage", "--quiet", "--python"]).arg(a_python()));
    assert_eq!(run.code, Some(3), "{}", run.out);
    let places = ["user isolation breach", "import cascade", "next: vitals health --only syntax"];
    let found: Vec<_> = places.iter().map(|words| run.out.find(words)).collect();
    assert!(found.iter().all(Option::is_some) && found.is_sorted(), "{found:?}: {}", run.out);
    assert!(run.says("broken.py:1: SyntaxError"), "{}", run.out);
}
