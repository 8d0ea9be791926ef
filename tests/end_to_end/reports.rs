//! The folder of a report: there whole or not at all, with what was asked for.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::program::{Run, a_python, vitals};
use crate::repository::Repository;
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

/// A project in a repository that a host has, whose import fails in its second line.
fn hosted(remote: &str, configuration: &str) -> Repository {
    let repository = Repository::empty();
    repository.write("app.py", "VALUE = 1\nimport nowhere_at_all\n");
    repository.write("vitals.toml", format!("{configuration}[[probe.import]]\nmodule = \"app\"\n"));
    repository.write(".gitignore", "reports/\n.vitals/\n");
    repository.commit("App");
    repository.git(&["remote", "add", "origin", remote]);
    repository.git(&["update-ref", "refs/remotes/origin/main", "HEAD"]);
    repository
}

fn latest(repository: &Repository) -> String {
    let run = repository.run(&["check"]);
    let page = fs::read_to_string(repository.path().join("reports/latest/index.html"));
    page.unwrap_or_else(|error| panic!("{error}: {}{}", run.out, run.err))
}

#[test]
fn a_place_opens_the_editor_that_is_configured_and_the_line_where_its_commit_is_hosted() {
    let remote = "https://someone:s3cretpart@github.com/owner/shop.git";
    let repository = hosted(remote, "[reports]\neditor = \"idea\"\n");
    let commit = repository.answer(&["rev-parse", "HEAD"]);
    let page = latest(&repository);
    let file = repository.path().join("app.py").display().to_string();
    assert!(page.contains(&format!("<a href=\"idea://open?file={file}&amp;line=2\">")), "{page}");
    let link =
        format!("<a href=\"https://github.com/owner/shop/blob/{}/app.py#L2\">(commit)</a>", commit.trim());
    assert!(page.contains(&link), "{link}");
    assert!(!page.contains("s3cretpart") && !page.contains("vscode:"));
    repository.append("app.py", "# Changed since.\n");
    assert!(!latest(&repository).contains("github.com"), "the commit has other lines");
}

#[test]
fn without_an_editor_and_a_known_host_places_are_words() {
    let repository = hosted("/srv/git/shop.git", "[reports]\neditor = \"none\"\n");
    let page = latest(&repository);
    assert!(
        page.contains("app.py:2") && !page.contains("<a href=\"vscode") && !page.contains("(commit)"),
        "{page}"
    );
    repository.write(
        "vitals.toml",
        "[reports]\neditor = \"javascript:alert('{file}')\"\n[[probe.import]]\nmodule = \"app\"\n",
    );
    let run = repository.run(&["check"]);
    assert_eq!(run.code, Some(64), "{}{}", run.out, run.err);
    assert!(run.says("line 2") && run.says("pycharm"), "{}", run.err);
}

#[test]
fn the_newest_reports_stay_and_so_does_what_is_not_the_tools() {
    let project = project();
    fs::write(project.path().join("vitals.toml"), format!("[reports]\nkeep = 2\n{CONFIGURATION}"))
        .expect("written");
    let reports = project.path().join("reports");
    assert_eq!(check(project.path(), &[]).code, Some(0));
    let first = fs::canonicalize(reports.join("latest")).expect("a report");
    fs::write(first.join("notes.txt"), "mine").expect("written");
    fs::create_dir(reports.join("mine")).expect("made");
    for _ in 0..4 {
        assert_eq!(check(project.path(), &[]).code, Some(0));
    }
    let left = names(&reports);
    let runs: Vec<&String> = left.iter().filter(|name| name.starts_with("20")).collect();
    assert_eq!(runs.len(), 3, "two, and the one with notes: {left:?}");
    assert!(
        first.join("notes.txt").exists()
            && reports.join("mine").exists()
            && reports.join("index.html").exists()
    );
    assert!(reports.join("latest/index.html").exists());
}

#[test]
fn a_list_of_runs_that_cannot_be_written_is_said_and_the_report_stands() {
    let project = project();
    assert_eq!(check(project.path(), &[]).code, Some(0));
    let list = project.path().join("reports/index.html");
    fs::remove_file(&list).expect("removed");
    // A folder in its place, which a file cannot replace.
    fs::create_dir(&list).expect("made");
    fs::write(list.join("mine"), "").expect("written");
    let run = check(project.path(), &[]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert!(run.says("the list of runs could not be written"), "{}", run.err);
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
