//! A small service with a history: a good commit that the ledger knows, and a later one that broke it.

use std::process::Command;

use serde_json::Value;

use crate::program::{Run, a_python};
use crate::repository::Repository;

/// Checks that read a file: quick, and red where the file says so.
pub const STATE: &str = "[target]\nroot = \".\"\n[[check]]\nname = \"golden path\"\nkind = \"command\"\ncritical = true\n\
    command = [\"grep\", \"good\", \"state.txt\"]\nevidence = { pattern = \"good\" }\n";

/// A check of isolation beside it, by another file.
pub const APART: &str = "[[check]]\nname = \"users apart\"\nkind = \"command\"\nclass = \"security\"\n\
    tags = [\"isolation\"]\ncommand = [\"grep\", \"apart\", \"users.txt\"]\nevidence = { pattern = \"apart\" }\n";

pub struct Place {
    pub repository: Repository,
}

impl Place {
    /// A good commit, which a run of `vitals health` has seen green.
    pub fn good(configuration: &str) -> Self {
        let repository = Repository::empty();
        for (name, value) in [
            ("user.name", "A"),
            ("user.email", "a@example.org"),
            ("commit.gpgSign", "false"),
            ("gc.auto", "0"),
        ] {
            repository.git(&["config", name, value]);
        }
        repository.write("vitals.toml", configuration);
        repository.write(".gitignore", ".vitals/\nreports/\n__pycache__/\n*.local\n");
        repository.write("state.txt", "good\n");
        repository.write("users.txt", "apart\n");
        let place = Self { repository };
        place.commit("Good");
        place
    }

    /// Commits all of it, and has it looked at.
    pub fn commit(&self, message: &str) {
        self.repository.commit(message);
        let health = self.run(&["health", "--no-report"]);
        assert_eq!(health.code, Some(0), "{}{}", health.out, health.err);
    }

    /// The same with this file changed by a later commit, and a commit of something else after it.
    pub fn with_bad(self, file: &str, text: &str) -> Self {
        self.repository.write("notes.md", "One.\n");
        self.repository.commit("Notes");
        self.repository.write(file, text);
        self.repository.commit("Improve it");
        self.repository.write("notes.md", "Two.\n");
        self.repository.commit("More notes");
        self
    }

    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = self.repository.plain(words);
        if words[0] == "health" || words[0] == "respond" {
            command.arg("--python").arg(a_python());
        }
        command
    }

    pub fn run(&self, words: &[&str]) -> Run {
        Run::from(self.command(words).output().expect("the program"))
    }

    /// A response that ends so.
    #[track_caller]
    pub fn respond(&self, words: &[&str], code: i32) -> Run {
        let run = self.run(&[&["respond"], words].concat());
        assert_eq!(run.code, Some(code), "{}{}", run.out, run.err);
        assert_eq!(self.repository.leftovers(), [""; 0], "nothing is left behind");
        run
    }

    /// The records of the responses, in order: each by its name and what it holds.
    pub fn records(&self) -> Vec<(String, Value)> {
        let shown = self.run(&["incident", "show", "--json"]);
        let shown: Value = serde_json::from_str(&shown.out).unwrap_or_else(|_| panic!("{}", shown.err));
        let entries = shown["entries"].as_array().expect("entries").clone();
        let records =
            entries.into_iter().filter_map(|entry| entry["event"]["responded"].as_object().cloned());
        records
            .map(|record| {
                let (name, value) = record.into_iter().next().expect("a record");
                (name, value)
            })
            .collect()
    }

    /// Each step that ended, with what it came to.
    pub fn steps(&self) -> Vec<(String, String)> {
        let word = |value: &Value| value.as_str().expect("a word").to_owned();
        let ended = self.records().into_iter().filter(|(name, _)| name == "ended");
        ended.map(|(_, step)| (word(&step["step"]), word(&step["outcome"]))).collect()
    }

    /// The files of HEAD.
    pub fn tree(&self, revision: &str) -> String {
        self.repository.answer(&["rev-parse", &format!("{revision}^{{tree}}")])
    }
}

/// Steps in short: `see done`.
pub fn short(steps: &[(String, String)]) -> Vec<String> {
    steps.iter().map(|(step, outcome)| format!("{step} {outcome}")).collect()
}
