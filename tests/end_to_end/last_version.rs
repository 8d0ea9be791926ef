//! Files that the last version wrote (`tests/data/last_version/`): each is read, shown in every format, and compared.
//!
//! They were made by the program itself, of a small service: every command's document, two baselines, a history with its
//! export. They stand for the files that are out there, and are never changed.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::Connection;
use serde_json::Value;
use tempfile::TempDir;
use vitalsign::store::history::{History, RunRecord, Variant};

use crate::program::{Run, a_python, vitals};

const DOCUMENTS: [&str; 14] = [
    "check",
    "check-baseline",
    "probe",
    "probe-growth",
    "compare",
    "compare-baseline",
    "diff",
    "health",
    "triage",
    "audit",
    "websocket",
    "nightly",
    "trend",
    "imports",
];
const FORMATS: [&str; 8] = ["human", "json", "html", "junit", "markdown", "nagios", "openmetrics", "csv"];

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/last_version").join(name)
}

fn text(name: &str) -> String {
    fs::read_to_string(data(name)).expect(name)
}

/// A folder with the files' history in the place where the program looks for it.
fn with_history() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(".vitals/history.db");
    fs::create_dir(folder.path().join(".vitals")).expect("a folder");
    Connection::open(&path)
        .and_then(|connection| connection.execute_batch(&text("history.sql")))
        .expect("the database as it was");
    fs::write(folder.path().join("vitals.toml"), CONFIGURATION).expect("written");
    (folder, path)
}

const CONFIGURATION: &str = "[[probe.import]]\nmodule = \"small\"\n\
    [[probe.create]]\nfactory = \"small:create\"\n\
    [[probe.growth]]\nfactory = \"small:create\"\nrounds = 12\n";

/// What the baselines measured.
const SMALL: &str = "import json\n\n\nclass Session:\n    def __init__(self):\n        self.data = bytearray(1000)\n\n\n\
    def create():\n    return Session()\n";

fn run(folder: &Path, arguments: &[&str]) -> Run {
    Run::of(vitals().current_dir(folder).args(arguments))
}

/// The report of a run, in one format; a check that failed fails here, too.
fn shown(folder: &Path, name: &str, format: &str) -> String {
    let report = run(folder, &["report", name, "--format", format]);
    assert!(report.code.is_some_and(|code| code < 4), "{name} as {format}: {}", report.err);
    assert!(!report.out.is_empty(), "{name} as {format}");
    report.out
}

#[test]
fn every_document_of_the_last_version_is_shown_in_every_format() {
    for name in DOCUMENTS {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("vitals.toml"), CONFIGURATION).expect("written");
        let document = text(&format!("{name}.json"));
        let value: Value = serde_json::from_str(&document).expect("JSON");
        assert!(value["schema"].as_str().is_some_and(|schema| schema.ends_with("/1")), "{name}");
        let record = RunRecord {
            started: Timestamp::from_second(1_767_225_600).expect("a time"),
            kind: name.into(),
            status: "fail".into(),
            variant: Variant::default(),
            fingerprint: None,
            document,
            measures: Vec::new(),
        };
        let path = folder.path().join(".vitals/history.db");
        History::open(&path).and_then(|mut history| history.record(&record)).expect("recorded");
        for format in FORMATS {
            let shown = shown(folder.path(), "latest", format);
            if format == "json" {
                let shown: Value = serde_json::from_str(&shown).expect("JSON");
                assert!(shown["schema"].as_str().is_some_and(|schema| schema.ends_with("/2")), "{name}");
            }
        }
    }
}

/// What was said then is said now.
#[test]
fn reasons_of_the_last_version_are_shown_as_they_were() {
    let (folder, _) = with_history();
    for (number, words) in [
        ("2", "small waits: +20.1 ms (+20.1 ms … +20.2 ms)"),
        ("2", "more than the 10 % that are tolerated"),
        ("3", "slow is asleep for 166 ms, at /srv/shop/slow.py:3"),
        ("3", "1 cycle of imports"),
        ("3", "no connection: Connection refused (os error 111)"),
        ("5", "1 of 7 files do not compile on Python 3.11.2"),
        ("5", "wrong.py:1: SyntaxError: invalid syntax"),
    ] {
        let shown = shown(folder.path(), number, "human");
        assert!(shown.contains(words), "run {number} does not show {words}: {shown}");
    }
}

#[test]
fn the_history_of_the_last_version_is_whole_shown_exported_and_goes_on() {
    let (folder, _) = with_history();
    let list = run(folder.path(), &["history", "--format", "json"]).document();
    assert_eq!(list.as_array().map(Vec::len), Some(5));
    let check = run(folder.path(), &["history", "check"]);
    assert!(check.code == Some(0) && check.says("whole, 5 runs"), "{}{}", check.out, check.err);
    for number in 1..=5 {
        let number = number.to_string();
        assert_eq!(run(folder.path(), &["history", "show", &number]).code, Some(0));
        for format in FORMATS {
            shown(folder.path(), &number, format);
        }
    }
    let trend = run(folder.path(), &["trend", "--format", "json"]).document();
    assert_eq!(trend["trends"][0]["levels"].as_array().map(Vec::len), Some(2), "{trend}");
    // What was reported then stands, and is not reported again.
    fs::write(folder.path().join("small.py"), SMALL).expect("written");
    fs::write(folder.path().join("wrong.py"), "def broken(:\n").expect("written");
    let checks = "[[check]]\nname = \"syntax\"\nkind = \"syntax\"\npaths = [\".\"]\n";
    let import = "[[probe.import]]\nmodule = \"small\"\n";
    fs::write(folder.path().join("vitals.toml"), format!("{import}{checks}")).expect("written");
    let mut command = vitals();
    command.current_dir(folder.path()).args(["nightly", "-q", "--no-report", "--format", "json", "--python"]);
    let night = Run::of(command.arg(a_python())).document();
    assert_eq!(night["night"]["number"], 3);
    let of_syntax = |list: &Value| {
        list.as_array().expect("a list").iter().filter(|alert| alert["subject"]["target"] == "syntax").count()
    };
    assert_eq!((of_syntax(&night["alerts"]), of_syntax(&night["open_alerts"])), (0, 1), "{night}");
}

/// Without digests: they are computed here, and are those of the database itself.
#[test]
fn a12_the_export_of_the_last_version_is_imported_with_its_digests_computed() {
    let (old, database) = with_history();
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("vitals.toml"), CONFIGURATION).expect("written");
    let export = data("export.json").display().to_string();
    let first = run(folder.path(), &["history", "import", &export]);
    assert!(first.code == Some(0) && first.says("5 new runs"), "{}{}", first.out, first.err);
    let again = run(folder.path(), &["history", "import", &export, &database.display().to_string()]);
    assert!(again.says("0 new runs, 5 were here already"), "{}{}", again.out, again.err);
    assert!(run(folder.path(), &["history", "check"]).says("whole, 5 runs"));
    let exported = |folder: &Path| run(folder, &["history", "export"]).out;
    assert!(exported(folder.path()) == exported(old.path()));
}

#[test]
fn baselines_of_the_last_version_are_shown_and_compared() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path().join(".vitals/baselines");
    fs::create_dir_all(&place).expect("a folder");
    fs::write(folder.path().join("vitals.toml"), CONFIGURATION).expect("written");
    fs::write(folder.path().join("small.py"), SMALL).expect("written");
    for name in ["reference", "again"] {
        fs::copy(data(&format!("{name}.baseline.json")), place.join(format!("{name}.json"))).expect("copied");
    }
    let list = run(folder.path(), &["baseline", "list"]);
    assert!(list.says("reference") && list.says("again"), "{}", list.out);
    let shown = run(folder.path(), &["baseline", "show", "reference", "--format", "json"]).document();
    assert_eq!(shown["probes"].as_array().map(Vec::len), Some(3));
    let diff = run(folder.path(), &["baseline", "diff", "reference", "again", "--format", "json"]).document();
    let verdicts = |document: &Value| {
        let probes = document["probes"].as_array().expect("probes");
        probes.iter().map(|probe| probe["verdict"]["status"].clone()).collect::<Vec<_>>()
    };
    let then: Value = serde_json::from_str(&text("diff.json")).expect("JSON");
    assert_eq!(verdicts(&diff), verdicts(&then));
    // As if it had been captured here: then its numbers are held against those of now.
    let measured = |arguments: &[&str]| {
        let mut command = vitals();
        Run::of(command.current_dir(folder.path()).args(arguments).arg("-q").arg("--python").arg(a_python()))
    };
    let here = measured(&["baseline", "capture", "here"]);
    assert_eq!(here.code, Some(0), "{}", here.err);
    let read = |name: &str| -> Value {
        let text = fs::read_to_string(place.join(format!("{name}.json"))).expect(name);
        serde_json::from_str(&text).expect("JSON")
    };
    let mut old = read("reference");
    old["fingerprint"] = read("here")["fingerprint"].clone();
    fs::write(place.join("reference.json"), old.to_string()).expect("written");
    let check = measured(&[
        "check",
        "--baseline",
        "reference",
        "--no-replay",
        "--no-report",
        "--no-history",
        "--format",
        "json",
    ]);
    let compared = &check.document()["comparison"];
    let probes = compared["probes"].as_array().expect("probes");
    assert_eq!(probes.len(), 3, "{compared}");
    for probe in probes {
        assert!(!probe["quantities"].as_array().expect("a list").is_empty(), "{probe}");
    }
}
