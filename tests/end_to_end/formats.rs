//! Every format of the built program: well-formed and inert whatever the target says, written whole, annotated for a CI.
//! `benches/formats/validate.py` asks other people's readers.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::program::{Run, a_python, vitals};

/// What a target may say, in Python's spelling.
const HOSTILE: &str = r"]]></error><script>alert(1)</script> | `x` @team #1 $x$ [a](http://e.example) \x1b[31mred\x07 \u202egnp.exe \ufffe ::error::no %0A";
/// The same in a name, in TOML's.
const NAME: &str = r#"=1+1 \"]]></error><script> | `x` @team \u001b[31m \u202egnp.exe {\\}"#;

/// A folder with a configuration and modules.
fn target(configuration: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let hostile = format!(
        "import sys\nsys.stderr.write('A' * 1_000_000)\nsys.stderr.write('\\n{HOSTILE}\\n')\nraise RuntimeError('{HOSTILE}' + 'B' * 1_000_000)\n"
    );
    for (name, text) in [
        ("vitals.toml", configuration),
        ("good.py", "import json\n"),
        ("hostile.py", &hostile),
        ("app.py", "# The line after next is at fault.\nimport json\nimport slow_part\n"),
        ("slow_part.py", "import time\ntime.sleep(0.4)\n"),
    ] {
        fs::write(folder.path().join(name), text).expect("written");
    }
    folder
}

const MIXED: &str = "[[probe.import]]\nmodule = \"good\"\nlimit = \"1m\"\n\
                     [[probe.import]]\nmodule = \"good\"\nlimit = \"1m\"\ncache = \"cold-bytecode\"\n\
                     [[probe.import]]\nmodule = \"hostile\"\n";
const GOOD: &str = "[[probe.import]]\nmodule = \"good\"\nlimit = \"1m\"\n";
const SLOW: &str = "[[probe.import]]\nmodule = \"app\"\nlimit = \"20ms\"\n";

fn command(folder: &Path, arguments: &[&str]) -> std::process::Command {
    let mut command = vitals();
    command.current_dir(folder).args(arguments).arg("--quiet").arg("--python").arg(a_python());
    command
}

fn check(folder: &TempDir, more: &[&str]) -> Run {
    let arguments = [&["check", "--no-report", "--no-history"], more].concat();
    Run::of(&mut command(folder.path(), &arguments))
}

fn read(folder: &TempDir, name: &str) -> String {
    fs::read_to_string(folder.path().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn is_inert(text: &str) {
    let powers = ['\u{1b}', '\u{7}', '\u{202e}', '\u{fffe}'];
    assert!(!text.contains(powers), "{text}");
    assert!(text.len() < 60_000, "{} bytes", text.len());
    assert!(text.lines().all(|line| !line.trim_start().starts_with("::")), "{text}");
}

/// Names and outcomes of the cases, and whether the numbers in the elements are those.
fn cases(text: &str) -> Vec<(String, String)> {
    let document = roxmltree::Document::parse(text).expect("XML");
    let named = |name: &'static str| document.descendants().filter(move |node| node.has_tag_name(name));
    let of = |case: roxmltree::Node<'_, '_>| {
        let bad = case.children().find(|node| node.has_tag_name("failure") || node.has_tag_name("error"));
        bad.and_then(|node| node.attribute("type")).unwrap_or("pass").to_owned()
    };
    let cases: Vec<_> = named("testcase")
        .map(|case| (case.attribute("name").expect("a name").to_owned(), of(case)))
        .collect();
    let suite = named("testsuite").next().expect("a suite");
    let count = |name| suite.attribute(name).and_then(|count| count.parse::<usize>().ok());
    assert_eq!(count("tests"), Some(cases.len()));
    assert_eq!(count("failures"), Some(named("failure").count()));
    assert_eq!(count("errors"), Some(named("error").count()));
    cases
}

/// Cells of each row, those that are escaped left whole.
fn rows(markdown: &str) -> Vec<usize> {
    let rows = markdown.lines().filter(|line| line.starts_with('|'));
    rows.map(|row| row.replace("\\\\", "").replace("\\|", "").matches('|').count() - 1).collect()
}

/// Every sample is there once, with a number.
fn is_exposition(text: &str) {
    let body = text.strip_suffix("# EOF\n").expect("an end");
    let mut seen = BTreeSet::new();
    for line in body.lines() {
        if line.starts_with("# ") {
            continue;
        }
        let (sample, value) = line.rsplit_once(' ').expect("a value");
        assert!(value.parse::<f64>().is_ok(), "{line}");
        assert!(sample.starts_with("vitals_"), "{line}");
        assert!(seen.insert(sample.to_owned()), "twice: {line}");
    }
    assert!(!seen.is_empty());
}

fn table(text: &str) -> Vec<csv::StringRecord> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().expect("a header").clone();
    assert_eq!(header, vec!["probe", "target", "side", "sample", "quantity", "unit", "value"]);
    reader.records().map(|record| record.expect("as many cells as the header")).collect()
}

/// Where a reader takes markup for markup, the target's is none; elsewhere it is text like any other.
fn has_no_markup(format: &str, text: &str) {
    // A block of code holds anything, until its fence.
    let outside: String = text.split("```").step_by(2).collect();
    if ["markdown", "junit", "html"].contains(&format) {
        assert!(!outside.contains("<script>"), "{format}: {text}");
    }
    if format == "markdown" {
        assert!(!outside.contains("@team"), "{text}");
    }
}

#[test]
fn every_format_of_a_failing_check_is_well_formed_and_inert() {
    let folder = target(MIXED);
    let run = |format: &str| {
        let run = check(&folder, &["--format", format]);
        assert_eq!(run.code, Some(if format == "nagios" { 2 } else { 1 }), "{format}: {}", run.err);
        is_inert(&run.out);
        has_no_markup(format, &run.out);
        run.out
    };
    let junit = run("junit");
    let python = junit.contains("<property name=\"python\" value=\"3.");
    assert!(python && junit.contains("<property name=\"import good: limit\" value=\"60.0 s\"/>"), "{junit}");
    let reported = cases(&junit);
    let outcomes: Vec<_> = reported.iter().map(|(name, outcome)| (name.as_str(), outcome.as_str())).collect();
    assert_eq!(outcomes, [("good", "pass"), ("good", "pass"), ("hostile", "error")]);
    let markdown = run("markdown");
    assert!(markdown.starts_with("### vitals check: 2 of 3 passed: 1 error\n"), "{markdown}");
    assert_eq!(rows(&markdown), [5; 5], "{markdown}");
    let nagios = run("nagios");
    assert_eq!(nagios.lines().count(), 1, "{nagios}");
    assert!(
        nagios.starts_with("VITALS CRITICAL - 2 of 3 passed: import hostile error | 'import good time'=")
    );
    assert_eq!(nagios.matches('|').count(), 1, "{nagios}");
    let metrics = run("openmetrics");
    is_exposition(&metrics);
    assert!(metrics.contains("vitals_verdict{kind=\"import\",name=\"hostile\",verdict=\"error\"} 1\n"));
    assert!(metrics.contains("# UNIT vitals_time_limit_seconds seconds\n"), "{metrics}");
    assert!(metrics.contains("name=\"good\",quantity=\"time\"} 60\n"), "{metrics}");
    let samples = table(&run("csv"));
    assert!(samples.iter().all(|row| &row[1] == "good" && row[6].parse::<f64>().is_ok()), "{samples:?}");
    let json = check(&folder, &["--format", "json"]);
    assert!(!json.out.contains(['\u{1b}', '\u{7}']) && json.document()["probes"][2]["probe"] == "import");
}

#[test]
fn names_from_the_configuration_are_as_inert() {
    let check = |name: &str, command: &str| {
        format!("[[check]]\nname = \"{name}\"\nkind = \"command\"\ncommand = [\"{command}\"]\n")
    };
    let folder = target(&format!("{}{}", check(NAME, "false"), check("calm", "true")));
    let health = |format: &str| {
        let arguments = ["health", "--no-report", "--no-history", "--format", format];
        let run = Run::of(&mut command(folder.path(), &arguments));
        is_inert(&run.out);
        has_no_markup(format, &run.out);
        run
    };
    let reported = cases(&health("junit").out);
    assert_eq!((reported.len(), reported[0].1.as_str(), reported[1].1.as_str()), (2, "fail", "pass"));
    assert!(reported[0].0.contains("]]></error><script>"), "it is text: {reported:?}");
    let markdown = health("markdown").out;
    assert_eq!(rows(&markdown), [5; 4], "{markdown}");
    // In a block of code nothing is a mention, and a command can be copied as it is.
    let outside: String = markdown.split("```").step_by(2).collect();
    assert!(!outside.contains("@team") && markdown.contains("```sh\nvitals health "), "{markdown}");
    is_exposition(&health("openmetrics").out);
    let samples = table(&health("csv").out);
    assert!(samples[0][1].starts_with("'=1+1"), "no formula: {samples:?}");
    let nagios = health("nagios");
    assert_eq!((nagios.code, nagios.out.lines().count()), (Some(2), 1), "{}", nagios.out);
}

#[test]
fn several_outputs_at_once_each_whole_and_nothing_beside_them() {
    let folder = target(GOOD);
    let before = fs::read_dir(folder.path()).expect("readable").count();
    fs::write(folder.path().join("old.prom"), "old").expect("written");
    let outputs = [
        "junit=j.xml",
        "markdown=m.md",
        "nagios=n.txt",
        "openmetrics=old.prom",
        "csv=a=b.csv",
        "json=r.json",
        "human=h.txt",
        "html=p.html",
    ];
    let arguments: Vec<&str> = outputs.iter().flat_map(|output| ["--output", output]).collect();
    let run = check(&folder, &arguments);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(run.out.contains("pass"), "{}", run.out);
    assert_eq!(cases(&read(&folder, "j.xml")), [("good".to_owned(), "pass".to_owned())]);
    assert!(read(&folder, "m.md").starts_with("### vitals check: 1 of 1 passed\n"));
    assert!(read(&folder, "n.txt").starts_with("VITALS OK - 1 of 1 passed | "));
    is_exposition(&read(&folder, "old.prom"));
    assert!(!table(&read(&folder, "a=b.csv")).is_empty());
    assert_eq!(read(&folder, "h.txt"), run.out);
    assert!(
        read(&folder, "p.html").starts_with("<!doctype html>") || read(&folder, "p.html").contains("<html")
    );
    let json: serde_json::Value = serde_json::from_str(&read(&folder, "r.json")).expect("JSON");
    assert_eq!(json["schema"], "vitals/2");
    let left = fs::read_dir(folder.path()).expect("readable").count();
    assert_eq!(left, before + outputs.len());
}

#[test]
fn what_cannot_be_written_is_refused_before_anything_is_measured() {
    let folder = target("[[probe.import]]\nmodule = \"marks\"\n");
    fs::write(folder.path().join("marks.py"), "open('measured', 'w').close()\n").expect("written");
    for (arguments, reported) in [
        (&["--output", "junit=nowhere/j.xml"][..], "there is no folder nowhere"),
        (&["--output", "junit=."], "it is a folder"),
        (&["--output", "junit=/dev/zero"], "it is a device"),
        (&["--output", "json="], "the path is empty"),
        (&["--output", "xml=j.xml"], "`xml` is no format: human, json, junit"),
        (&["--output", "junit=x", "--output", "csv=./x"], "two outputs would be written to it"),
        (&["--format", "xml"], "invalid value 'xml'"),
    ] {
        let run = check(&folder, arguments);
        assert_eq!((run.code, run.out.as_str()), (Some(64), ""), "{arguments:?}: {}", run.err);
        assert!(run.says(reported), "{arguments:?}: {}", run.err);
    }
    for arguments in [&["imports", "--format", "nagios"][..], &["imports", "--output", "csv=x"]] {
        let run = Run::of(vitals().current_dir(folder.path()).args(arguments));
        assert_eq!((run.code, run.out.as_str()), (Some(64), ""), "{arguments:?}: {}", run.err);
        assert!(run.says("an import graph has no"), "{}", run.err);
    }
    let audit = Run::of(&mut command(folder.path(), &["audit", "--format", "csv"]));
    assert!(audit.code == Some(64) && audit.says("an audit has no csv"), "{}", audit.err);
    assert!(!folder.path().join("measured").exists() && !folder.path().join("x").exists());
}

/// The folder of an output goes while it is measured.
#[test]
fn one_output_that_is_lost_at_the_end_loses_no_other_and_spoils_a_pass_alone() {
    for (ends, code) in [("", 70), ("raise SystemError\n", 1)] {
        let folder = target("[[probe.import]]\nmodule = \"takes\"\nlimit = \"1m\"\n");
        fs::create_dir(folder.path().join("out")).expect("made");
        let source = format!("import shutil\nshutil.rmtree('out', ignore_errors=True)\n{ends}");
        fs::write(folder.path().join("takes.py"), source).expect("written");
        let run = check(&folder, &["--output", "csv=out/s.csv", "--output", "junit=j.xml"]);
        assert_eq!(run.code, Some(code), "{}{}", run.out, run.err);
        assert!(run.says("out/s.csv cannot be written"), "{}", run.err);
        assert_eq!(cases(&read(&folder, "j.xml")).len(), 1);
    }
}

#[test]
fn a_job_of_github_gets_its_summary_and_annotations_at_the_importing_line() {
    let folder = target(&format!("{SLOW}[[probe.import]]\nmodule = \"os\"\n"));
    let summary = folder.path().join("summary.md");
    fs::write(&summary, "from another step\n").expect("written");
    let arguments = ["check", "--no-report", "--no-history", "--format", "json"];
    let job = |file: &Path| {
        let mut command = command(folder.path(), &arguments);
        Run::of(command.env("GITHUB_STEP_SUMMARY", file).env("GITHUB_WORKSPACE", folder.path()))
    };
    let run = job(&summary);
    assert_eq!((run.code, run.document()["schema"].as_str()), (Some(1), Some("vitals/2")), "{}", run.err);
    let annotations: Vec<&str> = run.err.lines().filter(|line| line.starts_with("::")).collect();
    assert_eq!(annotations.len(), 2, "{}", run.err);
    let slow = "::error file=app.py,line=3,title=vitals check%3A import app::the import takes ";
    assert!(annotations[0].starts_with(slow) && annotations[0].contains("%0A"), "{}", annotations[0]);
    assert!(annotations[1].starts_with("::warning title=vitals check%3A import os::"), "{}", annotations[1]);
    let written = fs::read_to_string(&summary).expect("there");
    assert!(written.starts_with("from another step\n\n### vitals check: 0 of 2 passed: 1 fail, 1 vacuous\n"));

    // A summary that cannot be written is a message, and no lost run.
    let full = folder.path().join("full.md");
    fs::write(&full, "x".repeat((1 << 20) - 100)).expect("written");
    for (file, reported) in [(full.as_path(), "is full"), (folder.path(), "cannot be written")] {
        let run = job(file);
        assert_eq!((run.code, run.document()["schema"].as_str()), (Some(1), Some("vitals/2")));
        assert!(run.says(reported), "{}", run.err);
    }
    assert_eq!(fs::metadata(&full).expect("there").len(), (1 << 20) - 100);
}

/// GitHub shows ten of a level: more would be lost without a word.
#[test]
fn a_job_of_github_is_reported_of_more_than_it_shows() {
    let configuration: String =
        (0..12).map(|_| "[[probe.import]]\nmodule = \"hostile\"\nsamples = 1\ntrace = false\n").collect();
    let folder = target(&configuration);
    let mut command = command(folder.path(), &["check", "--no-report", "--no-history", "--format", "json"]);
    let summary = folder.path().join("summary.md");
    let run = Run::of(command.env("GITHUB_STEP_SUMMARY", summary).env("GITHUB_WORKSPACE", folder.path()));
    let annotations: Vec<&str> = run.err.lines().filter(|line| line.starts_with("::error ")).collect();
    assert_eq!(annotations.len(), 10, "{}", run.err);
    assert_eq!(annotations[9], "::error title=vitals check::and 3 more, in the job's summary");
}

#[test]
fn a_monitor_gets_a_plugins_codes_whatever_happens() {
    let folder = target(GOOD);
    let nagios = |more: &[&str]| check(&folder, &[&["--format", "nagios"], more].concat());
    assert_eq!(nagios(&[]).code, Some(0));
    let undecided = nagios(&["--budget", "1ms"]);
    assert_eq!(undecided.code, Some(3), "{}", undecided.out);
    assert!(undecided.out.starts_with("VITALS UNKNOWN - the budget was spent before "), "{}", undecided.out);
    let broken = nagios(&["--config", "none.toml"]);
    assert_eq!(broken.code, Some(3), "{}", broken.err);
    assert!(broken.out.starts_with("VITALS UNKNOWN - ") && broken.out.lines().count() == 1, "{}", broken.out);
}

/// Part of case D1: what a target raises is masked where it comes in, so that no format, file or history has it.
#[test]
fn a_password_in_an_exception_is_in_no_format_and_no_file() {
    const PASSWORD: &str = "hunter2secret";
    let folder = target("[[probe.import]]\nmodule = \"leaky\"\n[[probe.create]]\nfactory = \"maker:make\"\n");
    let raises = format!("raise RuntimeError('cannot reach postgres://app:{PASSWORD}@db/x')\n");
    fs::write(folder.path().join("leaky.py"), &raises).expect("written");
    fs::write(folder.path().join("maker.py"), format!("def make():\n    {raises}")).expect("written");
    for format in ["human", "json", "html", "junit", "markdown", "csv", "nagios", "openmetrics"] {
        let run = Run::of(&mut command(folder.path(), &["check", "--format", format]));
        assert!(!run.out.contains(PASSWORD) && !run.err.contains(PASSWORD), "{format}: {}", run.out);
        if ["human", "json", "html", "junit", "markdown"].contains(&format) {
            assert!(run.out.contains("cannot reach postgres://app:***@db/x"), "{format}: {}", run.out);
        }
    }
    let report = Run::of(vitals().current_dir(folder.path()).args(["report", "latest", "--format", "json"]));
    assert!(report.out.contains("postgres://app:***@db/x"), "{}", report.err);
    assert!(!report.out.contains(PASSWORD), "{}", report.out);
    let written = fs::read_dir(folder.path().join("reports"))
        .expect("reports")
        .map(|entry| entry.expect("an entry").path());
    let files: Vec<_> =
        written.filter(|path| path.is_dir()).flat_map(|path| fs::read_dir(path).expect("a report")).collect();
    assert!(!files.is_empty());
    for file in files {
        let path = file.expect("a file").path();
        let bytes = fs::read(&path).expect("readable");
        assert!(!String::from_utf8_lossy(&bytes).contains(PASSWORD), "{}", path.display());
    }
}
