//! A failure names its cause: the line that allocates what stays, what holds it; in every interpreter.

use serde_json::Value;

use crate::program::{self, INTERPRETERS, Interpreter, Run, interpreters_of_row, vitals};
use crate::support::interpreters::a_python;

/// A leak: the factory with its options, and what must be reported of it.
struct Leak {
    target: &'static str,
    options: &'static [&'static str],
    /// `FILE:LINE in FUNCTION` of the largest allocation.
    line: Option<&'static str>,
    /// One line of the reasons each; `*` stands for anything.
    held: &'static [&'static str],
}

#[rustfmt::skip]
const LEAKS: &[Leak] = &[
    Leak { target: "leaks_objects:make", options: &[], line: Some("leaks_objects.py:8 in __init__"),
           held: &["leaks_objects.Session is held by leaks_objects._made -> list[*]"] },
    Leak { target: "leaks_lists:make", options: &[], line: Some("leaks_lists.py:16 in __init__"),
           held: &["list is held by leaks_lists._made -> list[*]"] },
    Leak { target: "leaks_in_closure:make", options: &[], line: Some("leaks_in_closure.py:6 in __init__"),
           held: &["leaks_in_closure.Session is held by leaks_in_closure.make -> closure cell kept -> list[*]"] },
    Leak { target: "leaks_in_class_attribute:make", options: &["--arg", "f'user-{i}'"], line: Some("leaks_in_class_attribute.py:7 in __init__"),
           held: &["leaks_in_class_attribute.Event is held by leaks_in_class_attribute.Manager.history -> dict['user-*'] -> list[0]",
                   "leaks_in_class_attribute.Manager is held by leaks_in_class_attribute.Manager.history -> dict['user-*'] -> list[0] -> Event.manager"] },
    Leak { target: "leaks_strings:make", options: &[], line: Some("leaks_strings.py:14 in remember"),
           held: &["str is held by leaks_strings._names -> dict[*]"] },
    Leak { target: "leaks_in_thread:make", options: &[], line: Some("leaks_in_thread.py:12 in __init__"),
           held: &["leaks_in_thread.Job is held by local variable done of work, running in a thread -> list[*]"] },
    Leak { target: "leaks_in_task:make", options: &[], line: Some("leaks_in_task.py:8 in __init__"),
           held: &["leaks_in_task.Connection is held by the event loop -> *Task of heartbeat -> local variable connection of heartbeat"] },
    Leak { target: "leaks_in_list_of_links:make", options: &[], line: Some("leaks_in_list_of_links.py:9 in __init__"),
           held: &["leaks_in_list_of_links.Entry is held by leaks_in_list_of_links._newest*"] },
    Leak { target: "leaks_in_deep_structure:make", options: &[], line: Some("leaks_in_deep_structure.py:31 in handler"),
           held: &["list is held by leaks_in_deep_structure.SHARED -> Core.events -> Emitter.root -> Node.child -> dict['a'] -> *"] },
    Leak { target: "leaks_references:make", options: &[], line: Some("leaks_references.py:8 in __init__"),
           held: &["leaks_references.Handle is held by no Python object that was found: *"] },
    Leak { target: "leaks_native:make", options: &[], line: None,
           held: &["no line of Python allocates what stays: native code does"] },
];

/// The services of this table.
pub fn services() -> impl Iterator<Item = &'static str> {
    LEAKS.iter().filter_map(|leak| leak.target.split(':').next()).chain(["leaks_beside_millions"])
}

fn growth(python: &Interpreter, target: &str, options: &[&str]) -> Value {
    let mut command = vitals();
    command
        .current_dir(program::services())
        .args(["probe", "growth", target, "--format", "json", "--quiet", "--python"])
        .arg(&python.path)
        .args(options);
    Run::of(&mut command).document()
}

fn reasons(document: &Value) -> Vec<&str> {
    let reasons = document["probes"][0]["verdict"]["reasons"].as_array();
    reasons.into_iter().flatten().filter_map(|reason| reason["text"].as_str()).collect()
}

/// Whether a line has the parts of a pattern around its `*`.
fn matches(line: &str, pattern: &str) -> bool {
    let (start, end) = pattern.split_once('*').unwrap_or((pattern, ""));
    line.starts_with(start) && line.ends_with(end) && (pattern.contains('*') || line == pattern)
}

#[test]
fn c7_every_leak_names_its_line_and_its_holder() {
    let mut wrong = Vec::new();
    for (number, leak) in LEAKS.iter().enumerate() {
        for python in interpreters_of_row(number) {
            let document = growth(python, leak.target, leak.options);
            let reasons = reasons(&document);
            let largest = reasons.iter().find(|reason| reason.starts_with("allocated at"));
            let line_reported = match leak.line {
                Some(line) => largest.is_some_and(|reported| reported.contains(&format!("/{line}: +"))),
                None => largest.is_none(),
            };
            let missing: Vec<_> = leak
                .held
                .iter()
                .filter(|pattern| !reasons.iter().any(|reason| matches(reason, pattern)))
                .collect();
            if !line_reported || !missing.is_empty() {
                wrong.push(format!(
                    "{} on {}: line reported: {line_reported}; missing {missing:?} in:\n{}",
                    leak.target,
                    python.name,
                    reasons.join("\n")
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// C7: bounded in time and memory, and said.
#[test]
fn c7_a_search_among_millions_says_where_it_stopped() {
    let document = growth(&INTERPRETERS[1], "leaks_beside_millions:make", &["--rounds", "10"]);
    let reported = reasons(&document).join("\n");
    assert!(reported.contains("leaks_beside_millions.Handle is held by"), "{reported}");
    assert!(
        reported.contains("the event loop stopped after") && reported.contains(" steps deep"),
        "{reported}"
    );
    // By the number of objects, or on a busy machine by the time.
    let search = &document["probes"][0]["measurement"]["retention"]["held"][0]["search"];
    let objects = search["objects"].as_u64().unwrap_or_default();
    assert!((50_000..2_100_000).contains(&objects) && search["exhausted"] == false, "{search}");
}

#[test]
fn without_a_leak_no_cause_is_looked_for() {
    for target in ["steady:make", "plateaus:make"] {
        for python in &*INTERPRETERS {
            let document = growth(python, target, &[]);
            let probe = &document["probes"][0];
            assert_eq!(probe["verdict"]["status"], "pass", "{target} on {}", python.name);
            let measured = &probe["measurement"];
            assert_eq!(
                (&measured["retention"], &measured["retention_failure"]),
                (&Value::Null, &Value::Null)
            );
        }
    }
}

/// Less than one block a round: the probe's own memory would pass for the target's.
#[test]
fn the_growth_probe_takes_no_memory_itself() {
    for python in &*INTERPRETERS {
        let document = growth(python, "steady:make", &["--rounds", "40"]);
        let rounds = &document["probes"][0]["measurement"]["rounds"];
        let [early, last] = [10, 40].map(|round: usize| rounds[round]["blocks"].as_i64());
        let grown = last.zip(early).map(|(last, early)| last - early);
        assert!(grown.is_some_and(|blocks| blocks < 30), "{grown:?} blocks on {}", python.name);
    }
}

#[test]
fn a_search_that_fails_leaves_the_verdict() {
    let python = &INTERPRETERS[0];
    let raises_when_traced = "import _tracemalloc; assert not _tracemalloc.is_tracing(), 'not like this'";
    let document = growth(python, "leaks_objects:make", &["--cleanup", raises_when_traced]);
    assert_eq!(document["probes"][0]["verdict"]["status"], "fail");
    let reported = reasons(&document).join("\n");
    let why = "the cause could not be searched for: AssertionError during the cleanup: not like this";
    assert!(reported.contains(why), "{reported}");
}

#[test]
fn the_search_leaves_no_module_behind() {
    for python in &*INTERPRETERS {
        let loaded = "import sys; assert not {'tracemalloc', '_tracemalloc', 'holders'} & set(sys.modules)";
        let document = growth(python, "leaks_objects:make", &["--cleanup", loaded]);
        let reported = reasons(&document).join("\n");
        assert!(reported.contains("is held by leaks_objects._made"), "{}: {reported}", python.name);
    }
}

#[test]
fn c3_an_import_that_is_slow_by_many_modules_names_its_costliest_branches_in_every_format() {
    let folder = tempfile::tempdir().expect("a folder");
    let imports =
        "import json, email.mime.text, http.client, xml.dom.minidom, decimal, unittest, logging.config\n";
    std::fs::write(folder.path().join("spread.py"), imports).expect("written");
    let mut command = crate::program::vitals();
    command
        .current_dir(folder.path())
        .args(["probe", "import", "spread", "--limit", "1ms", "-n", "3", "--quiet"]);
    let formats = ["junit=out.xml", "markdown=out.md", "html=out.html"];
    command.args(formats.iter().flat_map(|format| ["--output", format]));
    let run = Run::of(command.arg("--python").arg(a_python()));
    assert_eq!(run.code, Some(1), "{}{}", run.out, run.err);
    let written = ["out.xml", "out.md", "out.html"]
        .map(|name| std::fs::read_to_string(folder.path().join(name)).expect("written"));
    for text in written.iter().chain([&run.out]) {
        assert!(text.contains("the costliest branches: ") && text.contains("unittest"), "{text}");
        assert!(text.contains("spread.py:1"), "{text}");
    }
}

#[test]
fn a11_a_count_that_the_budget_did_not_reach_is_in_the_verdicts_line() {
    let mut command = crate::program::vitals();
    command.args(["probe", "import", "json", "-n", "100000", "--budget", "1s", "--quiet", "--python"]);
    let run = Run::of(command.arg(a_python()));
    let line =
        run.out.lines().find(|line| line.trim_start().starts_with("pass") || line.contains("inconclusive"));
    assert!(line.is_some_and(|line| line.contains(" of 100000 asked for")), "{}", run.out);
}
