//! What the system does not show: a sandbox or an old kernel without files of `/proc`, made by a library that hides them.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::program::{Interpreter, Run, a_python, services, three_interpreters, vitals};

/// The library that hides files, built for one test.
struct Shim {
    /// Lives as long as the test.
    _folder: tempfile::TempDir,
    library: PathBuf,
}

impl Shim {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let library = folder.path().join("hides.so");
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/end_to_end/hides.c");
        let mut cc = Command::new("cc");
        cc.args(["-shared", "-fPIC", "-Wall", "-Werror", "-o"]).arg(&library).arg(source).arg("-ldl");
        let run = Run::of(&mut cc);
        assert_eq!(run.code, Some(0), "{}", run.err);
        Self { _folder: folder, library }
    }

    /// Measures a service where these files are hidden, or are so after they were opened once.
    fn measure(&self, python: &Path, hidden: &str, later: &str, arguments: &[&str]) -> Run {
        let mut command = vitals();
        command
            .current_dir(services())
            .arg("probe")
            .args(arguments)
            .args(["--quiet", "--python"])
            .arg(python)
            .env("LD_PRELOAD", &self.library)
            .env("VITALS_TEST_HIDDEN", hidden)
            .env("VITALS_TEST_HIDDEN_LATER", later);
        Run::of(&mut command)
    }

    fn document(&self, python: &Path, hidden: &str, arguments: &[&str]) -> Value {
        self.measure(python, hidden, "", &[arguments, &["--format", "json"]].concat()).document()
    }
}

fn probe(document: &Value) -> &Value {
    &document["probes"][0]
}

/// The sentences of a verdict and of what it rests on.
fn said(document: &Value) -> String {
    let verdict = &probe(document)["verdict"];
    let texts = ["reasons", "evidence"].map(|kind| {
        let list = verdict[kind].as_array().expect("a list");
        list.iter().map(|reason| reason["text"].as_str().expect("a sentence")).collect::<Vec<_>>().join("\n")
    });
    texts.join("\n")
}

/// A leak that is in no Python object: memory alone shows it.
const LEAK: &[&str] = &["growth", "leaks_native:make"];

#[test]
fn a6_a_leak_fails_whatever_file_its_memory_is_read_from() {
    let shim = Shim::new();
    for Interpreter { name, path } in three_interpreters() {
        for (hidden, says) in [
            ("smaps_rollup", "unique memory per round: 65"),
            ("smaps_rollup,smaps", "resident memory per round: 65"),
        ] {
            let document = shim.document(path, hidden, LEAK);
            let said = said(&document);
            assert_eq!(probe(&document)["verdict"]["status"], "fail", "{name} without {hidden}: {said}");
            assert!(said.contains("it leaks: 65") && said.contains(says), "{name} without {hidden}: {said}");
            let by_resident = said.contains("judged by the resident size");
            assert_eq!(by_resident, hidden.contains(','), "{name} without {hidden}: {said}");
        }
    }
}

#[test]
fn a6_memory_that_nothing_shows_is_an_error_and_nowhere_a_zero() {
    let shim = Shim::new();
    let hidden = "smaps_rollup,smaps,statm";
    let run = shim.measure(a_python(), hidden, "", LEAK);
    assert_eq!(run.code, Some(1), "{}{}", run.out, run.err);
    assert!(run.out.contains("nothing can be judged: this system does not show the memory"), "{}", run.out);
    let document = shim.document(a_python(), hidden, LEAK);
    assert_eq!(probe(&document)["verdict"]["status"], "error");
    let reason = &probe(&document)["verdict"]["reasons"][0];
    assert_eq!([&reason["about"], &reason["what"]], ["reading", "memory"]);
    let measurement = &probe(&document)["measurement"];
    let round = &measurement["rounds"][5];
    for unread in [&round["memory"]["rss"], &round["memory"]["dirty"], &measurement["summary"]["kept"]] {
        assert!(unread.is_null(), "{measurement}");
    }
    // What leaks in objects is known without any memory.
    let objects = shim.document(a_python(), hidden, &["growth", "leaks_objects:make"]);
    assert_eq!(probe(&objects)["verdict"]["status"], "fail", "{}", said(&objects));
    assert!(said(&objects).contains("live objects per object made"), "{}", said(&objects));
}

#[test]
fn a6_an_import_says_what_was_not_read_of_it() {
    let shim = Shim::new();
    let hidden = "smaps_rollup,smaps,statm,status,io,schedstat,task,fd,children";
    let document = shim.document(a_python(), hidden, &["import", "steady", "--limit", "30s", "-n", "3"]);
    let said = said(&document);
    assert_eq!(probe(&document)["verdict"]["status"], "pass", "{said}");
    assert!(said.contains("memory could not be read"), "{said}");
    for name in ["waiting for a CPU", "memory of a process", "bytes read", "threads", "open descriptors"] {
        assert!(said.contains(name), "{name}: {said}");
    }
    let sample = &probe(&document)["measurement"]["samples"][0];
    for (object, field) in [
        (&sample["before"], "rss"),
        (&sample["after"], "uss"),
        (&sample["span"], "run_delay"),
        (&sample["span"], "stolen"),
        (sample, "peak_rss"),
        (sample, "bytes_read"),
        (sample, "disk_read"),
        (sample, "threads_left"),
        (sample, "descriptors_left"),
        (sample, "children_left"),
    ] {
        assert!(object[field].is_null(), "{field}: {}", object[field]);
    }
    let module = &probe(&document)["measurement"]["trace"]["modules"][0];
    assert!(module["rss"].is_null() && module["faults"].as_u64().is_some(), "{module}");
    // A process whose threads cannot be listed is not forked.
    let created = shim.document(a_python(), "task", &["create", "steady:make", "--limit", "30s", "-n", "3"]);
    assert_eq!(probe(&created)["verdict"]["status"], "pass");
    assert_eq!(probe(&created)["measurement"]["isolation"]["kind"], "fresh");
}

/// As after a `setuid` in the target: its own `/proc/self/io` is no longer its to read.
#[test]
fn d15_bytes_read_are_absent_where_the_counter_cannot_be_read_any_more() {
    let arguments = ["import", "steady", "--limit", "30s", "-n", "3"];
    let run = Shim::new().measure(a_python(), "", "io", &arguments);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    let json = [&arguments[..], &["--format", "json"]].concat();
    let document = Shim::new().measure(a_python(), "", "io", &json).document();
    assert!(probe(&document)["measurement"]["samples"][0]["bytes_read"].is_null());
    assert!(said(&document).contains("module loaded\n"), "{}", said(&document));
}
