//! C2: a creation that is slow by its own work names the lines that work.

use std::fs;

use serde_json::Value;
use tempfile::TempDir;

use crate::program::{Run, a_python, three_interpreters, vitals};

const CPU: &str = "\
import os
def load_certs(count):
    return sum(i * i for i in range(count))
class Client:
    def __init__(self):
        self.certs = load_certs(int(os.environ.get('COUNT', 300_000)))
made = []
def later():
    made.append(load_certs(100_000 if made else 0))
    return [made]
";

fn project() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("cpu.py"), CPU).expect("written");
    fs::write(folder.path().join("vitals.toml"), "[[probe.create]]\nfactory = \"cpu:Client\"\n")
        .expect("written");
    folder
}

/// `FILE:LINE` of the first reason of a kind.
fn first_line(reasons: &Value, kind: &str, field: &str) -> Option<String> {
    let reason = reasons.as_array()?.iter().find(|reason| reason["kind"] == kind)?;
    let site = &reason[field]["site"];
    Some(format!("{}:{}", site["file"].as_str()?.rsplit('/').next()?, site["line"]))
}

#[test]
fn c2_a_slow_creation_names_the_line_that_works() {
    for python in three_interpreters() {
        let folder = project();
        let mut command = vitals();
        command.current_dir(folder.path()).args([
            "probe",
            "create",
            "cpu:Client",
            "--limit",
            "100us",
            "-n",
            "5",
        ]);
        command.args(["--repeat-limit", "60s", "-q", "--format", "json", "--output", "junit=tests.xml"]);
        let run = Run::of(command.arg("--python").arg(&python.path));
        assert_eq!(run.code, Some(1), "{}: {}", python.name, run.err);
        let probe = &run.document()["probes"][0];
        let line = first_line(&probe["verdict"]["reasons"], "works_at", "work");
        assert_eq!(line.as_deref(), Some("cpu.py:3"), "{}: {}", python.name, run.out);
        let junit = fs::read_to_string(folder.path().join("tests.xml")).expect("a report");
        assert!(junit.contains("cpu.py:3 in load_certs"), "{junit}");
    }
}

#[test]
fn c2_a_slow_repeated_creation_names_its_own_line() {
    let folder = project();
    let mut command = vitals();
    command.current_dir(folder.path()).args(["probe", "create", "cpu:later", "--limit", "60s", "-n", "5"]);
    command.args(["--repeat-limit", "100us", "-q", "--format", "json"]);
    let run = Run::of(command.arg("--python").arg(a_python()));
    let reasons = &run.document()["probes"][0]["verdict"]["reasons"];
    let line = first_line(reasons, "works_at", "work");
    assert_eq!((run.code, line.as_deref()), (Some(1), Some("cpu.py:3")), "{}", run.out);
    assert!(run.out.contains("a repeated creation works for"), "{}", run.out);
}

#[test]
fn c2_a_comparison_names_the_line_that_takes_more() {
    let folder = project();
    let mut command = vitals();
    command.current_dir(folder.path()).args(["compare", "env:COUNT=50000", "env:COUNT=300000"]);
    command.args(["--pairs", "4", "--seed", "1", "-q", "--format", "json"]);
    command.args(["--no-report", "--no-history"]);
    let run = Run::of(command.arg("--python").arg(a_python()));
    let reasons = &run.document()["probes"][0]["verdict"]["reasons"];
    let line = first_line(reasons, "line", "change");
    assert_eq!((run.code, line.as_deref()), (Some(1), Some("cpu.py:3")), "{}{}", run.out, run.err);
}
