//! `.vitals/history.db`: every run is in it, nothing of it is lost, and what is not ours is left alone.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use jiff::Timestamp;
use rusqlite::Connection;
use vitalsign::store::history::{Filter, History, Measure, Relation, RunRecord, SeriesKey, Variant};

use crate::program::{Run, vitals};
use crate::repository::Repository;
use crate::support::needs::needs;

const DATABASE: &str = ".vitals/history.db";

/// A project whose import takes no time.
fn small() -> Repository {
    let repository = Repository::empty();
    repository.write("small.py", "VALUE = 1\n");
    repository.write("vitals.toml", "[[probe.import]]\nmodule = \"small\"\n");
    repository.commit("First");
    repository
}

/// The same, with a run in its history.
fn with_a_run() -> Repository {
    let repository = small();
    let run = repository.run(&["check"]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert!(run.says("history: run 1 in"), "{}", run.err);
    repository
}

fn database(repository: &Repository) -> PathBuf {
    repository.path().join(DATABASE)
}

/// Of the commands that take no interpreter.
fn look(repository: &Repository, arguments: &[&str]) -> Run {
    Run::of(&mut repository.plain(arguments))
}

fn runs(repository: &Repository) -> usize {
    let history = History::open_existing(&database(repository)).expect("a history");
    history.runs(&Filter::default()).expect("runs").len()
}

fn expect_whole(repository: &Repository, runs: usize) {
    let run = look(repository, &["history", "check"]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert!(run.says(&format!("whole, {runs} runs")), "{}", run.out);
}

/// What is in `.vitals`.
fn files(repository: &Repository) -> Vec<String> {
    let entries = fs::read_dir(repository.path().join(".vitals")).expect("a folder");
    let mut names: Vec<_> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn reports(repository: &Repository) -> Vec<PathBuf> {
    let entries = fs::read_dir(repository.path().join("reports")).expect("reports");
    let mut folders: Vec<_> = entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_dir() && !path.is_symlink())
        .collect();
    folders.sort();
    folders
}

/// A run as another version, or another machine's clock, would record it.
fn record(second: i64, target: &str) -> RunRecord {
    let series = SeriesKey {
        probe: "import".into(),
        target: target.into(),
        quantity: "wall".into(),
        unit: "seconds".into(),
    };
    let measure = Measure {
        series,
        relation: Relation::Raw,
        variant: None,
        value: second as f64,
        low: None,
        high: None,
        n: 1,
        verdict: None,
        samples: vec![second as f64],
    };
    RunRecord {
        started: Timestamp::from_second(second).expect("a time"),
        kind: "check".into(),
        status: "pass".into(),
        variant: Variant { machine: "cpython 3.11.7 on A".into(), ..Variant::default() },
        fingerprint: None,
        document: format!("{{\"schema\":\"vitals/99\",\"second\":{second}}}"),
        measures: vec![measure],
    }
}

fn recorded(repository: &Repository, records: &[RunRecord]) {
    let mut history = History::open(&database(repository)).expect("a history");
    for record in records {
        history.record(record).expect("recorded");
    }
}

#[test]
fn every_run_is_recorded_and_its_report_comes_back_to_the_byte() {
    let repository = with_a_run();
    assert!(matches!(repository.run(&["compare", "HEAD", ".", "--pairs", "4"]).code, Some(0 | 2)));
    assert_eq!(repository.run(&["health"]).code, Some(0));
    assert_eq!(repository.run(&["check", "--no-history", "--no-report"]).code, Some(0));
    assert_eq!(repository.run(&["health", "--nagios"]).code, Some(0));
    assert_eq!(repository.run(&["probe", "import", "small"]).code, Some(0));
    let list = look(&repository, &["history"]);
    for words in ["check", "compare", "health", "pass"] {
        assert!(list.out.contains(words), "{}", list.out);
    }
    expect_whole(&repository, 3);
    for (name, folder) in ["1", "latest~1"].into_iter().zip(reports(&repository)) {
        let stored = fs::read(folder.join("report.json")).expect("a report");
        let run = look(&repository, &["report", name, "--format", "json"]);
        assert_eq!(run.code, Some(0), "{}", run.err);
        assert!(run.out.trim_end_matches('\n').as_bytes() == stored, "{name}");
        let again = look(&repository, &["report", name, "--reports", "again"]);
        assert_eq!(again.code, Some(0), "{}", again.err);
        let rebuilt = repository.path().join("again/latest/report.json");
        assert!(fs::read(rebuilt).expect("a report") == stored, "{name}");
    }
    let human = look(&repository, &["report", "latest"]);
    assert!(human.out.contains("healthy: 100 %"), "{}", human.out);
    let show = look(&repository, &["history", "show", "1"]);
    assert!(show.out.contains("resident memory"), "{}", show.out);
    // Nothing of it lies in git's way.
    let status = Command::new("git").args(["status", "--porcelain"]).current_dir(repository.path()).output();
    let status = String::from_utf8(status.expect("git runs").stdout).expect("text");
    assert!(!status.contains(".vitals"), "{status}");
}

#[test]
fn runs_are_filtered_and_a_name_that_no_run_has_is_reported_with_those_that_are_there() {
    let repository = small();
    let mut slow = record(1_600_000_000, "other");
    slow.status = "fail".into();
    recorded(&repository, &[record(1_000_000_000, "small"), slow]);
    for (arguments, count) in [
        (&[][..], 2),
        (&["--probe", "other"], 1),
        (&["--probe", "import"], 2),
        (&["--status", "fail"], 1),
        (&["--since", "2020-01-01"], 1),
        (&["--kind", "health"], 0),
        (&["--commit", "abc"], 0),
        (&["--limit", "1"], 1),
    ] {
        let list = look(&repository, &[&["history", "--format", "json"], arguments].concat());
        assert_eq!(list.document().as_array().map(Vec::len), Some(count), "{arguments:?}: {}", list.err);
    }
    for (arguments, reported) in [
        (&["report", "9"][..], "the last ones are 1 to 2"),
        (&["report", "latest~2"], "the last ones are 1 to 2"),
        (&["report", "';--"], "names no run"),
        (&["history", "--since", "yesterday"], "`yesterday` is no time"),
        (&["history", "prune"], "no rule says what to keep"),
        (&["history", "--database", "none.db"], "there is no history"),
        (&["history", "--status", "fine"], "possible values"),
    ] {
        let run = look(&repository, arguments);
        assert_eq!(run.code, Some(64), "{arguments:?}: {}{}", run.out, run.err);
        assert!(run.says(reported), "{arguments:?}: {}", run.err);
    }
    // A report of a newer version is named with its file, and printed as it is when asked for as data.
    let run = look(&repository, &["report", "latest"]);
    assert_eq!(run.code, Some(64));
    assert!(run.says("`vitals/99` is newer than version 2") && run.says("history.db"), "{}", run.err);
    let run = look(&repository, &["report", "latest", "--format", "json"]);
    assert!(run.out.contains("\"schema\": \"vitals/99\""), "{}", run.out);
    assert!(!repository.path().join("none.db").exists());
}

#[test]
fn eight_that_record_at_once_are_all_there() {
    let repository = small();
    let children: Vec<_> = (0..8)
        .map(|_| {
            let mut command = repository.vitals(&["check", "--no-report"]);
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts")
        })
        .collect();
    for child in children {
        let run = Run::from(child.wait_with_output().expect("it ends"));
        assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    }
    expect_whole(&repository, 8);
    assert_eq!(files(&repository), [".gitignore", "history.db"]);
}

/// The history cannot take the run: that is reported, the report is there all the same, and the exit code is the run's own.
fn expect_left_alone(repository: &Repository, command: &mut Command, reported: &[&str]) {
    let before = (files(repository), reports(repository).len());
    let run = Run::of(command);
    assert_eq!(run.code, Some(0), "{reported:?}: {}{}", run.out, run.err);
    for words in [&["this run is not in the history", "history.db"], reported].concat() {
        assert!(run.says(words), "{words}: {}", run.err);
    }
    assert!(run.out.contains("small"), "{}", run.out);
    assert_eq!((files(repository), reports(repository).len() - 1), before);
}

#[test]
fn a_file_that_is_newer_damaged_or_not_ours_is_named_and_left_as_it_is() {
    let repository = with_a_run();
    let whole = fs::read(database(&repository)).expect("a database");
    let mut newer = whole.clone();
    newer[60..64].copy_from_slice(&7i32.to_be_bytes());
    let mut hole = whole.clone();
    hole[4096 * 2..4096 * 3].fill(0);
    for (bytes, reported) in [
        (newer, ["made by a newer vitals: it has the schema 7", "upgrade vitals, or move the file away"]),
        (whole[..whole.len() / 2].to_vec(), ["is damaged", ".recover"]),
        (hole, ["is damaged", ".recover"]),
        (b"not a database".repeat(50), ["is no history of vitals", "move it away"]),
    ] {
        repository.write(DATABASE, &bytes);
        expect_left_alone(&repository, &mut repository.vitals(&["check"]), &reported);
        let list = look(&repository, &["history", "prune", "--keep-last", "1", "--yes"]);
        assert!(matches!(list.code, Some(64 | 70)), "{}{}", list.out, list.err);
        assert!(fs::read(database(&repository)).expect("a database") == bytes, "{reported:?}");
        assert_eq!(files(&repository), [".gitignore", "history.db"]);
    }
    // Moved away, a new one begins.
    fs::rename(database(&repository), repository.path().join("old.db")).expect("moved");
    assert_eq!(repository.run(&["check"]).code, Some(0));
    assert_eq!(runs(&repository), 1);
}

#[test]
fn a_folder_in_the_place_of_the_file_is_named() {
    let repository = small();
    repository.write(".vitals/history.db/file", "");
    let run = repository.run(&["check"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(run.says("history.db is no history of vitals: it is a folder"), "{}", run.err);
}

#[test]
fn a_lock_is_waited_for_and_then_named() {
    let repository = with_a_run();
    let before = fs::read(database(&repository)).expect("a database");
    let other = Connection::open(database(&repository)).expect("opened");
    other.execute_batch("BEGIN EXCLUSIVE").expect("locked");
    let reported = ["is locked by another process", "it was waited for 10 s"];
    // What is beside the file meanwhile is the other's.
    let run = Run::of(&mut repository.vitals(&["check"]));
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert!(reported.iter().all(|words| run.says(words)), "{}", run.err);
    assert_eq!(reports(&repository).len(), 2);
    other.execute_batch("ROLLBACK").expect("free");
    drop(other);
    assert!(fs::read(database(&repository)).expect("a database") == before);
    assert_eq!(repository.run(&["check"]).code, Some(0));
    assert_eq!(runs(&repository), 2);
}

/// What takes the right to write what is read-only from a program, which root has.
const SETPRIV: [&str; 4] = ["setpriv", "--bounding-set", "-dac_override", "--"];

/// The words before a command that may not write what is read-only, or why it cannot be had here.
fn without_privileges() -> Result<&'static [&'static str], String> {
    if !rustix::process::geteuid().is_root() {
        return Ok(&["env"]);
    }
    match Command::new(SETPRIV[0]).args(&SETPRIV[1..]).arg("true").status() {
        Ok(status) if status.success() => Ok(&SETPRIV),
        Ok(status) => Err(format!("setpriv ended with {status}")),
        Err(error) => Err(format!("setpriv: {error}")),
    }
}

fn permit(path: &Path, mode: u32) {
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode)).expect("permitted");
}

#[test]
fn what_is_read_only_is_named_and_can_be_read() {
    let unprivileged = needs!(without_privileges());
    let repository = with_a_run();
    let (file, folder) = (database(&repository), repository.path().join(".vitals"));
    let before = fs::read(&file).expect("a database");
    for (of_file, of_folder) in [(0o444, 0o555), (0o444, 0o755), (0o644, 0o555)] {
        let plain = repository.vitals(&["check"]);
        let mut check = Command::new(unprivileged[0]);
        check.args(&unprivileged[1..]).arg(plain.get_program()).args(plain.get_args());
        check.current_dir(repository.path()).env("TMPDIR", repository.temporary()).env_remove("VIRTUAL_ENV");
        permit(&file, of_file);
        permit(&folder, of_folder);
        expect_left_alone(&repository, &mut check, &["it, or its folder, is read-only", "--no-history"]);
        let list = look(&repository, &["history", "check"]);
        assert_eq!(list.code, Some(0), "{}{}", list.out, list.err);
        permit(&folder, 0o755);
        permit(&file, 0o644);
        assert!(fs::read(&file).expect("a database") == before);
    }
}

/// A limit on the size of files stands for a full disk: the file cannot grow, and SQLite learns of it in the middle of a run.
#[test]
fn a_full_disk_leaves_the_history_whole() {
    let repository = with_a_run();
    let filler = "CREATE TABLE filler (bytes BLOB); INSERT INTO filler VALUES (zeroblob(40000000))";
    Connection::open(database(&repository)).and_then(|other| other.execute_batch(filler)).expect("filled");
    // 32 MB: more than anything else that the program writes. Its signal is ignored, as Python ignores it too.
    let limited = "trap '' XFSZ; ulimit -f 62500; exec \"$0\" \"$@\"";
    let plain = repository.vitals(&["check"]);
    let mut command = Command::new("sh");
    command.args(["-c", limited]).arg(plain.get_program()).args(plain.get_args());
    command.current_dir(repository.path()).env("TMPDIR", repository.temporary()).env_remove("VIRTUAL_ENV");
    expect_left_alone(&repository, &mut command, &["cannot grow", "what was recorded before is whole"]);
    expect_whole(&repository, 1);
    assert_eq!(repository.run(&["check"]).code, Some(0));
    expect_whole(&repository, 2);
}

#[test]
fn runs_travel_between_machines_once_and_to_the_byte() {
    let repository = with_a_run();
    assert_eq!(look(&repository, &["history", "export", "-o", "export.json"]).code, Some(0));
    for from in ["export.json", DATABASE] {
        let other = small();
        let from = repository.path().join(from);
        let from = from.to_str().expect("text");
        let first = look(&other, &["history", "import", from]);
        assert!(first.out.contains("1 new runs, 0 were here already"), "{}{}", first.out, first.err);
        let second = look(&other, &["history", "import", from]);
        assert!(second.out.contains("0 new runs, 1 were here already"), "{}{}", second.out, second.err);
        let [here, there] = [&repository, &other].map(|one| look(one, &["history", "export"]).out);
        assert!(here == there);
        let [here, there] =
            [&repository, &other].map(|one| look(one, &["report", "1", "--format", "json"]).out);
        assert!(here == there && !here.is_empty());
        expect_whole(&other, 1);
    }
    let csv = look(&repository, &["history", "export", "--format", "csv"]);
    assert!(
        csv.out.lines().count() > 3 && csv.out.contains(",import,small,wall,seconds,raw,"),
        "{}",
        csv.out
    );
    recorded(&repository, &[record(1, "small"), record(2, "other")]);
    let csv = look(&repository, &["history", "export", "--format", "csv", "--probe", "other"]);
    assert_eq!(csv.out.lines().count(), 2, "the header and the number of that module alone: {}", csv.out);
    let run = look(&repository, &["history", "import", "vitals.toml"]);
    assert_eq!(run.code, Some(64));
    assert!(run.says("vitals.toml cannot be imported"), "{}", run.err);
}

#[test]
fn a_clock_that_goes_backwards_changes_no_order() {
    let repository = small();
    recorded(&repository, &[record(3_000, "a"), record(1_000, "b"), record(4_000, "c")]);
    let list = look(&repository, &["history"]);
    let of = |words: &str| list.out.find(words).unwrap_or_else(|| panic!("{words}: {}", list.out));
    assert!(of("1970-01-01T01:06:40Z") < of("1970-01-01T00:16:40Z*"), "{}", list.out);
    assert!(of("1970-01-01T00:16:40Z*") < of("1970-01-01T00:50:00Z"), "{}", list.out);
    assert!(list.out.contains("the clock was wrong"), "{}", list.out);
}

#[test]
fn d11_a_clock_that_said_2262_is_marked_and_spoils_no_since() {
    let repository = small();
    let wrong = record(9_214_646_400, "a");
    recorded(&repository, &[record(1_000_000_000, "b"), wrong, record(1_100_000_000, "c")]);
    let list = look(&repository, &["history"]);
    assert!(list.says("2262-01-01T00:00:00Z*") && list.says("the clock was wrong"), "{}", list.out);
    let recent = look(&repository, &["history", "--since", "2003-01-01", "--format", "json"]);
    assert_eq!(recent.document().as_array().expect("runs").len(), 1, "{}", recent.out);
    let run = look(&repository, &["history", "prune", "--keep-days", "30"]);
    assert!(run.says("1 stay"), "{}", run.out);
}

#[test]
fn a12_an_edited_export_is_refused_and_a_changed_file_is_found() {
    let repository = small();
    recorded(&repository, &[record(1_000, "a"), record(2_000, "b")]);
    let export = look(&repository, &["history", "export"]).out;
    let other = small();
    for (from, to) in [("\"value\":2000.0", "\"value\":1000.0"), ("\"n\":1", "\"n\":100")] {
        let place = export.rfind(from).expect(from);
        let edited = format!("{}{to}{}", &export[..place], &export[place + from.len()..]);
        other.write("edited.json", &edited);
        let run = look(&other, &["history", "import", "edited.json"]);
        assert_eq!(run.code, Some(64), "{}{}", run.out, run.err);
        let uid = record(2_000, "b").uid();
        assert!(run.says(&uid[..12]) && run.says("import b, wall"), "{}", run.err);
    }
    other.write("whole.json", &export);
    assert_eq!(look(&other, &["history", "import", "whole.json"]).code, Some(0));
    expect_whole(&other, 2);
    let connection = Connection::open(database(&other)).expect("a database");
    connection.execute_batch("UPDATE measure SET value = 1.0 WHERE run = 2").expect("changed");
    let run = look(&other, &["history", "check"]);
    assert_eq!(run.code, Some(1), "{}", run.out);
    assert!(run.says("run 2: ") && run.says("not those that were recorded"), "{}", run.out);
}

#[test]
fn prune_shows_first_and_does_it_when_reported() {
    let repository = small();
    recorded(&repository, &[record(1_000, "a"), record(2_000, "b"), record(3_000, "c")]);
    let before = fs::read(database(&repository)).expect("a database");
    let run = look(&repository, &["history", "prune", "--keep-last", "1"]);
    assert!(run.says("2 runs would go, 1 stay") && run.says("add --yes to do it"), "{}", run.out);
    assert!(fs::read(database(&repository)).expect("a database") == before);
    let run = look(&repository, &["history", "prune", "--keep-last", "1", "--yes"]);
    assert!(run.says("2 runs went, 1 stay"), "{}", run.out);
    expect_whole(&repository, 1);
    let list = look(&repository, &["history", "--probe", "c", "--format", "json"]);
    assert_eq!(list.document()[0]["id"], 3);
}

#[test]
fn hostile_names_are_kept_and_shown_without_harm() {
    let repository = small();
    let names = ["'; DROP TABLE run; --", "a\0b", "\u{1b}[31mred", "\"quoted\"", &"x".repeat(1 << 20)];
    let records: Vec<_> = (1i64..).zip(names).map(|(second, name)| record(second, name)).collect();
    recorded(&repository, &records);
    for name in &names[..1] {
        let list = look(&repository, &["history", "--probe", name, "--format", "json"]);
        assert_eq!(list.document().as_array().map(Vec::len), Some(1), "{}", list.err);
    }
    for number in ["1", "2", "3", "4", "5"] {
        let show = look(&repository, &["history", "show", number]);
        assert_eq!(show.code, Some(0), "{}", show.err);
        assert!(!show.out.contains(['\u{1b}', '\0']), "{number}");
    }
    expect_whole(&repository, names.len());
}

#[test]
fn the_help_teaches() {
    for (arguments, words) in [
        (&["history", "--help"][..], "vitals history prune --keep-days 90 --keep-every week"),
        (&["history", "prune", "--help"], "--samples-older-than 180 --yes"),
        (&["report", "--help"], "vitals report latest"),
        (&["check", "--help"], "--no-history"),
    ] {
        let run = Run::of(vitals().args(arguments));
        assert!(run.code == Some(0) && run.says(words), "{arguments:?}: {}", run.out);
    }
}
