//! What changed, where the repository or the history cannot say it: triage goes on, and says why not.

use std::fs;
use std::path::Path;
use std::process::Command;

use jiff::Timestamp;
use rusqlite::Connection;
use vitalsign::git::Commit;
use vitalsign::store::history::{History, RunRecord, Variant};

use crate::program::{Run, a_python, vitals};
use crate::repository::Repository;
use crate::support::environment;
use crate::support::needs::needs;

/// A check that a name lacks which the module had, and the files for it.
const SETTINGS: &str =
    "[[check]]\nname = \"door\"\nkind = \"command\"\ncommand = [\"python\", \"door.py\"]\n";
const DOOR: &str = "import os\nfrom shop import create\n";
const WHOLE: &str = "def create():\n    pass\n";
const BROKEN: &str = "def make():\n    pass\n";

/// Two commits; the second removes the name.
fn broken() -> Repository {
    let repository = Repository::empty();
    for (name, text) in
        [("vitals.toml", SETTINGS), ("door.py", DOOR), ("shop.py", WHOLE), (".gitignore", ".vitals/\n")]
    {
        repository.write(name, text);
    }
    repository.write("large.bin", "not Python\n");
    repository.commit_on(1, "A door");
    repository.write("shop.py", BROKEN);
    repository.commit_on(2, "Take create out");
    repository
}

/// Records a run that passed then, on a clean checkout of this commit.
fn passed_at(repository: &Repository, hash: &str, started: &str) {
    let folder = repository.path().join(".vitals");
    fs::create_dir_all(&folder).expect("made");
    let commit = Some(Commit { hash: hash.to_owned(), subject: String::new() });
    let run = RunRecord {
        started: started.parse::<Timestamp>().expect("a time"),
        kind: "health".into(),
        status: "pass".into(),
        variant: Variant { commit, dirty: Some(false), ..Variant::default() },
        fingerprint: None,
        document: "{}".into(),
        measures: Vec::new(),
    };
    let history = History::open(&folder.join("history.db"));
    history.and_then(|mut history| history.record(&run)).expect("recorded");
}

const REMOVED: &str = " ago: \"Take create out\"";

/// In this folder; whatever is not known, the door's failure is found.
#[track_caller]
fn triage(folder: &Path, arguments: &[&str]) -> Run {
    failed(vitals().current_dir(folder).args(["triage", "--quiet"]).args(arguments))
}

#[track_caller]
fn failed(command: &mut Command) -> Run {
    let run = Run::of(command.arg("--python").arg(a_python()));
    assert_eq!(run.code, Some(3), "{}{}", run.out, run.err);
    assert!(run.says("import cascade") && run.says("door is fail"), "{}{}", run.out, run.err);
    run
}

#[test]
fn without_a_repository_a_commit_or_git_a_line_says_so() {
    let plain = tempfile::tempdir().expect("a folder");
    for (name, text) in [("vitals.toml", SETTINGS), ("door.py", DOOR), ("shop.py", BROKEN)] {
        fs::write(plain.path().join(name), text).expect("written");
    }
    let run = triage(plain.path(), &[]);
    assert!(run.says("what changed is not known: the target is in no git repository"), "{}", run.out);
    let new = Repository::empty();
    for (name, text) in [("vitals.toml", SETTINGS), ("door.py", DOOR), ("shop.py", BROKEN)] {
        new.write(name, text);
    }
    let run = triage(new.path(), &[]);
    assert!(run.says("what changed is not known: the repository has no commit yet"), "{}", run.out);
    let nothing = tempfile::tempdir().expect("a folder");
    let run = failed(vitals().current_dir(broken().path()).arg("triage").env("PATH", nothing.path()));
    assert!(run.says("what changed is not known: git is not installed"), "{}", run.out);
}

#[test]
fn in_a_shallow_repository_a_line_is_as_old_as_its_history_at_least() {
    let whole = broken();
    let folder = tempfile::tempdir().expect("a folder");
    let address = format!("file://{}", whole.path().display());
    let clone = folder.path().join("clone");
    whole.git(&["clone", "--quiet", "--depth", "1", &address, &clone.display().to_string()]);
    let run = triage(&clone, &[]);
    assert!(run.says("door.py:2, from ") && run.says("or before: the repository is shallow"), "{}", run.out);
}

#[test]
fn of_lines_that_are_in_no_commit_it_is_said() {
    let repository = broken();
    repository.write("door.py", format!("{DOOR}\n"));
    repository.write("door.py", DOOR.replace("import os\n", "import os\nimport sys\n"));
    let moved = triage(repository.path(), &[]);
    assert!(moved.says("door.py:3, from ") && moved.says("A door"), "moved, but the same: {}", moved.out);
    repository.write("door.py", DOOR.replace("create", "create as made"));
    let changed = triage(repository.path(), &[]);
    assert!(changed.says("door.py:2 is not committed yet") && changed.says(REMOVED), "{}", changed.out);
    repository.write("vitals.toml", SETTINGS.replace("door.py", "window.py"));
    repository.write("window.py", DOOR);
    let new = triage(repository.path(), &[]);
    assert!(new.says("window.py:2: git does not track this file") && new.says(REMOVED), "{}", new.out);
}

/// As in a partial clone whose remote cannot be reached.
#[test]
fn missing_blobs_that_are_no_python_of_the_target_do_not_matter_and_others_are_said() {
    let repository = broken();
    let lose = |name: &str| {
        let hash = repository.answer(&["rev-parse", name]);
        let object = repository.path().join(".git/objects").join(&hash[..2]).join(&hash[2..]);
        fs::remove_file(object).expect("it was there");
    };
    lose("HEAD:large.bin");
    let run = triage(repository.path(), &[]);
    assert!(run.says(REMOVED) && run.says("door.py:2, from ") && !run.says("is not known"), "{}", run.out);
    lose("HEAD~1:shop.py");
    let run = triage(repository.path(), &[]);
    assert!(run.says("door.py:2, from ") && run.says("what changed is not known: `git "), "{}", run.out);
}

/// Pytest then has no test and no report, and ends as if it had been called wrongly.
#[test]
fn what_a_conftest_lacks_is_looked_up_too() {
    let python = needs!(environment::with_pytest());
    let repository = broken();
    repository.write(
        "vitals.toml",
        SETTINGS.replace(
            "kind = \"command\"\ncommand = [\"python\", \"door.py\"]",
            "kind = \"pytest\"\npaths = [\"tests\"]",
        ),
    );
    repository.write("tests/conftest.py", "from shop import create\n");
    repository.write("tests/test_door.py", "def test_door():\n    pass\n");
    repository.commit_on(3, "Tests");
    let mut command = repository.plain(&["triage", "--quiet"]);
    let run = Run::of(command.env("PYTHONPATH", repository.path()).arg("--python").arg(python));
    assert_eq!(run.code, Some(3), "{}{}", run.out, run.err);
    assert!(
        run.says("import cascade") && run.says("tests/conftest.py (tests/conftest.py:1): ImportError"),
        "{}",
        run.out
    );
    assert!(run.says("shop:create was removed by ") && run.says(REMOVED), "{}", run.out);
}

#[test]
fn with_a_budget_of_a_second_it_ends_with_what_it_has() {
    let repository = broken();
    let mut command = repository.plain(&["triage", "--quiet", "--budget", "1s", "--format", "json"]);
    let run = Run::of(command.arg("--python").arg(a_python()));
    // On a busy machine the interpreter may take the second.
    let known = [Some(3), Some(4), Some(64)];
    assert!(known.contains(&run.code) && !run.err.contains("panicked"), "{}{}", run.out, run.err);
}

#[test]
fn a_history_that_is_locked_foreign_or_newer_is_said_and_holds_nothing_up() {
    let repository = broken();
    let health = repository.run(&["health", "--no-report"]);
    assert_eq!(health.code, Some(3), "{}{}", health.out, health.err);
    let path = repository.path().join(".vitals/history.db");
    let open = || Connection::open(&path).expect("the history");
    let locked = open();
    locked.execute_batch("BEGIN EXCLUSIVE").expect("a lock");
    let run = triage(repository.path(), &[]);
    assert!(
        run.says("what changed is not known: ") && run.says("is locked by another process"),
        "{}",
        run.out
    );
    drop(locked);
    open().pragma_update(None, "user_version", 99).expect("set");
    let run = triage(repository.path(), &[]);
    assert!(run.says("was made by a newer vitals") && run.says(REMOVED), "{}", run.out);
    open().pragma_update(None, "application_id", 7).expect("set");
    let run = triage(repository.path(), &[]);
    assert!(run.says("is no history of vitals: it is another program's database"), "{}", run.out);
    fs::write(&path, "no database, but quite a long text, longer than a header\n".repeat(40))
        .expect("written");
    let run = triage(repository.path(), &[]);
    assert!(run.says("is no history of vitals") && run.says(REMOVED), "{}", run.out);
}

#[test]
fn a_run_of_the_future_and_one_of_another_repository_are_read_as_they_are() {
    let repository = broken();
    passed_at(&repository, &repository.answer(&["rev-parse", "HEAD~1"]), "2262-01-01T00:00:00Z");
    let run = triage(repository.path(), &[]);
    assert!(run.says("1 commit since run 1 (health, 2262-01-01 00:00 UTC) passed at"), "{}", run.out);
    passed_at(&repository, &"0123456789".repeat(4), "2262-01-02T00:00:00Z");
    let run = triage(repository.path(), &[]);
    assert!(run.says("passed at 0123456789, which is not in this repository"), "{}", run.out);
}

/// The comparison begins by itself where a commit is known at which all was well; where that is not whole, it is said.
#[test]
fn what_is_too_slow_is_compared_with_the_commit_at_which_all_was_well() {
    let repository = Repository::empty();
    repository.write(".gitignore", ".vitals/\n");
    repository.write("vitals.toml", "[[probe.import]]\nmodule = \"shop\"\nlimit = \"100ms\"\n");
    repository.write("shop.py", "import cart\n");
    repository.write("cart.py", "import time\n");
    repository.write("large.bin", "not Python\n");
    repository.commit_on(1, "Fast");
    repository.append("cart.py", "time.sleep(0.2)\n");
    repository.commit_on(2, "Slow");
    passed_at(&repository, &repository.answer(&["rev-parse", "HEAD~1"]), "2026-01-01T00:00:00Z");
    let good = repository.answer(&["rev-parse", "--short=10", "HEAD~1"]);
    let triage = || {
        let run = repository.run(&["triage"]);
        let next = format!("next: vitals compare {good} .");
        assert!(run.code == Some(3) && run.says(&next) && run.says("cart.py:2, from "), "{}", run.out);
        run
    };
    let compared = triage();
    assert!(compared.says(&format!("compared with {good}: active time")), "{}", compared.out);
    assert!(
        compared.says("cart is newly blocked") && compared.says("asleep at cart.py:2"),
        "{}",
        compared.out
    );
    let hash = repository.answer(&["rev-parse", "HEAD:large.bin"]);
    fs::remove_file(repository.path().join(".git/objects").join(&hash[..2]).join(&hash[2..]))
        .expect("it was");
    let damaged = triage();
    assert!(damaged.says(&format!("{good} cannot be compared with: `git ")), "{}", damaged.out);
}
