//! Ended in the middle: git goes on to its end, and what is left is before or after.

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use rustix::process::Signal;

use super::service::Service;
use super::state::assert_same;
use crate::processes::{signal, until};
use crate::program::Run;

/// A service of which one file is written by a filter that waits: git stands in the middle of its files then.
struct Waiting {
    service: Service,
    started: PathBuf,
    fifo: PathBuf,
}

impl Waiting {
    fn new() -> Self {
        let service = Service::broken();
        let [started, fifo] = ["started", "fifo"].map(|name| service.repository.temporary().join(name));
        assert!(Command::new("mkfifo").arg(&fifo).status().expect("mkfifo runs").success());
        let script = format!(
            "sh -c 'echo \"$1\" >>{started}; cat {fifo} >/dev/null; cat' - %f",
            started = started.display(),
            fifo = fifo.display()
        );
        service.repository.git(&["config", "filter.slow.smudge", &script]);
        service.repository.git(&["config", "filter.slow.clean", "cat"]);
        fs::write(service.path().join(".git/info/attributes"), "gone.txt filter=slow\n").expect("written");
        Self { service, started, fifo }
    }

    /// A rollback whose git waits in the middle of its files.
    fn begun(&self) -> Child {
        let plan = self.service.plan("HEAD~1");
        let mut command = self.service.apply_command(&plan);
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        until("git is in the middle of its files", || self.started.exists());
        child
    }

    /// Git goes on.
    fn released(&self) {
        let mut fifo = fs::OpenOptions::new().write(true).open(&self.fifo).expect("a reader is there");
        fifo.write_all(b"on\n").expect("written");
    }

    fn git_runs(&self) -> bool {
        let entries = fs::read_dir("/proc").expect("a folder").filter_map(Result::ok);
        let top = self.service.path().canonicalize().expect("there");
        entries.into_iter().any(|entry| {
            let name = fs::read_to_string(entry.path().join("comm")).unwrap_or_default();
            name.trim() == "git" && fs::read_link(entry.path().join("cwd")).is_ok_and(|here| here == top)
        })
    }
}

#[test]
fn git_ends_its_work_when_the_tool_is_killed_in_the_middle_of_a_merge() {
    let waiting = Waiting::new();
    let service = &waiting.service;
    let mut child = waiting.begun();
    signal(&child, Signal::KILL);
    child.wait().expect("it ends");
    assert!(waiting.git_runs(), "git is not ended with the tool");
    let status = service.rollback(&["status"]);
    assert!(status.code == Some(9) && status.says("OPEN"), "{}{}", status.out, status.err);
    let early = service.recover();
    assert!(early.code == Some(9) && early.says("git is at work"), "{}{}", early.out, early.err);
    let blocked = service.apply(&service.plan("HEAD~1"));
    assert!(blocked.code == Some(9) && blocked.says("vitals rollback recover"), "{}", blocked.err);
    waiting.released();
    until("git has ended", || !waiting.git_runs());
    service.repository.git(&["config", "filter.slow.smudge", "cat"]);
    let run = service.recover();
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert_eq!(service.tree("HEAD"), service.tree("HEAD~2"));
    assert_eq!(service.repository.answer(&["status", "--porcelain"]), "");
    assert_eq!(service.rollback(&["status"]).code, Some(0));
}

/// Git itself is killed too: the tree is torn.
#[test]
fn a_tree_that_a_killed_git_has_torn_is_made_whole() {
    let waiting = Waiting::new();
    let service = &waiting.service;
    let before = service.state();
    let mut child = waiting.begun();
    signal(&child, Signal::KILL);
    child.wait().expect("it ends");
    let entries = fs::read_dir("/proc").expect("a folder").filter_map(Result::ok);
    for entry in entries {
        let name = fs::read_to_string(entry.path().join("comm")).unwrap_or_default();
        let here = fs::read_link(entry.path().join("cwd")).unwrap_or_default();
        let own = service.path().canonicalize().expect("there");
        if name.trim() == "git" && here == own {
            let number: i32 = entry.file_name().to_string_lossy().parse().expect("a number");
            let pid = rustix::process::Pid::from_raw(number).expect("a process");
            rustix::process::kill_process(pid, Signal::KILL).expect("it runs");
        }
    }
    until("git is gone", || !waiting.git_runs());
    // The filter, which waits still, ends.
    waiting.released();
    assert!(service.path().join(".git/index.lock").exists(), "it has left its lock");
    service.repository.git(&["config", "filter.slow.smudge", "cat"]);
    // Somebody writes into a file meanwhile: it is kept in a ref.
    fs::remove_file(service.path().join(".git/index.lock")).expect("as git's own words advise");
    service.repository.write("state.txt", "staged since\n");
    service.repository.git(&["add", "state.txt"]);
    service.repository.write("empty.txt", "written since\n");
    let run = service.recover();
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert_same(&service.state(), &before, "before");
    let kept = service.repository.answer(&["for-each-ref", "--format=%(refname)", "refs/vitals/torn"]);
    assert_eq!(service.repository.answer(&["show", &format!("{kept}:empty.txt")]), "written since");
    assert_eq!(service.repository.answer(&["show", &format!("{kept}^2:state.txt")]), "staged since");
    assert!(service.recover().says("nothing stands open"));
}

#[test]
fn ctrl_c_waits_for_git_and_acts_between_steps() {
    let waiting = Waiting::new();
    let service = &waiting.service;
    let before = service.state();
    let child = waiting.begun();
    signal(&child, Signal::INT);
    waiting.released();
    let run = Run::from(child.wait_with_output().expect("it ends"));
    // The checks of an interrupted run answer nothing: undone, and no journal is open.
    service.repository.git(&["config", "filter.slow.smudge", "cat"]);
    assert_eq!(run.code, Some(4), "{}{}", run.out, run.err);
    assert_same(&service.state(), &before, "undone");
    assert_eq!(service.rollback(&["status"]).code, Some(0));
}

/// By a hook of the user's, after files and index are written.
#[test]
fn a_ref_that_a_hook_does_not_let_move_leaves_before() {
    let service = Service::with_work();
    let before = service.state();
    service.hook("reference-transaction", "test \"$1\" != prepared || ! grep -q refs/heads/main");
    let run = service.apply(&service.plan("HEAD~1"));
    assert_eq!(run.code, Some(3), "{}{}", run.out, run.err);
    assert_same(&service.state(), &before, "refused by a hook");
    assert_eq!(service.rollback(&["status"]).code, Some(0), "no journal is open");
}

#[test]
fn hooks_of_a_commit_do_not_run_and_one_after_the_merge_may_fail_and_write() {
    let service = Service::broken();
    for name in ["pre-commit", "commit-msg", "pre-merge-commit", "prepare-commit-msg", "post-commit"] {
        service.hook(name, "echo ran >> hooked.ignored; exit 1");
    }
    service.hook("post-merge", "echo merged >> merged.ignored; exit 1");
    let run = service.apply(&service.plan("HEAD~1"));
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert!(!service.path().join("hooked.ignored").exists());
    assert!(service.path().join("merged.ignored").exists());
}

#[test]
fn a_head_that_somebody_has_moved_since_is_not_guessed_at() {
    let waiting = Waiting::new();
    let service = &waiting.service;
    let mut child = waiting.begun();
    signal(&child, Signal::KILL);
    child.wait().expect("it ends");
    waiting.released();
    until("git has ended", || !waiting.git_runs());
    service.repository.git(&["config", "filter.slow.smudge", "cat"]);
    service.repository.write("state.txt", "new work\n");
    service.repository.commit("New work");
    let before = service.state();
    let run = service.recover();
    assert!(run.code == Some(3) && run.says("neither what it was"), "{}{}", run.out, run.err);
    assert_same(&service.state(), &before, "left alone");
}

/// Its identity is the user's, or none is made: nothing is changed then.
#[test]
fn a_user_without_a_name_is_refused_by_git_and_nothing_changes() {
    let service = Service::with_work();
    let before = service.state();
    for name in ["user.name", "user.email"] {
        service.repository.git(&["config", "--unset", name]);
    }
    let mut command = service.apply_command(&service.plan("HEAD~1"));
    command
        .env("HOME", service.repository.temporary())
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .env("GIT_CONFIG_COUNT", "1")
        .env("GIT_CONFIG_KEY_0", "user.useConfigOnly")
        .env("GIT_CONFIG_VALUE_0", "true");
    let run = Run::from(command.output().expect("it runs"));
    assert_eq!(run.code, Some(3), "{}{}", run.out, run.err);
    assert_same(&service.state(), &before, "nothing is changed");
    assert_eq!(service.rollback(&["status"]).code, Some(0));
}

/// Git that signs waits; Ctrl-C comes before anything was moved.
#[test]
fn ctrl_c_before_the_move_leaves_before_and_no_open_journal() {
    use std::os::unix::fs::PermissionsExt;
    let service = Service::with_work();
    let before = service.state();
    let [started, fifo, program] =
        ["started", "fifo", "sign"].map(|name| service.repository.temporary().join(name));
    assert!(Command::new("mkfifo").arg(&fifo).status().expect("mkfifo runs").success());
    let text = format!(
        "#!/bin/sh\ncat >/dev/null\n: >{}\ncat {} >/dev/null\necho '[GNUPG:] SIG_CREATED ' >&2\necho '-----BEGIN PGP SIGNATURE-----'\n",
        started.display(),
        fifo.display()
    );
    fs::write(&program, text).expect("written");
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("set");
    service.repository.git(&["config", "commit.gpgSign", "true"]);
    service.repository.git(&["config", "gpg.program", &program.display().to_string()]);
    let mut command = service.apply_command(&service.plan("HEAD~1"));
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    until("it signs", || started.exists());
    signal(&child, Signal::INT);
    let mut fifo = fs::OpenOptions::new().write(true).open(&fifo).expect("a reader is there");
    fifo.write_all(b"on\n").expect("written");
    drop(fifo);
    let run = Run::from(child.wait_with_output().expect("it ends"));
    assert_eq!(run.code, Some(130), "{}{}", run.out, run.err);
    assert!(run.says("nothing was changed"), "{}", run.err);
    assert_same(&service.state(), &before, "before");
    assert_eq!(service.rollback(&["status"]).code, Some(0));
}
