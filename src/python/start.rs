//! What an interpreter runs as it starts, where it hangs or crashes in that: a line of a `.pth` file, or `sitecustomize`.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde::Deserialize;

use crate::process::{self, Interrupt, Timeout};
use crate::quantity::Nanos;
use crate::untrusted::redact;

const SCRIPT: &str = include_str!("start.py");
/// The start of each line that says what is run.
const MARK: &str = "<vitals start>";
/// A step that is not over within this time is the one that hangs.
const LONGEST: Nanos = Nanos::from_millis(5_000);
/// The longest part of a line that is shown.
const SHOWN: usize = 120;

/// What was run, and did not end, or ended the process.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StartStep {
    /// A line of a `.pth` file that begins with `import`.
    Pth {
        /// The file.
        file: PathBuf,
        /// The line, from 1.
        line: Option<u32>,
        /// What stands there.
        text: String,
    },
    /// `sitecustomize` or `usercustomize`.
    Module {
        /// Its name.
        name: String,
        /// Where it stood, as Python's fault handler says it.
        #[serde(skip)]
        site: Option<(PathBuf, u32)>,
    },
}

impl fmt::Display for StartStep {
    /// `/srv/.venv/…/bad.pth:3 (import time; time.sleep(60))`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pth { file, line: Some(line), text } => {
                write!(formatter, "{}:{line} (`{text}`)", file.display())
            }
            Self::Pth { file, line: None, text } => write!(formatter, "{} (`{text}`)", file.display()),
            Self::Module { name, site: Some((file, line)) } => {
                write!(formatter, "{name}, {}:{line}", file.display())
            }
            Self::Module { name, site: None } => formatter.write_str(name),
        }
    }
}

/// Starts the interpreter once more, without what it runs as it starts, and then runs that step by step. None where no
/// step is at fault, or it is not known.
pub fn step_at_fault(
    program: &Path,
    root: &Path,
    timeout: Nanos,
    interrupt: &Interrupt,
) -> Option<StartStep> {
    let longest = timeout.min(LONGEST).to_duration();
    let mut command = Command::new(program);
    command.args(["-E", "-s", "-S", "-X", "faulthandler", "-c", SCRIPT]).current_dir(root);
    command.arg(longest.mul_f64(0.8).as_secs_f64().to_string()).env("PYTHONDONTWRITEBYTECODE", "1");
    let ended = process::run(command, None, Timeout::of(longest.max(SHORTEST)), interrupt).ok()?;
    let step = last_step(&ended.stdout.text())?;
    Some(with_place(step, &ended.stderr.plain_text()))
}

/// A start alone takes some of it.
const SHORTEST: Duration = Duration::from_millis(500);

/// The step that began and was not over.
fn last_step(output: &str) -> Option<StartStep> {
    let last = output.lines().filter_map(|line| line.strip_prefix(MARK)).next_back()?;
    match serde_json::from_str::<Option<StartStep>>(last).ok()?? {
        StartStep::Pth { file, line, text } => {
            Some(StartStep::Pth { file, line, text: redact(&text).chars().take(SHOWN).collect() })
        }
        module @ StartStep::Module { .. } => Some(module),
    }
}

/// With the innermost line of the module's own file, where the fault handler printed one.
fn with_place(step: StartStep, errors: &str) -> StartStep {
    let StartStep::Module { name, .. } = step else { return step };
    let own = format!("{name}.py");
    let frames = errors.lines().filter_map(|line| {
        let (file, rest) = line.trim().strip_prefix("File \"")?.split_once("\", line ")?;
        Some((PathBuf::from(file), rest.split_once(" in ")?.0.parse().ok()?))
    });
    let site = frames.into_iter().find(|(file, _): &(PathBuf, u32)| file.ends_with(&own));
    StartStep::Module { name, site }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c14_the_step_that_is_not_over_is_the_one() {
        let begun = |text: &str| {
            format!("\n{MARK}{{\"pth\": {{\"file\": \"/e/a.pth\", \"line\": 2, \"text\": \"{text}\"}}}}\n")
        };
        let over = format!("\n{MARK}null\n");
        let step =
            last_step(&format!("{}{over}{}noise", begun("import a"), begun("import b"))).expect("a step");
        assert_eq!(step.to_string(), "/e/a.pth:2 (`import b`)");
        assert_eq!(last_step(&format!("{}{over}", begun("import a"))), None);
        assert_eq!(last_step("Python 3.11.7\n"), None);
    }

    #[test]
    fn c14_a_module_has_the_line_that_the_fault_handler_printed() {
        let step =
            last_step(&format!("{MARK}{{\"module\": {{\"name\": \"sitecustomize\"}}}}\n")).expect("a step");
        let errors = "  File \"/usr/lib/python3.11/socket.py\", line 1 in f\n  File \"/e/sitecustomize.py\", line 4 in <module>\n";
        assert_eq!(with_place(step.clone(), errors).to_string(), "sitecustomize, /e/sitecustomize.py:4");
        assert_eq!(with_place(step, "").to_string(), "sitecustomize");
    }
}
