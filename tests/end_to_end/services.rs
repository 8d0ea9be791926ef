//! The table of faulty services: each with its true verdict, in the oldest, the newest and the system's Python.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;

use crate::program::{Interpreter, Run, a_python, at_once, services, three_interpreters, vitals};

/// What is known beforehand of one service.
struct Truth {
    /// `import`, `create` or `growth`.
    probe: &'static str,
    target: &'static str,
    options: &'static [&'static str],
    status: &'static str,
    /// Words that must stand in the reasons or the evidence, one after another in any order.
    reported: &'static [&'static str],
}

const fn truth(
    probe: &'static str,
    target: &'static str,
    options: &'static [&'static str],
    status: &'static str,
    reported: &'static [&'static str],
) -> Truth {
    Truth { probe, target, options, status, reported }
}

/// Ended soon enough for a test, and long after the limit of 100 ms.
const HANGING: &[&str] = &["--limit", "100ms", "--timeout", "1500ms"];
const TIGHT: &[&str] = &["--limit", "300ms", "-n", "2"];
const LOOSE: &[&str] = &["--limit", "30s", "-n", "3"];
const FEW: &[&str] = &["-n", "3"];

#[rustfmt::skip]
const TRUTHS: &[Truth] = &[
    truth("import", "slow_cpu", TIGHT, "fail", &["over the limit of 300 ms", "slow_cpu ("]),
    truth("import", "slow_sleep", TIGHT, "fail", &["slow_sleep is asleep for", "slow_sleep.py:7 in wait_for_backend"]),
    truth("import", "slow_sleep_nested", TIGHT, "fail", &["slow_sleep_nested.b.deep is asleep for", "deep.py:7 in connect_with_retry"]),
    truth("import", "steady", LOOSE, "pass", &["under the limit of 30.0 s"]),
    truth("import", "starts_threads", LOOSE, "pass", &["threads left running: worker-0, worker-1"]),
    truth("import", "forks_daemon", LOOSE, "pass", &["processes left running, ended by vitals"]),
    truth("import", "leaves_child", LOOSE, "pass", &["processes left running, ended by vitals"]),
    truth("import", "raises_on_import", FEW, "error", &["RuntimeError during the import: no configuration"]),
    truth("import", "import_error", FEW, "error", &["ModuleNotFoundError", "no_such_dependency"]),
    truth("import", "partly_initialised", FEW, "error", &["ImportError", "partially initialized module"]),
    truth("import", "syntax_error_dep", FEW, "error", &["SyntaxError", "broken_syntax.py, line 3"]),
    truth("import", "broken_syntax", FEW, "error", &["SyntaxError", "broken_syntax.py, line 3"]),
    truth("import", "prints_escapes", FEW, "error", &["ValueError"]),
    truth("import", "exits", FEW, "error", &["sys.exit(3)"]),
    truth("import", "exits_zero", FEW, "error", &["sys.exit(0)"]),
    truth("import", "os_exits", FEW, "error", &["without an answer: exit status 0"]),
    truth("import", "aborts", FEW, "error", &["SIGABRT", "aborts.py:5"]),
    truth("import", "segfaults", FEW, "error", &["SIGSEGV", "segfaults.py:5"]),
    truth("import", "hangs", HANGING, "fail", &["did not finish within 1.50 s", "hangs.py:7 in wait_for_ever"]),
    truth("import", "hangs_ignoring_sigterm", HANGING, "fail", &["did not finish within", "wait_for_ever"]),
    truth("import", "blocks_on_accept", HANGING, "fail", &["did not finish within", "wait_for_client"]),
    truth("import", "spins", HANGING, "fail", &["did not finish within", "running at", "in spin"]),
    truth("import", "hangs", &["--limit", "2s", "--timeout", "1500ms"], "inconclusive", &["it says nothing about the limit"]),
    truth("import", "closes_descriptors", FEW, "error", &["closed or replaced a file descriptor"]),
    truth("import", "writes_descriptors", FEW, "error", &["to a file descriptor that is not its own"]),
    truth("create", "steady:make", LOOSE, "pass", &["steady.Thing", "a repeated creation takes"]),
    truth("create", "steady:make_async", LOOSE, "pass", &["steady.Thing, awaited"]),
    truth("create", "steady:make_slow_first", &["--limit", "5ms", "-n", "3"], "fail", &["the first creation takes", "not blocked: ", "a repeated creation takes", "under the limit of 5.00 ms"]),
    truth("create", "creates_slowly_asleep:make", &["--limit", "20ms", "-n", "3"], "fail", &["blocked for ", "the first creation is asleep for", "creates_slowly_asleep.py:12 in connect"]),
    truth("create", "creates_slowly_asleep:make_async", &["--limit", "20ms", "-n", "3"], "fail", &["the first creation is asleep for", "creates_slowly_asleep.py:21 in make_async"]),
    truth("create", "plateaus:make", LOOSE, "pass", &["plateaus.Page"]),
    truth("create", "returns_coroutine:make", FEW, "vacuous", &["another awaitable"]),
    truth("create", "returns_coroutine:make_function", FEW, "vacuous", &["its body has not run"]),
    truth("create", "returns_coroutine:make_async_gen", FEW, "vacuous", &["its body has not run"]),
    truth("create", "returns_none:make", FEW, "vacuous", &["returned None"]),
    truth("create", "returns_none:make_async", FEW, "vacuous", &["awaited and returned None"]),
    truth("create", "raises:make", FEW, "error", &["RuntimeError during the creation: no backend"]),
    truth("create", "raises:make_sometimes", &["-n", "3", "--arg", "i"], "error", &["RuntimeError during a repeated creation, after a first one in its process: no backend for object 3"]),
    truth("create", "starts_threads:make", LOOSE, "pass", &["each in a fresh process", "worker-0"]),
    truth("create", "steady:make", &["--expect-type", "Manager"], "vacuous", &["made a steady.Thing, not a Manager"]),
    truth("growth", "steady:make", &[], "pass", &["within the limit of 50.0 MB"]),
    truth("growth", "plateaus:make", &[], "pass", &["it rose, then levelled off"]),
    truth("growth", "leaks_objects:make", &[], "fail", &["without levelling off", "Session (+"]),
    truth("growth", "leaks_native:make", &[], "fail", &["it leaks: 65", "the memory is native"]),
    truth("growth", "leaks_native:make", &["--limit", "1MB"], "fail", &["over the limit of 1.00 MB"]),
    truth("growth", "returns_none:make", &[], "vacuous", &["returned None"]),
    truth("growth", "raises:make_sometimes", &["--arg", "i"], "error", &["no backend for object 3"]),
];

fn command(python: &Interpreter, truth: &Truth) -> Command {
    let mut command = vitals();
    command
        .current_dir(services())
        .args(["probe", truth.probe, truth.target, "--format", "json", "--quiet", "--python"])
        .arg(&python.path)
        .args(truth.options);
    command
}

/// Reasons and evidence of the only probe.
fn reported(document: &Value) -> String {
    let verdict = &document["probes"][0]["verdict"];
    let lines =
        ["reasons", "evidence"].into_iter().flat_map(|key| verdict[key].as_array().into_iter().flatten());
    lines.filter_map(|line| line["text"].as_str()).collect::<Vec<_>>().join("\n")
}

/// What is not as it should be, where something is not.
fn wrong(python: &Interpreter, truth: &Truth) -> Option<String> {
    let run = Run::of(&mut command(python, truth));
    let document = run.document();
    let status = document["probes"][0]["verdict"]["status"].as_str().unwrap_or_default();
    let reported = reported(&document);
    let missing: Vec<_> = truth.reported.iter().filter(|words| !reported.contains(**words)).collect();
    let code = match truth.status {
        "pass" => 0,
        "fail" | "error" => 1,
        _ => 2,
    };
    let is_wrong = status != truth.status || !missing.is_empty() || run.code != Some(code);
    is_wrong.then(|| {
        format!(
            "{} {} on {}: {status}, exit {:?}, not {}; missing {missing:?} in:\n{reported}",
            truth.probe, truth.target, python.name, run.code, truth.status
        )
    })
}

#[test]
fn every_service_has_its_true_verdict() {
    let wrong = at_once(&three_interpreters(), |python| {
        TRUTHS.iter().filter_map(|truth| wrong(python, truth)).collect()
    });
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// Heavy ones, on one interpreter.
#[test]
fn a_gigabyte_of_output_is_not_kept() {
    let run = Run::of(
        vitals()
            .current_dir(services())
            .args([
                "probe",
                "import",
                "prints_gigabyte",
                "-n",
                "1",
                "--no-trace",
                "--limit",
                "1h",
                "-q",
                "--format",
                "json",
            ])
            .arg("--python")
            .arg(a_python()),
    );
    let document = run.document();
    assert_eq!(
        document["probes"][0]["measurement"]["samples"].as_array().map(Vec::len),
        Some(1),
        "{}",
        run.err
    );
    assert!(run.out.len() < 1 << 20, "{} bytes", run.out.len());
}

#[test]
fn memory_is_limited_where_asked() {
    let run = Run::of(
        vitals()
            .current_dir(services())
            .args([
                "probe",
                "import",
                "eats_memory",
                "--address-space",
                "1GB",
                "-q",
                "--format",
                "json",
                "--python",
            ])
            .arg(a_python()),
    );
    let reported = reported(&run.document());
    assert_eq!(run.code, Some(1));
    assert!(reported.contains("MemoryError"), "{reported}");
}

#[test]
fn a_large_file_is_read_and_counted() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("large");
    std::fs::write(&file, vec![7; 30_000_000]).expect("room for 30 MB");
    let run = Run::of(
        vitals()
            .current_dir(services())
            .args([
                "probe",
                "import",
                "slow_large_file",
                "-q",
                "--format",
                "json",
                "--limit",
                "30s",
                "--python",
            ])
            .arg(a_python())
            .arg("--env")
            .arg(format!("LARGE_FILE={}", file.display())),
    );
    let document = run.document();
    assert_eq!(run.code, Some(0), "{}", reported(&document));
    let read = document["probes"][0]["measurement"]["samples"][0]["bytes_read"].as_u64();
    assert!(read.is_some_and(|bytes| (30_000_000..32_000_000).contains(&bytes)), "{read:?}");
}

#[test]
fn escapes_of_the_target_do_not_reach_the_terminal() {
    let run = Run::of(
        vitals()
            .current_dir(services())
            .args(["probe", "import", "prints_escapes", "--python"])
            .arg(a_python()),
    );
    assert!(run.out.contains("ValueError"), "{}", run.out);
    let raw = run.out.chars().find(|c| (c.is_control() && *c != '\n') || *c == '\u{202e}');
    assert_eq!(raw, None);
}

#[test]
fn every_service_is_in_the_table() {
    let elsewhere = ["prints_gigabyte", "eats_memory", "slow_large_file"];
    let leaks = crate::causes::services();
    let known: BTreeSet<&str> = TRUTHS
        .iter()
        .filter_map(|truth| truth.target.split(':').next())
        .chain(elsewhere)
        .chain(leaks)
        .chain(crate::awaited::SERVICES)
        .chain(crate::kept::SERVICES)
        .chain(crate::hangs::SERVICES)
        .collect();
    for entry in std::fs::read_dir(services()).expect("the services").filter_map(Result::ok) {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with(".md") || name.ends_with(".toml") || name.starts_with("__") {
            continue;
        }
        assert!(known.contains(name.trim_end_matches(".py")), "{name} has no line in the table");
    }
}
