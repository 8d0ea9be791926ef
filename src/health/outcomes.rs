//! What a pytest run had come to when it was ended from outside, as the plugin `vitals_outcomes.py` wrote it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

use super::python_path::python_path;
use super::raised::{Element, first_line};
use crate::process::Scratch;
use crate::quantity::{Monotonic, Nanos};
use crate::untrusted::redact;
use crate::verdict::{Counts, Location, TestFailure};
use crate::worker::{Environment, main_thread, relevant};

/// The plugin's name, and that of its file.
const PLUGIN: &str = "vitals_outcomes";
/// So long before the end the plugin writes where the run stands.
const BEFORE_THE_END: Nanos = Nanos::from_millis(300);

/// A folder that the plugin lies in and writes to.
#[derive(Debug)]
pub struct Outcomes {
    folder: PathBuf,
}

/// What was known of a run's tests at a moment.
#[derive(Debug, Default)]
pub struct SoFar {
    /// Tests by outcome.
    pub counts: Counts,
    /// Those that did not pass.
    pub failures: Vec<TestFailure>,
    /// The tests that were running: several where workers run them.
    pub running: Vec<String>,
    /// The line at which the run stood, of the project where one of its lines is on the stack.
    pub at: Option<Location>,
}

impl Outcomes {
    /// Prepares the folder.
    ///
    /// # Errors
    /// Where the scratch folder is full.
    pub fn prepare(scratch: &Scratch) -> io::Result<Self> {
        let folder = scratch.folder("pytest")?;
        fs::write(folder.join(format!("{PLUGIN}.py")), include_str!("vitals_outcomes.py"))?;
        Ok(Self { folder })
    }

    /// Lets a pytest load the plugin that will be ended at a moment.
    pub fn load_in(&self, command: &mut Command, environment: &Environment, ends: Monotonic) {
        let until = Nanos((ends - BEFORE_THE_END).0);
        command
            .args(["-p", PLUGIN])
            .env("PYTHONPATH", python_path(&self.folder, environment))
            .env("VITALS_PYTEST_OUTCOMES", &self.folder)
            .env("VITALS_PYTEST_UNTIL", until.as_secs_f64().to_string());
    }

    /// Whether a Python that reads no PYTHONPATH did not find the plugin.
    pub fn was_not_found(errors: &str) -> bool {
        errors.contains(&format!("Error importing plugin \"{PLUGIN}\""))
    }

    /// What was written until now.
    pub fn so_far(&self, root: &Path) -> SoFar {
        let text = |name| fs::read(self.folder.join(name)).unwrap_or_default();
        let mut so_far = SoFar::default();
        for line in String::from_utf8_lossy(&text("outcomes")).lines() {
            // The last line may be half a line.
            if let Ok(record) = serde_json::from_str(line) {
                so_far.take(record);
            }
        }
        so_far.at = stood_at(&String::from_utf8_lossy(&text("stacks")), root);
        so_far
    }
}

/// One line of the plugin's.
#[derive(Debug, Deserialize)]
struct Record {
    test: String,
    outcome: Kind,
    #[serde(default)]
    message: String,
    #[serde(default)]
    text: String,
}

#[derive(Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Started,
    Passed,
    Failed,
    Error,
    Skipped,
    Ended,
}

impl SoFar {
    fn take(&mut self, record: Record) {
        let count = match record.outcome {
            Kind::Started => return self.running.push(redact(&name(&record.test))),
            Kind::Ended => {
                let ended = redact(&name(&record.test));
                return self.running.retain(|running| *running != ended);
            }
            Kind::Passed => &mut self.counts.passed,
            Kind::Failed => &mut self.counts.failed,
            Kind::Error => &mut self.counts.errors,
            Kind::Skipped => &mut self.counts.skipped,
        };
        *count += 1;
        if matches!(record.outcome, Kind::Failed | Kind::Error) {
            self.failures.push(failure(&record));
        }
    }
}

fn failure(record: &Record) -> TestFailure {
    let [message, text] = [&record.message, &record.text].map(|part| Some(part.as_str()));
    let element = Element { type_name: None, message, text };
    TestFailure {
        test: redact(&name(&record.test)),
        in_error: record.outcome == Kind::Error,
        exception: element.exception(),
        message: message.map(first_line).filter(|line| !line.is_empty()).map(redact),
        location: element.location(),
    }
}

/// As a JUnit file of pytest's names a test: `shop/test_a.py::TestB::test_c[x]` is `shop.test_a.TestB.test_c[x]`.
fn name(node: &str) -> String {
    let (address, parameters) = node.split_at(node.find('[').unwrap_or(node.len()));
    let (file, names) = address.split_once("::").unwrap_or((address, ""));
    let module = file.strip_suffix(".py").unwrap_or(file).replace('/', ".");
    let names = names.split("::").filter(|name| !name.is_empty());
    let dotted: Vec<&str> = [module.as_str()].into_iter().chain(names).collect();
    format!("{}{parameters}", dotted.join("."))
}

/// The innermost line of the project on the main thread's stack, else the innermost outside the standard library.
fn stood_at(stacks: &str, root: &Path) -> Option<Location> {
    let frames = main_thread(stacks);
    let is_own = |file: &str| {
        Path::new(file)
            .strip_prefix(root)
            .is_ok_and(|inside| inside.iter().all(|part| part != "site-packages"))
    };
    let own = frames.iter().find(|site| is_own(&site.file)).cloned();
    let site = own.or_else(|| relevant(frames))?;
    let file = Path::new(&site.file).strip_prefix(root).map(|file| file.display().to_string());
    Some(Location { file: file.unwrap_or(site.file), line: site.line })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn so_far(lines: &[&str]) -> SoFar {
        let mut so_far = SoFar::default();
        lines
            .iter()
            .filter_map(|line| serde_json::from_str(line).ok())
            .for_each(|record| so_far.take(record));
        so_far
    }

    #[test]
    fn what_ran_is_counted_and_what_runs_is_named() {
        let seen = so_far(&[
            r#"{"test": "a/test_b.py", "outcome": "error", "message": "", "text": "E   ImportError: no x"}"#,
            r#"{"test": "t.py::test_good", "outcome": "started"}"#,
            r#"{"test": "t.py::test_good", "outcome": "passed"}"#,
            r#"{"test": "t.py::test_good", "outcome": "ended"}"#,
            r#"{"test": "t.py::T::test_bad[a::b/c]", "outcome": "started"}"#,
            r#"{"test": "t.py::T::test_bad[a::b/c]", "outcome": "failed", "message": "ValueError: no", "text": "E   ValueError: no\n\nt.py:7: ValueError"}"#,
            r#"{"test": "t.py::T::test_bad[a::b/c]", "outcome": "ended"}"#,
            r#"{"test": "t.py::test_hangs", "outcome": "started"}"#,
            r#"{"test": "t.py::test_ha"#,
        ]);
        assert_eq!(seen.counts, Counts { passed: 1, failed: 1, errors: 1, skipped: 0 });
        assert_eq!(seen.running, ["t.test_hangs"]);
        let failures: Vec<_> =
            seen.failures.iter().map(|failure| (failure.test.as_str(), failure.in_error)).collect();
        assert_eq!(failures, [("a.test_b", true), ("t.T.test_bad[a::b/c]", false)]);
        assert_eq!(seen.failures[1].location, Some(Location { file: "t.py".into(), line: 7 }));
    }

    #[test]
    fn it_stood_at_a_line_of_the_project_where_one_is_on_the_stack() {
        let stacks = "Thread 0x2 (most recent call first):\n  File \"/srv/other.py\", line 9 in run\n\n\
                      Thread 0x1 (most recent call first):\n  File \"/usr/lib/python3.11/socket.py\", line 5 in recv\n  \
                      File \"/srv/.venv/lib/python3.11/site-packages/redis/client.py\", line 8 in get\n  \
                      File \"/srv/shop/cart.py\", line 12 in total\n  File \"/srv/test_cart.py\", line 3 in test_total\n";
        let at = |root: &str| stood_at(stacks, Path::new(root)).map(|at| (at.file, at.line));
        assert_eq!(at("/srv"), Some(("shop/cart.py".into(), 12)));
        assert_eq!(at("/elsewhere").map(|at| at.1), Some(8));
        assert_eq!(stood_at("", Path::new("/srv")), None);
    }
}
