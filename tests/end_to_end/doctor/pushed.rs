//! The remote: whether it answers, and whether it takes a push, which leaves nothing.

use std::fs;
use std::net::TcpListener;
use std::process::{Child, Stdio};

use rustix::process::Signal;

use super::patient::{Patient, name};
use crate::processes::{signal, until};
use crate::program::Run;

#[test]
fn a_remote_that_is_missing_or_does_not_answer_is_found() {
    let patient = Patient::ready();
    let found = patient.found(&["--remote", "backup"]);
    assert_eq!(found.expect("no_such_remote", "error")["fix"], "git remote add backup URL");
    patient.repository.git(&["remote", "set-url", "origin", "/no/such/place"]);
    patient.found(&[]).expect("silent_remote", "error");
    // Connections are taken by the kernel, and nobody ever answers on them.
    let silent = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("git://{}/x", silent.local_addr().expect("an address"));
    patient.repository.git(&["remote", "set-url", "origin", &url]);
    let found = patient.found(&["--timeout", "200ms"]);
    let said = found.expect("silent_remote", "error");
    assert!(said["sentence"].as_str().is_some_and(|said| said.contains("no answer within")), "{said}");
    patient.repository.git(&["remote", "set-url", "origin", &name(patient.remote())]);
    patient.repository.git(&["push", "--quiet", "origin", "main:other"]);
    patient.repository.git(&["--git-dir", &name(patient.remote()), "branch", "--quiet", "-D", "main"]);
    let found = patient.found(&[]);
    assert_eq!(found.expect("no_such_branch", "warning")["fix"], "git push --set-upstream origin main");
    patient.repository.git(&["remote", "remove", "origin"]);
    patient.found(&[]).expect("no_remote", "warning");
}

#[test]
fn a_push_is_tried_only_where_it_is_asked_for_and_leaves_nothing() {
    let patient = Patient::ready();
    let seen = patient.repository.temporary().join("../pushed");
    let seen = name(&seen) + &format!("-{}", std::process::id());
    patient.hook_of_the_remote("pre-receive", &format!("#!/bin/sh\ncat >> {seen}\n"));
    assert_eq!(patient.found(&[]).code, Some(0));
    assert!(!fs::exists(&seen).expect("asked"), "nothing is pushed without the option");
    let found = patient.found(&["--push-test"]);
    assert_eq!((found.code, found.looked("push")), (Some(0), &"sound".into()), "{}", found.document);
    let pushed = fs::read_to_string(&seen).expect("the hook ran");
    fs::remove_file(&seen).expect("there");
    assert_eq!(pushed.lines().count(), 2, "made and deleted: {pushed}");
    assert!(pushed.lines().all(|line| line.contains(" refs/vitals/doctor/")), "{pushed}");
    assert_eq!(patient.refs_of_the_remote(), [""; 0]);
    assert_eq!(fs::read_dir(patient.git_file("vitals/doctor")).expect("a folder").count(), 0);
}

#[test]
fn a_remote_that_refuses_is_found_with_its_words() {
    let patient = Patient::ready();
    patient.hook_of_the_remote("pre-receive", "#!/bin/sh\necho 'only the release team pushes' >&2\nexit 1\n");
    assert_eq!(patient.found(&[]).code, Some(0), "it is not known without a push");
    let found = patient.found(&["--push-test"]);
    let refused = found.expect("push_refused", "error");
    assert!(refused["sentence"].as_str().is_some_and(|said| said.contains("refused a push")), "{refused}");
    assert_eq!(patient.refs_of_the_remote(), [""; 0]);
    assert_eq!(fs::read_dir(patient.git_file("vitals/doctor")).expect("a folder").count(), 0);
}

/// One that takes refs and lets none go.
#[test]
fn a_ref_that_cannot_be_deleted_is_named() {
    let patient = Patient::ready();
    let refuses = "#!/bin/sh\nread old new name\ncase $new in *[!0]*) exit 0;; esac\necho no >&2\nexit 1\n";
    patient.hook_of_the_remote("pre-receive", refuses);
    let found = patient.found(&["--push-test"]);
    let left = found.expect("probe_left", "error");
    let reference = left["reference"].as_str().expect("a name");
    assert_eq!(left["fix"], format!("git push origin :{reference}"));
    assert!(patient.refs_of_the_remote().iter().any(|line| line.ends_with(reference)));
    patient.hook_of_the_remote("pre-receive", "#!/bin/sh\n");
    let found = patient.found(&["--push-test"]);
    assert_eq!(found.expect("probe_removed", "note")["reference"], reference);
    assert_eq!(patient.refs_of_the_remote(), [""; 0]);
}

/// The remote's hook waits until it is let go.
fn held(patient: &Patient) -> Child {
    let folder = patient.remote();
    let text = format!(
        "#!/bin/sh\n[ -e {0}/free ] && exit 0\ntouch {0}/there\nwhile ! [ -e {0}/free ]; do sleep 0.01; done\n",
        name(folder)
    );
    patient.hook_of_the_remote("pre-receive", &text);
    let child = patient
        .command(&["--push-test"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    until("the push is at the remote", || fs::exists(folder.join("there")).expect("asked"));
    child
}

#[test]
fn ctrl_c_in_the_middle_of_a_push_leaves_nothing() {
    let patient = Patient::ready();
    let child = held(&patient);
    signal(&child, Signal::INT);
    fs::write(patient.remote().join("free"), "").expect("written");
    let run = Run::from(child.wait_with_output().expect("it ends"));
    assert_eq!(run.code, Some(130), "{}{}", run.out, run.err);
    assert_eq!(patient.refs_of_the_remote(), [""; 0]);
    assert_eq!(fs::read_dir(patient.git_file("vitals/doctor")).expect("a folder").count(), 0);
}

#[test]
fn what_a_killed_run_has_left_is_removed_by_the_next() {
    let patient = Patient::ready();
    let child = held(&patient);
    signal(&child, Signal::KILL);
    child.wait_with_output().expect("it ends");
    fs::write(patient.remote().join("free"), "").expect("written");
    until("git has pushed", || !patient.refs_of_the_remote().is_empty());
    assert_eq!(patient.found(&[]).code, Some(0), "without the option nothing is written");
    assert_eq!(patient.refs_of_the_remote().len(), 1);
    patient.found(&["--push-test"]).expect("probe_removed", "note");
    assert_eq!(patient.refs_of_the_remote(), [""; 0]);
}
