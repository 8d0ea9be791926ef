//! Promises that stand alone: what is large, other hashes, checks that do not end, and what verification must not touch.

use std::fs::{self, File};
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use std::process::Command;

use super::published::{at, backups};
use super::service::Service;
use super::state::assert_same;
use crate::processes::{marked, until};
use crate::program::{Run, a_python};

/// 100 MB, most of it a hole, with other bytes at both ends.
fn large(path: &Path, end: &[u8]) {
    let mut file = File::create(path).expect("made");
    file.write_all(b"begin").expect("written");
    file.set_len(100 * 1024 * 1024).expect("long");
    file.seek(SeekFrom::End(-16)).expect("there");
    file.write_all(end).expect("written");
}

fn sum_of(command: &mut Command, folder: &Path) -> String {
    let done = command.current_dir(folder).output().expect("it runs");
    assert!(done.status.success(), "{command:?}: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8_lossy(&done.stdout).split_whitespace().next().expect("a sum").to_owned()
}

#[test]
fn files_of_100_mb_are_the_same_after_apply_and_undo_and_kept() {
    let service = Service::broken();
    let [untracked, staged] = ["untracked.img", "staged.img"].map(|name| service.path().join(name));
    large(&untracked, b"untracked");
    large(&staged, b"staged");
    service.repository.git(&["add", "staged.img"]);
    large(&staged, b"edited");
    let of = |name: &str| sum_of(Command::new("sha256sum").arg(name), service.path());
    let of_object = |name: &str| {
        let script = "git cat-file blob \"$1\" | sha256sum";
        sum_of(Command::new("sh").args(["-c", script, "sh", name]), service.path())
    };
    let sums = || [of("untracked.img"), of("staged.img"), of_object(":staged.img")];
    let before = sums();
    assert!(before[1] != before[2], "staged is not edited");
    let run = service.apply(&service.plan("HEAD~1"));
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert_eq!(sums(), before);
    let kept = service.repository.answer(&["for-each-ref", "--format=%(refname)", "refs/vitals/snap"]);
    let in_snapshot = [
        of_object(&format!("{kept}:untracked.img")),
        of_object(&format!("{kept}:staged.img")),
        of_object(&format!("{kept}^2:staged.img")),
    ];
    assert_eq!(in_snapshot, before);
    assert_eq!(service.rollback(&["undo"]).code, Some(0));
    assert_eq!(sums(), before);
}

/// Every command, in a repository whose hashes are 64 digits.
#[test]
fn a_repository_of_sha_256_is_planned_applied_undone_published_and_recovered() {
    let service = Service::broken_with_sha_256();
    let remote = tempfile::tempdir().expect("a folder");
    let place = remote.path().display().to_string();
    service.repository.git(&[
        "init",
        "--quiet",
        "--bare",
        "--initial-branch=main",
        "--object-format=sha256",
        &place,
    ]);
    service.repository.git(&["remote", "add", "origin", &place]);
    service.repository.git(&["push", "--quiet", "--set-upstream", "origin", "main"]);
    service.repository.write("edited.txt", "edited\n");
    service.repository.write("untracked.txt", "untracked\n");
    let (before, old) = (service.state(), service.head());
    assert_eq!(old.len(), 64);
    let file = service.repository.temporary().join("plan.json").display().to_string();
    let python = a_python().display().to_string();
    for target in [&["HEAD~1"][..], &["--revert", "HEAD"], &["HEAD~1", "--", "state.txt", "swap"]] {
        let words =
            [&["rollback", "plan", "--output", &file, "--quiet", "--python", &python][..], target].concat();
        let planned = Run::from(service.repository.plain(&words).output().expect("it runs"));
        assert_eq!(planned.code, Some(0), "{target:?}: {}{}", planned.out, planned.err);
        let apply = ["rollback", "apply", &file, "--yes"];
        let applied = Run::from(service.repository.vitals(&apply).output().expect("it runs"));
        assert_eq!(applied.code, Some(0), "{target:?}: {}{}", applied.out, applied.err);
        let undone = service.rollback(&["undo"]);
        assert_eq!(undone.code, Some(0), "{target:?}: {}{}", undone.out, undone.err);
        assert_same(&service.state(), &before, "undone");
    }
    let mut command = service.apply_command(&service.plan("HEAD~1"));
    let run = Run::from(command.arg("--publish").output().expect("it runs"));
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert_eq!((at(remote.path(), "main"), backups(remote.path())), (service.head(), old));
    assert_eq!(service.rollback(&["undo"]).code, Some(0));
    // Killed with its git, when the branch is about to move.
    service.hook("reference-transaction", KILLS_BOTH);
    let run = service.apply(&service.plan("HEAD~1"));
    assert_eq!(run.code, None, "killed: {}{}", run.out, run.err);
    fs::remove_file(service.path().join(".git/hooks/reference-transaction")).expect("there");
    until("git has ended", || !service.recover().says("is at work"));
    assert_same(&service.state(), &before, "recovered");
    assert_eq!(service.rollback(&["status"]).code, Some(0));
}

/// A hook that kills the git that runs it and the program that runs that, before the branch moves.
const KILLS_BOTH: &str = "test \"$1\" = prepared && grep -q refs/heads/main || exit 0\n\
    tool=$(sed 's/.*) . //' /proc/$PPID/stat | cut -d' ' -f1)\nkill -9 $tool; kill -9 $PPID";

/// In the checkout it never ends, and neither it nor its child listens to SIGTERM.
#[test]
fn a_check_that_does_not_end_in_its_place_is_taken_back_and_its_children_are_ended() {
    let service = Service::with_work();
    let script = "test -e some.ignored || { cat state.txt; exit; }; trap '' TERM; tail -f /dev/null & tail -f /dev/null; wait";
    let configuration = format!(
        "[target]\nroot = \".\"\n[[check]]\nname = \"works\"\nkind = \"command\"\ntimeout = \"1s\"\n\
         command = [\"sh\", \"-c\", \"{script}\"]\nevidence = {{ pattern = \"good\" }}\n"
    );
    service.repository.write("vitals.toml", configuration);
    let before = service.state();
    let mark = format!("VITALS_TEST_MARK={}", service.repository.temporary().display());
    let (name, value) = mark.split_once('=').expect("a value");
    let mut command = service.apply_command(&service.plan("HEAD~1"));
    let run = Run::from(command.env(name, value).output().expect("it runs"));
    assert_eq!(run.code, Some(4), "{}{}", run.out, run.err);
    assert!(run.says("unknown: works") && run.says("and undone"), "{}", run.out);
    assert_same(&service.state(), &before, "taken back");
    assert_eq!(marked(&mark), [0; 0], "its children are ended");
    assert_eq!(service.rollback(&["status"]).code, Some(0), "no journal is open");
}

/// A check that writes, and uses git where it runs: no repository is there, wherever temporary folders are.
#[test]
fn verification_cannot_change_the_repository() {
    let service = Service::broken();
    let script = "cat state.txt; echo changed > state.txt; rm -f gone.txt; git config vitals.changed yes; \
                  git update-ref refs/heads/changed HEAD; git add --all; git stash; git reset --hard HEAD~1; true";
    let configuration = format!(
        "[target]\nroot = \".\"\n[[check]]\nname = \"works\"\nkind = \"command\"\n\
         command = [\"sh\", \"-c\", \"{script}\"]\nevidence = {{ pattern = \"good\" }}\n"
    );
    service.repository.write("vitals.toml", configuration);
    service.repository.write("temporary.ignored/there.txt", "");
    let before = (service.repository.state(), service.state());
    let inside = service.path().join("temporary.ignored");
    let of_git = service.path().join(".git");
    // A check whose own folders lie in the checkout answers nothing.
    for (name, value, code) in
        [("NOTHING", Path::new(""), 0), ("GIT_DIR", &of_git, 0), ("TMPDIR", &inside, 4)]
    {
        let mut command = service.repository.vitals(&["rollback", "plan", "HEAD~1"]);
        let run = Run::from(command.env(name, value).output().expect("it runs"));
        assert_eq!(run.code, Some(code), "{name}: {}{}", run.out, run.err);
        fs::remove_dir_all(service.path().join(".vitals")).expect("its plan");
        assert_same(&service.state(), &before.1, name);
        let now = service.repository.state();
        let changed: Vec<_> = now.iter().filter(|(path, text)| before.0.get(*path) != Some(text)).collect();
        assert!(changed.is_empty() && now.len() == before.0.len(), "{name}: {changed:?}");
        assert_eq!(fs::read_dir(&inside).expect("a folder").count(), 1, "{name}: nothing is left behind");
    }
}

/// The index's lock of another git, which may be at work elsewhere: refused, and it stays.
#[test]
fn a_lock_of_somebodys_git_is_not_removed() {
    let service = Service::with_work();
    let before = service.state();
    let lock = service.path().join(".git/index.lock");
    fs::write(&lock, "").expect("written");
    let run = service.apply(&service.plan("HEAD~1"));
    assert!(run.code == Some(3) && run.says("index.lock"), "{:?} {}{}", run.code, run.out, run.err);
    assert!(lock.exists(), "it is not ours");
    fs::remove_file(&lock).expect("there");
    assert_eq!(service.recover().code, Some(0));
    assert_same(&service.state(), &before, "before");
}
