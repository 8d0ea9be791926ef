//! The program and the interpreters of this machine.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use serde_json::Value;
use vitalsign::report::Report;

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
/// Those that are absent are said once. None at all fails the suite: then nothing was tested.
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
        // Not through `eprintln!`, which a passing test's capture would swallow.
        let _ = writeln!(std::io::stderr(), "skipped, not on this machine: Python {}", absent.join(", "));
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

/// The program, without variables that would choose another interpreter.
pub fn vitals() -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("vitals"));
    for variable in ["VIRTUAL_ENV", "RUST_BACKTRACE", "GITHUB_STEP_SUMMARY", "GITHUB_WORKSPACE"] {
        command.env_remove(variable);
    }
    command.env("NO_COLOR", "1");
    command
}

/// `tests/services`.
pub fn services() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/services")
}

/// What a run gave.
pub struct Run {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            // Long messages are wrapped for people.
            err: String::from_utf8_lossy(&output.stderr).replace("\n  │ ", " "),
        }
    }
}

/// The places of a document where nothing is.
fn nothing(value: &Value, place: &str) -> Vec<String> {
    match value {
        Value::Null => vec![place.to_owned()],
        Value::Array(list) => list
            .iter()
            .enumerate()
            .flat_map(|(index, inner)| nothing(inner, &format!("{place}/{index}")))
            .collect(),
        Value::Object(map) => {
            map.iter().flat_map(|(key, inner)| nothing(inner, &format!("{place}/{key}"))).collect()
        }
        _ => Vec::new(),
    }
}

/// Without any space: messages are wrapped for people, in the middle of a path too.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '│').collect()
}

impl Run {
    /// Whether it says this, however it is wrapped.
    pub fn says(&self, words: &str) -> bool {
        squeezed(&format!("{}{}", self.out, self.err)).contains(&squeezed(words))
    }

    pub fn of(command: &mut Command) -> Self {
        command.output().expect("the built program starts").into()
    }

    /// The document that `--format json` prints.
    /// It is one that reads back as it was written.
    pub fn document(&self) -> Value {
        let read = serde_json::from_str(&self.out);
        let value: Value = read.unwrap_or_else(|error| panic!("{error}: {}\n{}", self.out, self.err));
        let is_report =
            value["schema"].as_str().is_some_and(|schema| !schema.starts_with("vitals-baseline/"));
        if is_report {
            let report: Report = serde_json::from_value(value.clone())
                .unwrap_or_else(|error| panic!("{error}; nothing is at: {}", nothing(&value, "").join(" ")));
            assert_eq!(serde_json::to_value(report).expect("JSON"), value);
        }
        value
    }
}
