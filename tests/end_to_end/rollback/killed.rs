//! Killed while its checks run in their place: what is left behind goes, and what was moved is looked at again.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};

use super::service::Service;
use crate::processes::{signal, until};

/// A service whose check waits where the branch has moved.
struct Checked {
    service: Service,
    own: PathBuf,
    /// The account's whole temporary folder, for the run alone.
    temporary: PathBuf,
}

impl Checked {
    fn new() -> Self {
        let service = Service::with_work();
        let [own, temporary] = ["own", "runs"].map(|name| service.repository.temporary().join(name));
        fs::create_dir(&own).expect("made");
        fs::create_dir(&temporary).expect("made");
        let fifo = own.join("fifo");
        assert!(Command::new("mkfifo").arg(&fifo).status().expect("mkfifo runs").success());
        let waits = format!("touch {0}/started; cat {0}/fifo; cat state.txt", own.display());
        let text = fs::read_to_string(service.path().join("vitals.toml")).expect("text");
        service.repository.write("vitals.toml", text.replace("cat state.txt", &waits));
        Self { service, own, temporary }
    }

    fn begun(&self) -> Child {
        let mut command = self.service.apply_command(&self.service.plan("HEAD~1"));
        command.env("TMPDIR", &self.temporary).stdout(Stdio::null()).stderr(Stdio::null());
        let child = command.spawn().expect("it starts");
        until("the check runs in its place", || self.own.join("started").exists());
        child
    }

    fn left(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(&self.temporary).expect("a folder");
        entries.map(|entry| entry.expect("an entry").path()).collect()
    }

    /// The check does not wait any more.
    fn recovered(&self) {
        fs::remove_file(self.own.join("fifo")).expect("there");
        fs::write(self.own.join("fifo"), "").expect("written");
        let mut command = self.service.repository.vitals(&["rollback", "recover"]);
        let done = command.env("TMPDIR", &self.temporary).output().expect("it runs");
        let said = String::from_utf8_lossy(&done.stdout).into_owned();
        assert_eq!(done.status.code(), Some(0), "{said}{}", String::from_utf8_lossy(&done.stderr));
        assert!(said.contains("rolled back and verified"), "{said}");
    }

    /// Nothing but journals, and refs to what was uncommitted.
    fn expect_nothing_left(&self) {
        assert_eq!(self.left(), [] as [PathBuf; 0], "temporary folders");
        let git = self.service.path().join(".git");
        assert_eq!(names(&git.join("vitals")), ["rollback", "rollback.lock"], "no file of its own");
        assert_eq!(fs::read_to_string(git.join("vitals/rollback.lock")).expect("text"), "", "it is free");
        let journals = names(&git.join("vitals/rollback"));
        assert!(journals.iter().all(|name| name.ends_with(".journal")), "{journals:?}");
        let locks = names(&git).into_iter().filter(|name| name.ends_with(".lock"));
        assert_eq!(locks.collect::<Vec<_>>(), [""; 0]);
        let refs = ["for-each-ref", "--format=%(refname)", "refs/vitals"];
        let refs = self.service.repository.answer(&refs);
        assert!(refs.lines().all(|name| name.starts_with("refs/vitals/snap/")), "{refs}");
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let name = |entry: std::io::Result<fs::DirEntry>| entry.expect("an entry").file_name();
    let mut names: Vec<_> = entries.map(name).map(|name| name.to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// The processes that this one has started.
fn children(parent: u32) -> Vec<i32> {
    let entries = fs::read_dir("/proc").expect("a folder").filter_map(Result::ok);
    let numbers = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    let is_child = |number: &i32| {
        let stat = fs::read_to_string(format!("/proc/{number}/stat")).unwrap_or_default();
        let after = stat.rsplit_once(')').map(|(_, after)| after.to_owned()).unwrap_or_default();
        after.split_whitespace().nth(1) == Some(&parent.to_string())
    };
    numbers.filter(is_child).collect()
}

#[test]
fn what_a_killed_apply_leaves_behind_goes_and_its_checks_run_again() {
    let checked = Checked::new();
    let mut child = checked.begun();
    assert!(!checked.left().is_empty(), "it has a temporary folder");
    signal(&child, Signal::KILL);
    child.wait().expect("it ends");
    until("the guardian has removed it", || checked.left().is_empty());
    assert_eq!(checked.service.rollback(&["status"]).code, Some(9));
    checked.recovered();
    checked.expect_nothing_left();
    assert_eq!(checked.service.tree("HEAD"), checked.service.tree("HEAD~2"));
}

#[test]
fn where_the_guardian_was_killed_too_the_next_run_removes_what_is_left() {
    let checked = Checked::new();
    let mut child = checked.begun();
    let started = children(child.id());
    assert!(!started.is_empty(), "a guardian, and a check");
    // The guardian first: it ends what it watches when the tool has gone.
    for number in started {
        let pid = Pid::from_raw(number).expect("a process");
        // One of them may end with the other.
        let _ = kill_process(pid, Signal::KILL);
    }
    signal(&child, Signal::KILL);
    child.wait().expect("it ends");
    let left = checked.left();
    assert!(!left.is_empty(), "nobody was there to remove it");
    // One that is younger than a minute may be a run's that has just begun.
    for folder in &left {
        let touched = Command::new("touch").args(["-d", "2 minutes ago"]).arg(folder).status();
        assert!(touched.expect("touch runs").success());
    }
    checked.recovered();
    checked.expect_nothing_left();
}
