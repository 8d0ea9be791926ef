//! A folder in which experiments run.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::program::{Run, vitals};

/// A folder with a file that an experiment changes.
pub struct Laboratory {
    folder: TempDir,
}

impl Laboratory {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("state"), "good\n").expect("written");
        Self { folder }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn has(&self, name: &str) -> bool {
        self.path(name).exists()
    }

    pub fn command(&self, experiment: &Value, more: &[&str]) -> Command {
        fs::write(self.path("experiment.json"), experiment.to_string()).expect("written");
        let mut command = vitals();
        command.current_dir(self.folder.path()).args(["chaos", "run", "experiment.json"]).args(more);
        command
    }

    /// Runs it; gives what it printed, and its journal where it wrote one.
    pub fn run(&self, experiment: &Value, more: &[&str]) -> (Run, Option<Value>) {
        let _ = fs::remove_file(self.path("journal.json"));
        let run = Run::from(self.command(experiment, more).output().expect("it runs"));
        (run, self.journal())
    }

    pub fn journal(&self) -> Option<Value> {
        let text = fs::read_to_string(self.path("journal.json")).ok()?;
        Some(serde_json::from_str(&text).expect("JSON"))
    }
}

/// A program as an activity.
pub fn process(kind: &str, name: &str, words: &[&str]) -> Value {
    json!({
        "type": kind,
        "name": name,
        "provider": {"type": "process", "path": words[0], "arguments": words[1..]},
    })
}

/// A line of a shell: an argument, of a list.
pub fn shell(name: &str, line: &str) -> Value {
    process("action", name, &["sh", "-c", line])
}

/// The same activity with a tolerance.
pub fn tolerating(mut activity: Value, tolerance: Value) -> Value {
    activity["tolerance"] = tolerance;
    activity
}

/// That the file is good, before and after this method.
pub fn experiment(method: Vec<Value>) -> Value {
    let reads = process("probe", "the state", &["cat", "state"]);
    let good = json!({"type": "regex", "pattern": "^good", "target": "stdout"});
    json!({
        "version": "1.0.0",
        "title": "The state stays good",
        "description": "Whatever is done to it",
        "tags": ["test"],
        "steady-state-hypothesis": {
            "title": "It is good",
            "probes": [tolerating(reads.clone(), json!(0)), tolerating(reads, good)],
        },
        "method": method,
        "rollbacks": [shell("repair", "echo good > state; touch rolled-back")],
    })
}
