//! The built program, and what a run of it gave.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use vitalsign::report::Report;

use super::next;

pub use super::interpreters::{
    INTERPRETERS, Interpreter, a_python, at_once, interpreters_of_row, three_interpreters,
};

/// Variables that would choose another interpreter, or make the test a CI job.
const FOREIGN: [&str; 9] = [
    "VIRTUAL_ENV",
    "RUST_BACKTRACE",
    "GITHUB_STEP_SUMMARY",
    "GITHUB_WORKSPACE",
    "GITHUB_ACTIONS",
    "GITHUB_EVENT_NAME",
    "GITHUB_TOKEN",
    "GITLAB_CI",
    "BITBUCKET_BUILD_NUMBER",
];

/// The program, without variables that would choose another interpreter.
pub fn vitals() -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("vitals"));
    for variable in FOREIGN {
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

    /// Runs it, and what its output proposes to run next.
    pub fn of(command: &mut Command) -> Self {
        let run: Self = command.output().expect("the built program starts").into();
        next::follow(command, &run.out);
        run
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
