//! A remote follows, or stays as it is: it is asked, never overwritten.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use super::service::Service;
use crate::program::Run;

/// A service that was rolled back and not pushed, and its bare remote.
pub fn with_remote() -> (Service, TempDir) {
    let service = Service::broken();
    let remote = tempfile::tempdir().expect("a folder");
    service.repository.git(&[
        "init",
        "--quiet",
        "--bare",
        "--initial-branch=main",
        &remote.path().display().to_string(),
    ]);
    service.repository.git(&["remote", "add", "origin", &remote.path().display().to_string()]);
    service.repository.git(&["push", "--quiet", "--set-upstream", "origin", "main"]);
    (service, remote)
}

pub fn at(remote: &Path, name: &str) -> String {
    let done =
        Command::new("git").args(["rev-parse", "--verify", "--quiet", name]).current_dir(remote).output();
    String::from_utf8_lossy(&done.expect("git runs").stdout).trim().to_owned()
}

pub fn backups(remote: &Path) -> String {
    let arguments = ["for-each-ref", "--format=%(objectname)", "refs/heads/vitals-backup"];
    let done = Command::new("git").args(arguments).current_dir(remote).output();
    String::from_utf8_lossy(&done.expect("git runs").stdout).trim().to_owned()
}

fn apply_and_publish(service: &Service) -> Run {
    let mut command = service.apply_command(&service.plan("HEAD~1"));
    Run::from(command.arg("--publish").output().expect("it runs"))
}

fn script(place: &Path, text: &str) {
    fs::write(place, format!("#!/bin/sh\n{text}\n")).expect("written");
    fs::set_permissions(place, fs::Permissions::from_mode(0o755)).expect("set");
}

#[test]
fn the_branch_is_pushed_after_a_backup_and_again_is_nothing() {
    let (service, remote) = with_remote();
    let old = service.head();
    let run = apply_and_publish(&service);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert_eq!(at(remote.path(), "main"), service.head());
    assert_eq!(backups(remote.path()), old);
    let again = service.rollback(&["publish"]);
    assert!(again.code == Some(0) && again.says("already"), "{}{}", again.out, again.err);
}

#[test]
fn a_remote_that_has_moved_on_is_not_overwritten() {
    let (service, remote) = with_remote();
    let other = tempfile::tempdir().expect("a folder");
    let place = other.path().join("clone");
    service.repository.git(&[
        "clone",
        "--quiet",
        &remote.path().display().to_string(),
        &place.display().to_string(),
    ]);
    let done = Command::new("sh")
        .args([
            "-c",
            "git -c user.name=B -c user.email=b@example.org commit -q --allow-empty -m More && git push -q",
        ])
        .current_dir(&place)
        .status();
    assert!(done.expect("git runs").success());
    let theirs = at(remote.path(), "main");
    // Even after a fetch in the background, which a bare lease would be fooled by.
    service.repository.git(&["fetch", "--quiet"]);
    let run = apply_and_publish(&service);
    assert_eq!(run.code, Some(6), "{}{}", run.out, run.err);
    assert!(run.says("nothing was overwritten") && run.says("vitals rollback undo"), "{}", run.err);
    assert_eq!((at(remote.path(), "main"), backups(remote.path())), (theirs, String::new()));
    assert_eq!(service.tree("HEAD"), service.tree("HEAD~2"), "the rollback stays here");
}

/// It moves between the question and the push.
#[test]
fn a_remote_that_moves_during_the_push_is_not_overwritten() {
    let (service, remote) = with_remote();
    let old = service.head();
    let tree = service.tree("HEAD");
    // The backup has arrived; then somebody pushes.
    let text = format!(
        "git -C {0} update-ref refs/heads/main $(git -C {0} -c user.name=B -c user.email=b@example.org commit-tree {tree} -p {old} -m Theirs) {old} || true",
        remote.path().display()
    );
    script(&remote.path().join("hooks/post-receive"), &text);
    let run = apply_and_publish(&service);
    assert_eq!(run.code, Some(6), "{}{}", run.out, run.err);
    let subject =
        Command::new("git").args(["log", "-1", "--format=%s", "main"]).current_dir(remote.path()).output();
    assert_eq!(String::from_utf8_lossy(&subject.expect("git runs").stdout).trim(), "Theirs");
}

#[test]
fn a_protected_branch_and_a_hook_that_refuses_leave_both_consistent() {
    let (service, remote) = with_remote();
    let old = service.head();
    script(
        &remote.path().join("hooks/update"),
        "test \"$1\" != refs/heads/main || { echo protected >&2; exit 1; }",
    );
    let run = apply_and_publish(&service);
    assert_eq!(run.code, Some(6), "{}{}", run.out, run.err);
    assert!(run.says("was refused"), "{}", run.err);
    assert_eq!(at(remote.path(), "main"), old);
    assert_eq!(service.rollback(&["status"]).code, Some(0), "no journal is open");
    fs::remove_file(remote.path().join("hooks/update")).expect("there");
    service.hook("pre-push", "exit 1");
    let run = service.rollback(&["publish"]);
    assert_eq!(run.code, Some(6), "{}{}", run.out, run.err);
    assert_eq!(at(remote.path(), "main"), old);
    fs::remove_file(service.path().join(".git/hooks/pre-push")).expect("there");
    assert_eq!(service.rollback(&["publish"]).code, Some(0));
    assert_eq!(at(remote.path(), "main"), service.head());
}

/// The push arrives, and the answer does not.
#[test]
fn a_push_of_unknown_outcome_is_asked_of_the_remote() {
    let (service, remote) = with_remote();
    let wrapper = service.repository.temporary().join("receive");
    script(&wrapper, "git receive-pack \"$@\" >/dev/null & wait; kill -9 $$");
    // It takes everything and ends without an answer.
    script(&wrapper, "git receive-pack \"$@\"; kill -9 $$");
    service.repository.git(&["config", "remote.origin.receivepack", &wrapper.display().to_string()]);
    let run = apply_and_publish(&service);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert_eq!(at(remote.path(), "main"), service.head());
}

/// It cannot even be asked afterwards: open, until `recover` has asked.
#[test]
fn a_remote_that_is_gone_after_the_push_leaves_a_journal_open_until_it_is_asked() {
    let (service, remote) = with_remote();
    let away = remote.path().with_extension("away");
    let text = format!(
        "read old new name; test $name != refs/heads/main || mv {} {}",
        remote.path().display(),
        away.display()
    );
    script(&remote.path().join("hooks/post-receive"), &text);
    let run = apply_and_publish(&service);
    assert_eq!(run.code, Some(9), "{}{}", run.out, run.err);
    assert_eq!(service.rollback(&["status"]).code, Some(9));
    let silent = service.recover();
    assert!(silent.code == Some(6) && silent.says("does not answer"), "{}{}", silent.out, silent.err);
    fs::rename(&away, remote.path()).expect("back");
    fs::remove_file(remote.path().join("hooks/post-receive")).expect("there");
    let run = service.recover();
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert!(run.says("the remote has it"), "{}", run.out);
    assert_eq!(at(remote.path(), "main"), service.head());
}

#[test]
fn no_remote_and_no_branch_are_said() {
    let service = Service::broken();
    let run = service.rollback(&["publish"]);
    assert!(run.code == Some(6) && run.says("there is no such remote"), "{}{}", run.out, run.err);
    let (service, _remote) = with_remote();
    service.repository.git(&["checkout", "--quiet", "--detach"]);
    let run = service.rollback(&["publish"]);
    assert!(run.code == Some(6) && run.says("detached"), "{}{}", run.out, run.err);
}
