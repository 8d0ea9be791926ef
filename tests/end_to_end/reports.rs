//! The folder of a report: there whole or not at all, with what was asked for.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::program::{Run, a_python, vitals};

const CONFIGURATION: &str = "[[probe.import]]\nmodule = \"json\"\nlimit = \"1m\"\n";

fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("vitals.toml"), CONFIGURATION).expect("written");
    folder
}

fn check(folder: &Path, arguments: &[&str]) -> Run {
    let mut command = vitals();
    command.current_dir(folder).args(["check", "--quiet"]).args(arguments).arg("--python").arg(a_python());
    Run::of(&mut command)
}

/// The names in a folder, in order.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn page_and_data_stand_beside_each_other_and_latest_leads_there() {
    let project = project();
    let run = check(project.path(), &[]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    let latest = project.path().join("reports/latest");
    assert_eq!(names(&latest), ["index.html", "report.json"]);
    let page = fs::read_to_string(latest.join("index.html")).expect("text");
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>"), "{}", page.len());
    assert!(run.err.contains("index.html"), "{}", run.err);
}

#[test]
fn images_are_written_where_they_are_asked_for() {
    let project = project();
    let run = check(project.path(), &["--charts", "png"]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    let charts = project.path().join("reports/latest/charts");
    let images = names(&charts);
    assert!(
        images.contains(&"p1-samples.png".into()) && images.contains(&"p1-modules-wall-time.png".into()),
        "{images:?}"
    );
    for image in &images {
        let bytes = fs::read(charts.join(image)).expect("readable");
        assert!(bytes.starts_with(b"\x89PNG") && bytes.len() > 2_000, "{image}: {}", bytes.len());
    }
    let refused = check(project.path(), &["--charts", "png", "--no-report"]);
    assert_eq!(refused.code, Some(64), "{}", refused.err);
}

/// A limit on the size of files stands for a full disk: it needs no privilege, and fails in the middle of a file too.
fn check_on_a_full_disk(folder: &Path) -> Run {
    let program = assert_cmd::cargo::cargo_bin!("vitals").display().to_string();
    let mut command = Command::new("sh");
    command.current_dir(folder).env("NO_COLOR", "1").env_remove("VIRTUAL_ENV");
    // In blocks of 512 bytes. The signal is ignored, so that the write itself fails.
    command.args([
        "-c",
        "trap '' XFSZ; ulimit -f 16; exec \"$@\"",
        "sh",
        &program,
        "check",
        "--quiet",
        "--python",
    ]);
    Run::of(command.arg(a_python()))
}

#[test]
fn on_a_full_disk_nothing_is_left_of_what_was_begun() {
    let project = project();
    let run = check_on_a_full_disk(project.path());
    assert_eq!(run.code, Some(70), "{}{}", run.out, run.err);
    assert!(
        run.out.contains("pass") && run.says("the report could not be written to"),
        "{}{}",
        run.out,
        run.err
    );
    assert_eq!(names(project.path()), ["vitals.toml"]);
}

#[test]
fn on_a_full_disk_the_last_report_stays_the_latest() {
    let project = project();
    assert_eq!(check(project.path(), &[]).code, Some(0));
    let reports = project.path().join("reports");
    let (before, latest) = (names(&reports), fs::read_link(reports.join("latest")).expect("a link"));
    assert_eq!(check_on_a_full_disk(project.path()).code, Some(70));
    assert_eq!(names(&reports), before);
    assert_eq!(fs::read_link(reports.join("latest")).expect("a link"), latest);
}

#[test]
fn health_leaves_a_report_unless_a_monitor_asks() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("app.py"), "VALUE = 1\n").expect("written");
    fs::write(folder.path().join("vitals.toml"), "[[check]]\nname = \"syntax\"\nkind = \"syntax\"\n")
        .expect("written");
    let health = |arguments: &[&str]| {
        let mut command = vitals();
        command
            .current_dir(folder.path())
            .args(["health", "--quiet"])
            .args(arguments)
            .arg("--python")
            .arg(a_python());
        Run::of(&mut command)
    };
    for arguments in [&["--nagios"][..], &["--no-report"]] {
        assert_eq!(health(arguments).code, Some(0));
        assert!(!folder.path().join("reports").exists(), "{arguments:?}");
    }
    assert_eq!(health(&["--nagios", "--reports", "asked"]).code, Some(0));
    assert_eq!(names(&folder.path().join("asked/latest")), ["index.html", "report.json"]);
    assert_eq!(health(&[]).code, Some(0));
    assert_eq!(names(&folder.path().join("reports/latest")), ["index.html", "report.json"]);
}
