//! `vitals nightly`: what is reported, and what is kept.

use std::path::Path;

use crate::night::{news, night};
use crate::program::{Run, a_python, vitals};
use crate::repository::Repository;

/// A folder that is no repository, with a small module and a check of its syntax.
fn plain_folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let configuration = "[[probe.import]]\nmodule = \"small\"\nsamples = 5\n\
                         [[check]]\nname = \"syntax\"\nkind = \"syntax\"\npaths = [\".\"]\n";
    std::fs::write(folder.path().join("vitals.toml"), configuration).expect("written");
    std::fs::write(folder.path().join("small.py"), "import json\n").expect("written");
    folder
}

fn nightly(folder: &Path, more: &[&str]) -> Run {
    Run::of(vitals().current_dir(folder).args(["nightly", "-q", "--python"]).arg(a_python()).args(more))
}

#[test]
fn without_a_repository_verdicts_are_reported_once_and_their_end_too() {
    let folder = plain_folder();
    let other = folder.path().join("other.py");
    let mut reported = Vec::new();
    for number in 1..=5 {
        match number {
            2 => std::fs::write(&other, "def broken(:\n").expect("written"),
            4 => std::fs::write(&other, "whole = True\n").expect("written"),
            _ => {}
        }
        let run = nightly(folder.path(), &["--no-report", "--format", "json"]);
        let document = run.document();
        assert_eq!(run.code, Some(i32::from(number == 2)), "night {number}: {}", run.err);
        assert!(document["comparison"].is_null() && document["reference"].is_null());
        reported.extend(news(&document));
    }
    let expected = [("failure", "verdict", 2), ("recovery", "verdict", 4)];
    let expected = expected.map(|(change, quantity, since)| (change.to_owned(), quantity.to_owned(), since));
    assert_eq!(reported, expected);
    // The figures are a series all the same, through the calibration.
    let trend =
        Run::of(vitals().current_dir(folder.path()).args(["trend", "import small time", "--format", "json"]));
    let document = trend.document();
    let levels = document["trends"][0]["levels"].as_array().expect("levels").clone();
    assert_eq!(levels.len(), 5);
    assert!(levels.iter().all(|level| level["scale"] == "calibrated"), "{levels:?}");
    let page = folder.path().join("trend.html");
    let drawn = Run::of(vitals().current_dir(folder.path()).arg("trend").arg("-o").arg(&page));
    assert_eq!(drawn.code, Some(0), "{}{}", drawn.out, drawn.err);
    let page = std::fs::read_to_string(page).expect("a page");
    assert!(page.contains(" series</strong>") && !page.contains("nothing was measured"), "{page}");
}

#[test]
fn a_night_that_cannot_be_the_reference_says_why() {
    let run = nightly(plain_folder().path(), &["--no-report"]);
    assert!(run.says("no reference: without a commit"), "{}{}", run.out, run.err);
    let repository = Repository::empty();
    repository.write("small.py", "import json\n");
    repository.write("vitals.toml", "[[probe.import]]\nmodule = \"small\"\n");
    repository.write(".gitignore", ".vitals/\n");
    repository.commit("Small");
    repository.append("small.py", "import csv\n");
    let run = nightly(repository.path(), &["--no-report"]);
    assert!(run.says("no reference: there are uncommitted changes"), "{}{}", run.out, run.err);
    repository.commit("Clean");
    let run = nightly(repository.path(), &["--no-report"]);
    assert!(run.says("it will be what the next night is measured beside"), "{}{}", run.out, run.err);
    let run = nightly(repository.path(), &["--no-report"]);
    assert!(run.says("measured beside"), "{}{}", run.out, run.err);
}

#[test]
fn a_reference_that_is_gone_is_reported_and_the_night_is_kept() {
    let repository = Repository::of_the_shop();
    night(&repository);
    std::fs::remove_dir_all(repository.path().join(".git")).expect("removed");
    repository.git(&["init", "--quiet", "--initial-branch=main"]);
    repository.commit("Everything anew");
    let (run, document) = night(&repository);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(document["comparison"].is_null());
    let notes = document["notes"].to_string();
    assert!(notes.contains("could not be measured") && notes.contains("vitals nightly accept"), "{notes}");
}

#[test]
fn a_history_that_cannot_be_used_is_left_alone_and_the_report_is_written() {
    let folder = plain_folder();
    let history = folder.path().join(".vitals/history.db");
    std::fs::create_dir(folder.path().join(".vitals")).expect("made");
    std::fs::write(&history, "not a database, but somebody's notes\n".repeat(40)).expect("written");
    let before = std::fs::read(&history).expect("read");
    let run = nightly(folder.path(), &[]);
    assert_eq!(run.code, Some(70), "{}{}", run.out, run.err);
    assert!(run.says("history.db"), "{}", run.err);
    assert_eq!(std::fs::read(&history).expect("read"), before);
    assert!(folder.path().join("reports/latest/report.json").is_file());
}

/// The second step fails, as on a full disk: the night is not half there, and is reported once it is kept.
#[test]
fn d12_a_night_whose_events_cannot_be_written_is_not_recorded_at_all() {
    let folder = plain_folder();
    nightly(folder.path(), &["--no-report"]);
    std::fs::write(folder.path().join("other.py"), "def broken(:\n").expect("written");
    let database = rusqlite::Connection::open(folder.path().join(".vitals/history.db")).expect("a history");
    let fault = "CREATE TRIGGER fault BEFORE INSERT ON event BEGIN SELECT RAISE(ABORT, 'no more'); END";
    database.execute_batch(fault).expect("a trigger");
    let count = |table: &str| -> i64 {
        database.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).expect("a number")
    };
    let run = nightly(folder.path(), &["--no-report", "--format", "json"]);
    assert_eq!(run.document()["night"]["number"], 2);
    assert!(run.document()["notes"].to_string().contains("no more"), "{}", run.out);
    assert_eq!((count("run"), count("event")), (1, 0));
    database.execute_batch("DROP TRIGGER fault").expect("dropped");
    for (number, reported) in [(2, 1), (3, 0)] {
        let run = nightly(folder.path(), &["--no-report", "--format", "json"]);
        assert_eq!(run.document()["night"]["number"], number);
        assert_eq!(news(&run.document()).len(), reported, "night {number}: {}", run.err);
    }
    assert_eq!((count("run"), count("event")), (3, 1));
}

#[test]
fn a_trend_that_is_not_there_is_named_with_those_that_are() {
    let folder = plain_folder();
    let trend =
        |arguments: &[&str]| Run::of(vitals().current_dir(folder.path()).arg("trend").args(arguments));
    assert_eq!(trend(&[]).code, Some(64), "no history yet");
    nightly(folder.path(), &["--no-report"]);
    let all = trend(&[]);
    assert_eq!(all.code, Some(0), "{}", all.err);
    assert!(all.out.contains("small"), "{}", all.out);
    let none = trend(&["nothing-of-the-kind"]);
    assert_eq!(none.code, Some(64), "{}", none.err);
    assert!(none.says("no series") && none.says("small"), "{}", none.err);
}
