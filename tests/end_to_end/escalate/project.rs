//! A repository with four levels, a person and a receiver for each, and an incident that is open.

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use crate::program::{Run, vitals};
use crate::repository::Repository;

pub struct Project {
    pub repository: Repository,
}

/// A receiver that writes one line for each notice.
pub const FILE: &str = "kind = \"file\"\npath = \"PAGER.jsonl\"\n";

impl Project {
    /// With this receiver for each level; PAGER is its name.
    pub fn new(receiver: &str) -> Self {
        let project = Self { repository: Repository::empty() };
        project.configure(receiver, "");
        project.repository.commit("First");
        project
    }

    pub fn configure(&self, receiver: &str, more: &str) {
        let mut text = "[escalation]\nprofile = \"four-levels\"\nisolation = [\"users\"]\n\
                        [[check]]\nname = \"users\"\nkind = \"syntax\"\ncritical = true\n"
            .to_owned();
        for level in 1..=4 {
            let receiver = receiver.replace("PAGER", &format!("pager{level}"));
            text += &format!(
                "[[notify]]\nname = \"pager{level}\"\nwhen = []\n{receiver}\n\
                 [[contact]]\nkind = \"person\"\nname = \"Person {level}\"\nlevel = \"L{level}\"\n\
                 reach = [\"pager{level}\"]\nphone = \"+49 30 5550 {level}\"\nchecked = 2026-11-30\n"
            );
        }
        self.repository.write("vitals.toml", text + more);
        self.repository.write(".gitignore", "*.jsonl\n.vitals/\n");
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = vitals();
        command.current_dir(self.repository.path()).args(arguments);
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Run {
        Run::from(self.command(arguments).output().expect("it runs"))
    }

    /// Expects success.
    pub fn ok(&self, arguments: &[&str]) -> String {
        let run = self.run(arguments);
        assert_eq!(run.code, Some(0), "{arguments:?}: {}{}", run.out, run.err);
        run.out
    }

    pub fn open(&self) {
        self.ok(&["incident", "open", "checkout-down"]);
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.repository.path().join(name)
    }

    /// What the receiver of a level got.
    pub fn got(&self, level: u32) -> Vec<Value> {
        let text = std::fs::read_to_string(self.path(&format!("pager{level}.jsonl"))).unwrap_or_default();
        text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
    }

    /// State and summary of each.
    pub fn heard(&self, level: u32) -> Vec<(String, String)> {
        let word = |value: &Value| value.as_str().expect("text").to_owned();
        self.got(level).iter().map(|notice| (word(&notice["state"]), word(&notice["summary"]))).collect()
    }
}
