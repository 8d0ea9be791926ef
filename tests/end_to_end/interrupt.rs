//! Ctrl-C and worse: nothing is left running, and what was measured is kept.

use std::fs;
use std::process::{Child, Stdio};

use rustix::process::Signal;

use crate::processes::{marked, signal, until};
use crate::program::{Run, a_python, services, vitals};
use crate::repository::Repository;

fn hanging(mark: &str) -> Child {
    let child = vitals()
        .current_dir(services())
        .args(["probe", "import", "hangs", "--timeout", "10m", "--format", "json", "--env", mark, "--python"])
        .arg(a_python())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the built program starts");
    until("a worker is there", || !marked(mark).is_empty());
    child
}

#[test]
fn ctrl_c_ends_every_child_and_reports_what_was_measured() {
    for (number, which) in [Signal::INT, Signal::TERM].into_iter().enumerate() {
        let mark = format!("VITALS_TEST_MARK=interrupt-{}-{number}", std::process::id());
        let child = hanging(&mark);
        signal(&child, which);
        let run = Run::from(child.wait_with_output().expect("it ends"));
        assert_eq!(run.code, Some(130), "{}", run.err);
        assert_eq!(run.document()["interrupted"], true);
        assert_eq!(marked(&mark), [0; 0], "no worker outlives the run");
    }
}

#[test]
fn workers_die_with_a_tool_that_is_killed() {
    let mark = format!("VITALS_TEST_MARK=killed-{}", std::process::id());
    let child = hanging(&mark);
    signal(&child, Signal::KILL);
    child.wait_with_output().expect("it ends");
    until("the worker is gone", || marked(&mark).is_empty());
}

/// Killed at each stage: its folder goes with the guardian, its workers too, and nothing is half-written.
#[test]
fn a_killed_comparison_or_capture_leaves_nothing() {
    let repository = Repository::of_the_shop();
    let before = repository.state();
    let commands = [&["compare", "main~1", "."][..], &["baseline", "capture", "before"]];
    for (number, command) in commands.into_iter().enumerate() {
        for stage in ["vitals-run-", "bytecode-", "worker"] {
            let mark = format!("VITALS_TEST_MARK=killed-{}-{number}-{stage}", std::process::id());
            let (name, value) = mark.split_once('=').expect("an assignment");
            let mut killed = repository.vitals(command);
            let child = killed.env(name, value).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
            let mut child = child.expect("the built program starts");
            until("the stage is reached", || match stage {
                // The tool, its guardian, and a worker.
                "worker" => marked(&mark).len() >= 3,
                folder => written(repository.temporary()).iter().any(|path| path.contains(folder)),
            });
            signal(&child, Signal::KILL);
            child.wait().expect("it ends");
            until("all of it is gone", || marked(&mark).is_empty() && repository.leftovers().is_empty());
            assert!(repository.state() == before, "{command:?} at {stage}");
        }
    }
}

/// Paths below a folder; those that vanish meanwhile are no matter.
fn written(folder: &std::path::Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    entries
        .flat_map(|entry| {
            let path = entry.path();
            let inner = if path.is_dir() { written(&path) } else { Vec::new() };
            inner.into_iter().chain([path.display().to_string()])
        })
        .collect()
}
