//! Golden paths over real sockets: the shop's server, its faults, and servers that are none.

mod config;
mod raw;
mod server;
mod shop;

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::program::{Run, vitals};

/// `vitals websocket` on one check with these keys, in a folder of its own.
fn command(folder: &Path, keys: &str) -> Command {
    let text = format!("[[check]]\nname = \"golden path\"\nkind = \"websocket\"\n{keys}\n");
    std::fs::write(folder.join("vitals.toml"), text).expect("written");
    let mut command = vitals();
    command.current_dir(folder).args(["websocket", "--format", "json"]);
    command
}

/// Runs one check with these keys.
fn spoken(keys: &str) -> Spoken {
    let folder = tempfile::tempdir().expect("a folder");
    Spoken::of(&Run::of(&mut command(folder.path(), keys)))
}

/// What came of one check.
struct Spoken {
    code: Option<i32>,
    report: Value,
}

impl Spoken {
    fn of(run: &Run) -> Self {
        // Secrets and tokens are for the conversation alone.
        assert!(!run.out.contains("vitals-secret-"), "{}", run.out);
        Self { code: run.code, report: run.document()["checks"][0].clone() }
    }

    fn status(&self) -> &str {
        self.report["verdict"]["status"].as_str().expect("a status")
    }

    fn says(&self, words: &str) -> bool {
        self.report["verdict"].to_string().contains(words)
    }

    fn users(&self) -> &[Value] {
        self.report["outcome"]["users"].as_array().expect("users")
    }

    /// The kind of the first user's most relevant failure.
    fn kind(&self) -> &str {
        self.users()[0]["failures"][0]["kind"].as_str().unwrap_or("none")
    }

    #[track_caller]
    fn expect(&self, status: &str, kind: &str, words: &str) {
        let code = match status {
            "pass" => 0,
            "fail" | "error" => 1,
            _ => 2,
        };
        assert_eq!((self.code, self.status()), (Some(code), status), "{:#}", self.report);
        assert!(kind.is_empty() || self.kind() == kind, "{kind}: {:#}", self.report);
        assert!(self.says(words), "{words}: {:#}", self.report);
    }
}
