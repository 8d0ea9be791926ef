//! `--only NAME` chooses probes and checks by name or glob, and what did not pass is reproduced by one command.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::program::{Run, a_python, vitals};
use crate::repository::Repository;

const CONFIGURATION: &str = r#"
[[probe.import]]
module = "shop_front"
samples = 1
[[probe.import]]
module = "shop_back"
samples = 1
[[check]]
name = "golden path"
kind = "command"
command = ["false"]
[[check]]
name = "cart [v2]"
kind = "command"
command = ["false"]
"#;

fn project() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("vitals.toml"), CONFIGURATION).expect("written");
    for module in ["shop_front.py", "shop_back.py"] {
        fs::write(folder.path().join(module), "").expect("written");
    }
    folder
}

fn run(folder: &TempDir, arguments: &[&str]) -> Run {
    Run::of(vitals().current_dir(folder.path()).args(arguments).args(["--quiet", "--python"]).arg(a_python()))
}

fn names(entries: &Value, name: &str) -> Vec<String> {
    let entries = entries.as_array().expect("a list").iter();
    entries.map(|entry| entry.pointer(name).and_then(Value::as_str).unwrap_or_default().to_owned()).collect()
}

#[test]
fn a_name_or_a_glob_chooses_probes() {
    let folder = project();
    for (only, expected) in [
        (&["--only", "shop_front"][..], &["shop_front"][..]),
        (&["--check", "import shop_b*"], &["shop_back"]),
        (&["--only", "*_front", "--only", "shop_back"], &["shop_front", "shop_back"]),
    ] {
        let arguments = [&["check", "--no-report", "--no-history", "--format", "json"], only].concat();
        let document = run(&folder, &arguments).document();
        assert_eq!(names(&document["probes"], "/measurement/module"), expected, "{only:?}");
    }
}

#[test]
fn health_triage_and_the_night_take_the_same_names() {
    let folder = project();
    let health =
        run(&folder, &["health", "--no-report", "--format", "json", "--only", "g*", "--only", "cart [v2]"]);
    assert_eq!(names(&health.document()["checks"], "/name"), ["golden path", "cart [v2]"]);
    let triage = run(&folder, &["triage", "--format", "json", "--only", "shop_front"]);
    assert_eq!(names(&triage.document()["checks"], "/name"), ["import shop_front"]);
    let night = run(&folder, &["nightly", "--no-report", "--format", "json", "--only", "shop_*"]);
    let night = night.document();
    assert_eq!(names(&night["check"]["probes"], "/measurement/module"), ["shop_front", "shop_back"]);
    assert_eq!(night["health"], Value::Null);
}

#[test]
fn a_comparison_and_a_baseline_take_the_same_names() {
    let repository = Repository::empty();
    repository.write("vitals.toml", CONFIGURATION);
    repository.write("shop_front.py", "");
    repository.write("shop_back.py", "");
    repository.commit("First");
    let compared =
        repository.run(&["compare", "HEAD", ".", "--pairs", "4", "--only", "*_back", "--format", "json"]);
    assert_eq!(names(&compared.document()["probes"], "/name"), ["shop_back"]);
    let captured =
        repository.run(&["baseline", "capture", "front", "--only", "shop_front", "--format", "json"]);
    assert_eq!(captured.document()["probes"].as_array().map(Vec::len), Some(1), "{}", captured.err);
}

#[test]
fn a_name_that_chooses_nothing_is_refused_with_those_that_there_are() {
    let folder = project();
    for (command, known) in [
        (&["check"][..], "there are: shop_front, shop_back"),
        (&["compare", "HEAD", "."], "there are: shop_front, shop_back"),
        (&["baseline", "capture", "x"], "there are: shop_front, shop_back"),
        (&["health"], "there are: golden path, cart [v2], import shop_front, import shop_back"),
        (&["triage"], "there are: golden path"),
        (&["audit"], "there are: golden path"),
        (&["nightly"], "there are: shop_front, shop_back, golden path"),
    ] {
        for nothing in ["shop_frnt", "Shop_*", "", "["] {
            let run = run(&folder, &[command, &["--only", nothing]].concat());
            assert_eq!((run.code, run.out.as_str()), (Some(64), ""), "{command:?} {nothing}: {}", run.err);
            let words = format!("--only {nothing:?} chooses nothing");
            assert!(run.says(&words) && run.says(known), "{command:?} {nothing}: {}", run.err);
        }
    }
    let imports = run(&folder, &["compare", "HEAD", ".", "--import", "json", "--only", "json"]);
    assert_eq!(imports.code, Some(64), "{}", imports.err);
}

/// The command that a report prints is run by [`Run::of`]; here it is seen that it asks for the one thing that failed.
#[test]
fn what_did_not_pass_is_reproduced_by_one_command() {
    let folder = project();
    fs::write(folder.path().join("shop_front.py"), "import no_such_module_here\n").expect("written");
    let python = a_python().display().to_string();
    let check = run(&folder, &["check", "--no-report", "--no-history", "--env", "A=b c"]);
    let expected =
        format!("reproduce: vitals check --python {python} --env 'A=b c' --only shop_front --verbose");
    assert!(check.out.contains(&expected), "{}", check.out);
    assert_eq!(check.out.matches("reproduce:").count(), 2, "one sample decides nothing: {}", check.out);
    let health = run(&folder, &["health", "--no-report", "--only", "cart*"]);
    let expected = format!("reproduce: vitals health --python {python} --only 'cart [v2]' --verbose");
    assert!(health.out.contains(&expected), "{}", health.out);
    let document = run(&folder, &["check", "--no-report", "--no-history", "--format", "json"]).document();
    assert_eq!(document["again"], serde_json::json!(["vitals", "check", "--python", python, "--only"]));
}

/// With what it was asked by, and in the reports that are read elsewhere.
#[test]
fn the_command_that_reproduces_asks_the_same_and_stands_in_every_report_for_people() {
    let folder = project();
    fs::write(folder.path().join("shop_front.py"), "import no_such_module_here\n").expect("written");
    let asked = ["--timeout", "90s", "--hash-seed", "7", "--no-history"];
    let python = a_python().display().to_string();
    for format in ["human", "markdown"] {
        let check = run(&folder, &[&["check", "--format", format][..], &asked].concat());
        let expected =
            format!("vitals check --python {python} --hash-seed 7 --timeout 90s --only shop_front --verbose");
        assert!(check.out.contains(&expected), "{expected}: {}", check.out);
    }
    let page = newest_page(&folder.path().join("reports"));
    assert!(page.contains(" --hash-seed 7 --timeout 90s --only shop_front --verbose"), "{page}");
    let compared = [
        "compare",
        ".",
        ".",
        "--tolerance",
        "10% or 100ms",
        "--pairs",
        "4",
        "--import",
        "not_there",
        "--no-report",
    ];
    let compared = run(&folder, &[&compared[..], &asked].concat());
    let expected = "--timeout 90s --tolerance '10% or 100ms' --pairs 4 --import not_there --verbose";
    assert!(compared.out.contains(expected), "{}{}", compared.out, compared.err);
}

/// The page of the newest report.
fn newest_page(reports: &Path) -> String {
    let folders = fs::read_dir(reports).expect("reports").map(|entry| entry.expect("one").path());
    let newest = folders.filter(|path| path.is_dir()).max().expect("a report");
    fs::read_to_string(newest.join("index.html")).expect("a page")
}
