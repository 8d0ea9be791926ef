//! Refused rather than guessed: each with what to do next, and nothing is changed.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;
use std::thread;

use vitalsign::git::Commit;
use vitalsign::rollback::{Outcome, Plan, Target};

use super::service::{Service, odd_name};
use super::state::assert_same;
use crate::program::Run;

/// That it ends so, says this, and changes nothing.
fn expect(service: &Service, plan: &Plan, code: i32, words: &str) {
    let (before, head) = (service.state(), service.head());
    let run = service.apply(plan);
    assert_eq!(run.code, Some(code), "{words}: {}{}", run.out, run.err);
    assert!(run.says(words), "{words}: {}{}", run.out, run.err);
    assert!(run.says("help:"), "what to do next: {}", run.err);
    assert_same(&service.state(), &before, words);
    assert_eq!(service.head(), head);
}

#[test]
fn what_git_is_in_the_middle_of_is_left_alone() {
    let service = Service::broken();
    let plan = service.plan("HEAD~1");
    let directory = service.path().join(".git");
    let head = service.head();
    for (mark, words) in [
        ("MERGE_HEAD", "a merge is in progress"),
        ("CHERRY_PICK_HEAD", "a cherry-pick is in progress"),
        ("REVERT_HEAD", "a revert is in progress"),
        ("BISECT_LOG", "a bisect is in progress"),
    ] {
        fs::write(directory.join(mark), format!("{head}\n")).expect("written");
        let run = service.apply(&plan);
        assert!(run.code == Some(3) && run.says(words), "{words}: {}{}", run.out, run.err);
        fs::remove_file(directory.join(mark)).expect("there");
    }
    for (mark, words) in
        [("rebase-merge", "a rebase is in progress"), ("rebase-apply", "a rebase is in progress")]
    {
        fs::create_dir(directory.join(mark)).expect("made");
        let run = service.apply(&plan);
        assert!(run.code == Some(3) && run.says(words), "{words}: {}{}", run.out, run.err);
        fs::remove_dir(directory.join(mark)).expect("there");
    }
    fs::create_dir(directory.join("rebase-apply")).expect("made");
    fs::write(directory.join("rebase-apply/applying"), "").expect("written");
    let run = service.apply(&plan);
    assert!(run.code == Some(3) && run.says("`git am` is in progress"), "{}{}", run.out, run.err);
    fs::remove_dir_all(directory.join("rebase-apply")).expect("there");
    assert_eq!((service.head(), service.journals().len()), (head, 0));
}

/// Not by its mark alone: a real one, with unmerged paths.
#[test]
fn a_real_merge_with_conflicts_is_left_alone() {
    let service = Service::broken();
    service.repository.git(&["checkout", "--quiet", "-b", "side", "HEAD~1"]);
    service.repository.write("state.txt", "other\n");
    service.repository.commit("Other");
    let merge = Command::new("git").args(["merge", "main"]).current_dir(service.path()).output();
    assert!(!merge.expect("git runs").status.success(), "it conflicts");
    expect(&service, &service.plan("HEAD~1"), 3, "a merge is in progress");
    fs::remove_file(service.path().join(".git/MERGE_HEAD")).expect("there");
    expect(&service, &service.plan("HEAD~1"), 3, "the index has unmerged paths");
}

#[test]
fn shallow_sparse_bare_unborn_and_foreign_repositories_are_refused() {
    let service = Service::broken();
    let plan = service.plan("HEAD~1");
    service.repository.git(&["sparse-checkout", "set", "--no-cone", "/*"]);
    expect(&service, &plan, 3, "it is a sparse checkout");
    service.repository.git(&["sparse-checkout", "disable"]);
    fs::write(service.path().join(".git/shallow"), service.head() + "\n").expect("written");
    let run = service.apply(&plan);
    assert!(run.code == Some(3) && run.says("it is a shallow clone"), "{}{}", run.out, run.err);
    fs::remove_file(service.path().join(".git/shallow")).expect("there");
    let mut foreign = service.apply_command(&plan);
    let run = Run::from(foreign.env("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1").output().expect("it runs"));
    assert!(run.code == Some(3) && run.says("belongs to another user"), "{}{}", run.out, run.err);
    let folder = tempfile::tempdir().expect("a folder");
    for (kind, words) in [("--bare", "bare"), ("--initial-branch=main", "no commit yet")] {
        let place = folder.path().join(kind);
        let made = Command::new("git").args(["init", "--quiet", kind]).arg(&place).status();
        assert!(made.expect("git runs").success());
        let mut command = service.repository.plain(&["rollback", "undo", "--root"]);
        let run = Run::from(command.arg(&place).output().expect("it runs"));
        let refused = run.code == Some(3) && (run.says(words) || run.says("there is no rollback to undo"));
        assert!(refused, "{words}: {}{}", run.out, run.err);
    }
    service.repository.git(&["update-ref", "-d", "HEAD"]);
    let run = service.apply(&plan);
    assert!(run.code == Some(3) && run.says("there is no commit yet"), "{}{}", run.out, run.err);
}

#[test]
fn overlapping_work_is_refused_with_its_paths() {
    let edited = |service: &Service| service.repository.write("state.txt", "my work\n");
    let staged = |service: &Service| {
        service.repository.write("state.txt", "my work\n");
        service.repository.git(&["add", "state.txt"]);
    };
    let untracked = |service: &Service| service.repository.write("gone.txt", "mine\n");
    let below = |service: &Service| service.repository.write("turn/inside.txt", "mine\n");
    let odd = |service: &Service| service.repository.write(odd_name(), "mine\n");
    let link = |service: &Service| {
        fs::remove_file(service.path().join("link")).expect("there");
        symlink("elsewhere", service.path().join("link")).expect("made");
    };
    let hidden = |service: &Service| {
        service.repository.git(&["update-index", "--assume-unchanged", "state.txt"]);
        service.repository.write("state.txt", "my work\n");
    };
    let untracked_in_folder = |service: &Service| service.repository.write("turn/mine.txt", "mine\n");
    type Edit<'a> = &'a dyn Fn(&Service);
    let edits: [(Edit<'_>, &str); 8] = [
        (&edited, "state.txt"),
        (&staged, "state.txt"),
        (&untracked, "gone.txt"),
        (&below, "turn/inside.txt"),
        (&odd, "odd-"),
        (&link, "link"),
        (&hidden, "state.txt"),
        (&untracked_in_folder, "turn"),
    ];
    for (edit, path) in edits {
        let service = Service::broken();
        let plan = service.plan("HEAD~1");
        edit(&service);
        expect(&service, &plan, 3, path);
    }
}

/// Git itself would overwrite it without a word.
#[test]
fn an_ignored_file_where_one_comes_is_not_overwritten() {
    let service = Service::broken();
    let plan = service.plan("HEAD~1");
    service.repository.write(".git/info/exclude", "gone.txt\n");
    service.repository.write("gone.txt", "mine, ignored\n");
    expect(&service, &plan, 3, "gone.txt");
}

#[test]
fn submodules_that_differ_are_refused_and_others_stay() {
    let service = Service::broken();
    let blob = service.repository.answer(&["rev-parse", "HEAD"]);
    service.repository.git(&["update-index", "--add", "--cacheinfo", &format!("160000,{blob},sub")]);
    service.repository.git(&["commit", "--quiet", "--message", "A submodule"]);
    fs::create_dir(service.path().join("sub")).expect("made");
    expect(&service, &service.plan("HEAD~2"), 3, "submodules differ: sub");
    // One that is the same on both sides is in nobody's way.
    service.repository.write("state.txt", "worse\n");
    service.repository.git(&["add", "state.txt"]);
    service.repository.git(&["commit", "--quiet", "--message", "Worse"]);
    service.repository.write("state.txt", "good\n");
    service.repository.git(&["add", "state.txt"]);
    service.repository.git(&["commit", "--quiet", "--message", "Better"]);
    service.repository.write("state.txt", "bad again\n");
    service.repository.git(&["add", "state.txt"]);
    service.repository.git(&["commit", "--quiet", "--message", "Bad again"]);
    let run = service.apply(&service.plan("HEAD~1"));
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
}

#[test]
fn pointers_of_git_lfs_without_git_lfs_are_refused() {
    let service = Service::broken();
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 3\n";
    service.repository.write("model.bin", pointer);
    service.repository.commit("A pointer");
    fs::remove_file(service.path().join("model.bin")).expect("there");
    service.repository.commit("Gone");
    let plan = service.plan("HEAD~1");
    // Without git-lfs on PATH, whatever the machine has.
    let folder = tempfile::tempdir().expect("a folder");
    for program in ["git", "sh", "cat"] {
        let found = Command::new("sh").args(["-c", &format!("command -v {program}")]).output();
        let found = String::from_utf8_lossy(&found.expect("sh runs").stdout).trim().to_owned();
        symlink(found, folder.path().join(program)).expect("made");
    }
    let mut command = service.apply_command(&plan);
    let run = Run::from(command.env("PATH", folder.path()).output().expect("it runs"));
    assert!(run.code == Some(3) && run.says("model.bin"), "{}{}", run.out, run.err);
}

#[test]
fn a_plan_that_was_edited_or_is_stale_or_not_verified_is_refused() {
    let service = Service::broken();
    let plan = service.plan("HEAD~1");
    for (outcome, code) in [(Outcome::Failed, 1), (Outcome::Unknown, 4), (Outcome::NothingDiffers, 8)] {
        expect(&service, &Plan { outcome, ..plan.clone() }, code, "not verified");
    }
    expect(&service, &Plan { checks: Vec::new(), ..plan.clone() }, 3, "names no check");
    let configuration = Some("0".repeat(64));
    expect(&service, &Plan { configuration, ..plan.clone() }, 3, "the configuration has changed");
    expect(&service, &Plan { repository: "/elsewhere".into(), ..plan.clone() }, 3, "the repository");
    expect(&service, &Plan { tree: service.tree("HEAD"), ..plan.clone() }, 3, "the same target gives");
    expect(&service, &Plan { schema: "vitals-rollback-plan/9".into(), ..plan.clone() }, 3, "schema");

    // Edited, under its name and under another.
    let hash = service.keep(&plan);
    let file = service.path().join(".vitals/plans").join(format!("{hash}.json"));
    let text = fs::read_to_string(&file).expect("text").replace("Back to good", "Something else");
    let other = service.path().join(".vitals/other.json");
    for (place, text) in [(&file, text.clone()), (&other, text)] {
        fs::write(place, text).expect("written");
        let mut command = service.repository.vitals(&["rollback", "apply", "--yes"]);
        let run = Run::from(command.arg(place).output().expect("it runs"));
        assert!(run.code == Some(3) && run.says("it was edited"), "{}{}", run.out, run.err);
    }
    // A whole plan of another hash in its place.
    let elsewhere = service.plan("HEAD");
    fs::write(&file, vitalsign::rollback::plan_text(&elsewhere).expect("text")).expect("written");
    let mut command = service.repository.vitals(&["rollback", "apply", &hash[..8], "--yes"]);
    let run = Run::from(command.output().expect("it runs"));
    assert!(run.code == Some(3) && run.says("it was edited"), "{}{}", run.out, run.err);

    // Applied twice; on another branch; after another commit.
    assert_eq!(service.apply(&plan).code, Some(0));
    expect(&service, &plan, 3, "the plan is stale");
    let next = service.plan("HEAD~1");
    service.repository.git(&["checkout", "--quiet", "-b", "side"]);
    expect(&service, &next, 3, "refs/heads/side is checked out");
}

#[test]
fn what_one_commit_did_is_not_taken_out_where_later_ones_conflict() {
    let service = Service::broken();
    let hash = service.head();
    service.repository.write("state.txt", "worse\n");
    service.repository.commit("Worse");
    let commit = Commit { hash, subject: "Broken".into() };
    let target = Target::Without { asked: "HEAD~1".into(), commit };
    expect(&service, &service.plan_of(target, &service.tree("HEAD")), 3, "conflicts with later commits");
}

#[test]
fn of_ten_at_once_one_wins() {
    let service = Service::broken();
    let plan = service.plan("HEAD~1");
    let commands: Vec<Command> = (0..10).map(|_| service.apply_command(&plan)).collect();
    let runs: Vec<_> = commands
        .into_iter()
        .map(|mut command| thread::spawn(move || Run::from(command.output().expect("it runs"))))
        .collect();
    let codes: Vec<_> = runs.into_iter().map(|run| run.join().expect("no panic").code).collect();
    assert_eq!(codes.iter().filter(|code| **code == Some(0)).count(), 1, "{codes:?}");
    assert!(codes.iter().all(|code| matches!(code, Some(0 | 3 | 7))), "{codes:?}");
    assert_eq!(service.repository.answer(&["rev-list", "--count", "HEAD"]), "3");
    assert_eq!(service.journals().len(), 1);
}

#[test]
fn a_lock_that_is_held_is_said_with_its_holder() {
    let service = Service::broken();
    let plan = service.plan("HEAD~1");
    let lock = service.path().join(".git/vitals/rollback.lock");
    fs::create_dir_all(lock.parent().expect("a folder")).expect("made");
    let left = r#"{"pid":1,"boot_id":"x","start_time":1,"host":"elsewhere"}"#;
    fs::write(&lock, left).expect("written");
    let run = service.apply(&plan);
    assert!(run.code == Some(7) && run.says("process 1 of elsewhere"), "{}{}", run.out, run.err);
    // One that a dead process of this machine has left is none.
    let host = fs::read_to_string("/proc/sys/kernel/hostname").expect("text");
    fs::write(&lock, left.replace("elsewhere", host.trim())).expect("written");
    assert_eq!(service.apply(&plan).code, Some(0));
}
