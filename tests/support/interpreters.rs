//! The interpreters of this machine.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use super::needs;

/// A Python of this machine.
#[derive(Debug)]
pub struct Interpreter {
    /// `3.11` and the like; `system` for `/usr/bin/python3`.
    pub name: &'static str,
    pub path: PathBuf,
}

const VERSIONS: [&str; 5] = ["3.9", "3.10", "3.11", "3.12", "3.13"];

/// Every interpreter that can be measured here, oldest first; `/usr/bin/python3` last.
///
/// Those that are absent are printed once, and are a failure in CI. None at all fails the suite: then nothing was tested.
pub static INTERPRETERS: LazyLock<Vec<Interpreter>> = LazyLock::new(|| {
    let mut found = Vec::new();
    let mut absent = Vec::new();
    for name in VERSIONS {
        match of_version(name) {
            Some(path) => found.push(Interpreter { name, path }),
            None => absent.push(name),
        }
    }
    let system = PathBuf::from("/usr/bin/python3");
    if answers(&system) {
        found.push(Interpreter { name: "system", path: system });
    } else {
        absent.push("/usr/bin/python3");
    }
    if !absent.is_empty() {
        let missing = format!("Python {} is not on this machine", absent.join(", "));
        needs::missing("a part of each test that runs every interpreter", &missing);
    }
    assert!(!found.is_empty(), "no Python to test on: install python3");
    found
});

/// The oldest, the newest, and the system's own.
pub fn three_interpreters() -> Vec<&'static Interpreter> {
    let all = &*INTERPRETERS;
    let mut chosen: Vec<&Interpreter> =
        [all.first(), all.iter().rev().find(|p| p.name != "system"), all.last()]
            .into_iter()
            .flatten()
            .collect();
    chosen.dedup_by_key(|python| &python.path);
    chosen
}

/// Those that the row with this number of a table is tried with: the oldest, the newest, and one of the others in turn, so that each of
/// them has its part of the table. All of them where `VITALS_EVERY_INTERPRETER` is set: that takes twice as long.
pub fn interpreters_of_row(number: usize) -> Vec<&'static Interpreter> {
    let all: Vec<&Interpreter> = INTERPRETERS.iter().collect();
    if std::env::var_os("VITALS_EVERY_INTERPRETER").is_some() {
        return all;
    }
    let newest = all.iter().rposition(|python| python.name != "system").unwrap_or(0);
    let others: Vec<usize> = (1..all.len()).filter(|index| *index != newest).collect();
    let mut chosen = vec![0, newest];
    chosen.extend(others.get(number % others.len().max(1)));
    chosen.dedup();
    chosen.into_iter().map(|index| all[index]).collect()
}

/// Does this with each of them at once: of what a test waits for, it then waits once. What was found, in order.
pub fn at_once<T: Send>(
    pythons: &[&'static Interpreter],
    test: impl Fn(&'static Interpreter) -> Vec<T> + Sync,
) -> Vec<T> {
    std::thread::scope(|scope| {
        let test = &test;
        let running: Vec<_> = pythons.iter().map(|python| scope.spawn(move || test(python))).collect();
        // What went wrong in one goes on here.
        let found =
            running.into_iter().map(|one| one.join().unwrap_or_else(|why| std::panic::resume_unwind(why)));
        found.flatten().collect()
    })
}

/// Any interpreter, for tests that are about something else.
pub fn a_python() -> &'static Path {
    &INTERPRETERS[INTERPRETERS.len() / 2].path
}

fn of_version(version: &str) -> Option<PathBuf> {
    let home = std::env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
    let root = std::env::var_os("PYENV_ROOT").map_or_else(|| home.join(".pyenv"), PathBuf::from);
    let managed = std::fs::read_dir(root.join("versions")).into_iter().flatten().filter_map(Result::ok);
    let prefix = format!("{version}.");
    let mut candidates: Vec<PathBuf> = managed
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(&prefix))
        .map(|entry| entry.path().join("bin/python"))
        .collect();
    candidates
        .extend(["/usr/bin", "/usr/local/bin"].map(|folder| format!("{folder}/python{version}").into()));
    candidates.into_iter().find(|path| answers(path))
}

fn answers(path: &Path) -> bool {
    let asked = Command::new(path).args(["-c", "import sys; sys.exit(sys.version_info < (3, 9))"]).output();
    asked.is_ok_and(|output| output.status.success())
}
