//! A machine without a free processor: what is slow there alone is not called slow.

use std::fs;
use std::process::{Child, Command, Stdio};

use crate::alone;
use crate::program::{Run, a_python};
use crate::support::needs::needs;

/// Work of a tenth of a second, however long that takes.
const WORKS: &str =
    "import time\nend = time.thread_time() + 0.1\nwhile time.thread_time() < end:\n    pass\n";
/// The processor that all share, and how many take it beside the target.
const PROCESSOR: &str = "0";
const SPINNERS: usize = 4;

/// Whether a program can be kept on one processor.
fn taskset() -> Result<(), String> {
    let status = Command::new("taskset").args(["-c", PROCESSOR, "true"]).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("taskset ended with {status}")),
        Err(error) => Err(format!("taskset: {error}")),
    }
}

/// A program on that processor alone.
fn pinned() -> Command {
    let mut command = Command::new("taskset");
    command.args(["-c", PROCESSOR]);
    command
}

/// Ends with the test.
struct Spinner(Child);

impl Spinner {
    fn start() -> Self {
        let mut command = pinned();
        command.arg(a_python()).args(["-c", "while True: pass"]).stdin(Stdio::null());
        Self(command.spawn().expect("it starts"))
    }
}

impl Drop for Spinner {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_limit_that_only_a_busy_machine_breaks_is_undecided_and_says_why() {
    let _alone = alone();
    needs!(taskset());
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("works.py"), WORKS).expect("written");
    let _spinners: Vec<Spinner> = (0..SPINNERS).map(|_| Spinner::start()).collect();
    let limited = |limit: &str| {
        let program = env!("CARGO_BIN_EXE_vitals");
        let arguments = ["probe", "import", "works", "--quiet", "--limit", limit, "--python"];
        Run::of(pinned().current_dir(folder.path()).arg(program).args(arguments).arg(a_python()))
    };
    let run = limited("200ms");
    assert_eq!(run.code, Some(2), "{}{}", run.out, run.err);
    assert!(
        run.out.contains("over the limit of 200 ms, but the machine is too busy for this to be certain"),
        "{}",
        run.out
    );
    assert!(run.out.contains("active time (CPU + blocked): "), "{}", run.out);
    // What is slow without the wait is slow.
    let slow = limited("20ms");
    assert_eq!(slow.code, Some(1), "100 ms of work are over 20 ms anywhere: {}{}", slow.out, slow.err);
}
