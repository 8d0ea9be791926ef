//! Both lives of an object: the first in a process, and those after it, each with a limit and a verdict.

use std::fs;

use serde_json::Value;
use tempfile::TempDir;

use crate::program::{INTERPRETERS, Interpreter, Run, vitals};

/// The first creation parses; those after it do so again only where SHAPE is new.
const SESSIONS: &str = "\
import os, time

def parse():
    end = time.process_time() + 0.004
    while time.process_time() < end:
        pass
    return {}

class Session:
    model = None

shared = Session()

def client():
    made = Session() if os.environ.get('SHAPE') == 'new' else shared
    if made.model is None:
        made.model = parse()
    return object()

asleep = 0

def later_asleep():
    global asleep
    asleep += 1
    if asleep > 1:
        time.sleep(0.05)
    return object()

def cached():
    return shared
";

/// A folder with these factories and a configuration of one probe.
fn project(keys: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("written");
    write("st.py", SESSIONS);
    write("vitals.toml", &format!("[[probe.create]]\n{keys}"));
    folder
}

fn run(folder: &TempDir, python: &Interpreter, arguments: &[&str]) -> Run {
    let mut command = vitals();
    command.current_dir(folder.path()).args(arguments).arg("--python").arg(&python.path);
    Run::of(&mut command)
}

const COMPARED: &[&str] = &["--pairs", "4", "--seed", "1", "--no-report", "--no-history", "-q"];

/// The judged time of repeated creations, of a comparison in JSON.
fn repeated(document: &Value) -> Value {
    let quantities = document["probes"][0]["quantities"].as_array().cloned().unwrap_or_default();
    quantities.into_iter().find(|quantity| quantity["name"] == "repeated time").unwrap_or_default()
}

/// A4: first creations alike, later ones a microsecond against four milliseconds.
#[test]
fn a4_repeated_creations_that_became_slower_fail_a_comparison() {
    let folder = project("factory = \"st:client\"\n");
    for python in &*INTERPRETERS {
        let sides = ["compare", "env:SHAPE=shared", "env:SHAPE=new", "--format", "json", "-o", "page.html"];
        let compared = [&sides[..], COMPARED].concat();
        let found = run(&folder, python, &compared);
        let document = found.document();
        assert_eq!(found.code, Some(1), "{}: {}{}", python.name, found.out, found.err);
        let judged = repeated(&document);
        assert_eq!(judged["finding"]["finding"], "regressed", "{}: {judged}", python.name);
        assert_eq!(judged["of"], "repeated_creation");
        assert!(
            judged["base"].as_f64() < Some(1e-3) && judged["candidate"].as_f64() > Some(3e-3),
            "{judged}"
        );
        let text = document["probes"][0]["verdict"]["reasons"].to_string();
        assert!(text.contains("repeated creation: active time (CPU + blocked)"), "{text}");
        assert!(text.contains("is CPU time, in each repeated creation"), "{text}");
        let quantities = &document["probes"][0]["quantities"];
        assert!(
            drawn(&folder) > Some(100.0),
            "{:?}: the row draws what regressed: {quantities}",
            drawn(&folder)
        );
    }
}

/// The ratio that the first row of the page draws, as it says to the list of runs.
fn drawn(folder: &TempDir) -> Option<f64> {
    let page = fs::read_to_string(folder.path().join("page.html")).ok()?;
    page.split("&quot;,&quot;fail&quot;,").nth(1)?.split(']').next()?.parse().ok()
}

/// The other way round they became faster, and the cached object of the base is noted.
#[test]
fn repeated_creations_that_became_faster_pass_and_every_format_has_both() {
    let folder = project("factory = \"st:client\"\n");
    let python = &INTERPRETERS[0];
    let compare = ["compare", "env:SHAPE=new", "env:SHAPE=shared", "--tolerance", "300%", "--verbose"];
    let output =
        ["junit", "markdown", "nagios", "openmetrics", "csv"].map(|format| format!("{format}=out.{format}"));
    let outputs: Vec<&str> = output.iter().flat_map(|output| ["--output", output.as_str()]).collect();
    let found = run(&folder, python, &[&compare, COMPARED, &outputs].concat());
    assert_eq!(found.code, Some(0), "{}{}", found.out, found.err);
    for words in
        ["create, first", "create, repeated", "repeated creations in 4 processes, each after its first"]
    {
        assert!(found.says(words), "{words}: {}", found.out);
    }
    for (format, words) in [
        ("junit", "repeated creation: active time"),
        ("markdown", "; repeated "),
        ("nagios", "compare create st:client"),
        ("openmetrics", "quantity=\"repeated time\""),
        ("csv", "repeated processor"),
    ] {
        let text = fs::read_to_string(folder.path().join(format!("out.{format}"))).expect("written");
        assert!(text.contains(words), "{format}: {text}");
    }
}

#[test]
fn each_life_has_its_limit_and_its_verdict() {
    let folder = project("factory = \"st:client\"\nlimit = \"30s\"\nrepeat_limit = \"1ms\"\nsamples = 3\n");
    let python = &INTERPRETERS[0];
    let check = ["check", "--no-report", "--no-history", "-q", "--format", "json"];
    let judged = |found: &Run| {
        let document = found.document();
        let judged = document["probes"][0]["creations"].as_array().cloned().unwrap_or_default();
        judged
            .iter()
            .map(|judged| judged["status"].as_str().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
    };
    let passed = run(&folder, python, &[&check[..], &["--env", "SHAPE=shared"]].concat());
    assert_eq!(
        (passed.code, judged(&passed)),
        (Some(0), vec!["pass".into(), "pass".into()]),
        "{}",
        passed.out
    );
    let failed = run(&folder, python, &[&check[..], &["--env", "SHAPE=new"]].concat());
    assert_eq!(
        (failed.code, judged(&failed)),
        (Some(1), vec!["pass".into(), "fail".into()]),
        "{}",
        failed.out
    );
    let reasons = failed.document()["probes"][0]["verdict"]["reasons"].to_string();
    assert!(
        reasons.contains("a repeated creation takes") && reasons.contains("over the limit of 1.00 ms"),
        "{reasons}"
    );
    assert!(reasons.contains("in each repeated creation"), "{reasons}");
}

#[test]
fn where_repeated_creations_are_blocked_the_line_is_named() {
    let folder = project("");
    let probe = ["probe", "create", "st:later_asleep", "--repeat-limit", "5ms", "-n", "3", "--no-config"];
    let found = run(&folder, &INTERPRETERS[0], &probe);
    assert_eq!(found.code, Some(1), "{}{}", found.out, found.err);
    for words in ["create, repeated", "a repeated creation is asleep for", "st.py:26 in later_asleep"] {
        assert!(found.says(words), "{words}: {}", found.out);
    }
}

/// A3: a cached object has a note, on the side that gives it.
#[test]
fn a3_a_cached_object_is_noted_on_both_sides() {
    let folder = project("factory = \"st:cached\"\n");
    let compare = [&["compare", ".", ".", "--tolerance", "500%", "--verbose"], COMPARED].concat();
    let found = run(&folder, &INTERPRETERS[0], &compare);
    assert!(found.says(".: the factory gives the same object again"), "{}{}", found.out, found.err);
}

#[test]
fn a_baseline_keeps_repeated_creations_and_one_without_them_says_so() {
    let folder = project("factory = \"st:client\"\n");
    let python = &INTERPRETERS[0];
    let captured = run(&folder, python, &["baseline", "capture", "before", "-q", "--env", "SHAPE=shared"]);
    assert_eq!(captured.code, Some(0), "{}{}", captured.out, captured.err);
    let check = [
        "check",
        "--baseline",
        "before",
        "--no-replay",
        "--no-report",
        "--no-history",
        "-q",
        "--format",
        "json",
    ];
    let found = run(&folder, python, &[&check[..], &["--env", "SHAPE=new"]].concat());
    assert_eq!(found.code, Some(1), "{}{}", found.out, found.err);
    assert_eq!(repeated(&found.document()["comparison"])["finding"]["finding"], "regressed", "{}", found.out);
    let path = folder.path().join(".vitals/baselines/before.json");
    let mut stored: Value = serde_json::from_str(&fs::read_to_string(&path).expect("stored")).expect("JSON");
    stored["probes"][0].as_object_mut().expect("a probe").remove("repeated");
    fs::write(&path, stored.to_string()).expect("written");
    let old = run(&folder, python, &check);
    assert!(old.out.contains("the baseline has no repeated creations"), "{}{}", old.out, old.err);
    assert_eq!(repeated(&old.document()["comparison"]), Value::Null);
}
