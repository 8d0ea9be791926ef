//! The folder of a report: there whole or not at all, with what was asked for.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::program::{Run, a_python, vitals};
use crate::support::needs::needs;

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

/// A check whose reports go to a disk of 64 kB, seen by nobody else; what is left there ends the output.
///
/// Or why there can be none: not every machine lets its users mount.
fn check_on_a_small_disk(folder: &Path, before: &str) -> Result<Run, String> {
    let disk = folder.join("disk");
    fs::create_dir_all(&disk).expect("made");
    let privileged = Command::new("unshare").args(["--mount", "true"]).output();
    let alone: &[&str] = match privileged {
        Ok(output) if output.status.success() => &["--mount"],
        _ => &["--user", "--map-root-user", "--mount"],
    };
    let script = format!(
        "mount -t tmpfs -o size=64k none disk || exit 111\n{before}\n\"$@\"\ncode=$?\necho left:\nls -A disk/reports 2>&1\nreadlink disk/reports/latest\nexit $code"
    );
    let mut command = Command::new("unshare");
    command.args(alone).args(["sh", "-c", &script, "sh"]).arg(assert_cmd::cargo::cargo_bin!("vitals"));
    command.args(["check", "--quiet", "--reports", "disk/reports", "--python"]).arg(a_python());
    command.current_dir(folder).env("NO_COLOR", "1").env_remove("VIRTUAL_ENV");
    let run = command.output().map(Run::from).map_err(|error| format!("unshare: {error}"))?;
    match run.code == Some(111) || run.err.contains("unshare") {
        true => Err(format!("no small disk can be mounted: {}", run.err)),
        false => Ok(run),
    }
}

/// The report of the program itself is larger than the disk.
#[test]
fn on_a_full_disk_nothing_is_left_of_what_was_begun() {
    let project = project();
    let run = needs!(check_on_a_small_disk(project.path(), ""));
    assert_eq!(run.code, Some(70), "{}{}", run.out, run.err);
    assert!(
        run.out.contains(" pass ") && run.says("the report could not be written to"),
        "{}{}",
        run.out,
        run.err
    );
    assert!(run.says("No space left on device"), "{}", run.err);
    let (_, left) = run.out.split_once("left:\n").expect("what is left");
    assert!(left.contains("No such file or directory"), "{left}");
}

#[test]
fn on_a_full_disk_the_last_report_stays_the_latest() {
    let project = project();
    let before = "mkdir -p disk/reports/before && ln -s before disk/reports/latest";
    let run = needs!(check_on_a_small_disk(project.path(), before));
    assert_eq!(run.code, Some(70), "{}{}", run.out, run.err);
    let (_, left) = run.out.split_once("left:\n").expect("what is left");
    assert_eq!(left, "before\nlatest\nbefore\n");
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

/// What a pipeline kept of a run is shown again, in any format, without a history.
#[test]
fn the_data_of_a_report_is_shown_again_from_its_file() {
    let project = project();
    assert_eq!(check(project.path(), &["--no-history"]).code, Some(0));
    fs::write(project.path().join("torn.json"), "{\"schema\":").expect("written");
    let report = |file: &str| {
        let mut command = vitals();
        command.current_dir(project.path()).args(["report", file, "--no-report", "--format", "junit"]);
        Run::of(&mut command)
    };
    let shown = report("reports/latest/report.json");
    assert_eq!(shown.code, Some(0), "{}{}", shown.out, shown.err);
    assert!(shown.out.contains("<testcase name=\"json\" classname=\"import\""), "{}", shown.out);
    for (file, reported) in
        [("torn.json", "torn.json is no report"), ("none.json", "none.json cannot be read")]
    {
        let refused = report(file);
        assert_eq!((refused.code, refused.out.as_str()), (Some(64), ""), "{}", refused.err);
        assert!(refused.err.contains(reported), "{}", refused.err);
    }
}
