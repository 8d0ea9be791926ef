//! What is applied, and that nothing else is touched.

use vitalsign::git::Commit;
use vitalsign::rollback::Target;

use super::service::Service;
use super::state::assert_same;
use crate::program::a_python;

/// The good commit's tree, with the work that lies in the checkout of the broken one.
#[test]
fn no_byte_of_uncommitted_work_is_lost_and_undo_of_undo_is_redo() {
    let service = Service::with_work();
    let before = service.state();
    let plan = service.plan("HEAD~1");
    let applied = service.apply(&plan);
    assert_eq!(applied.code, Some(0), "{}{}", applied.out, applied.err);
    assert_eq!(service.tree("HEAD"), plan.tree);
    let after = service.state();
    for name in ["both.txt", "crlf.txt", "untracked.txt", "huge.bin", "some.ignored", "dangling", "mode.sh"] {
        let name = name.as_bytes();
        assert!(after.get(name) == before.get(name) && after.contains_key(name), "{name:?}");
    }
    assert!(!after.contains_key(&b"away.txt"[..]), "what was deleted stays deleted");
    // Staged is not edited: both are there, in a ref too.
    assert_eq!(service.repository.answer(&["show", ":both.txt"]), "staged");
    let kept = service.repository.answer(&["for-each-ref", "--format=%(refname)", "refs/vitals/snap"]);
    assert_eq!(
        service.repository.answer(&["show", &format!("{kept}:both.txt")]),
        "edited after it was staged"
    );
    assert_eq!(service.repository.answer(&["show", &format!("{kept}^2:both.txt")]), "staged");
    let raw = service.repository.answer(&["cat-file", "-s", &format!("{kept}:untracked.txt")]);
    assert_eq!(raw, "11", "with its carriage return");
    // It is removable by the command that `status` shows.
    assert!(service.rollback(&["status"]).says("git update-ref -d refs/vitals/snap/"));

    let undone = service.rollback(&["undo"]);
    assert_eq!(undone.code, Some(0), "{}{}", undone.out, undone.err);
    assert_same(&service.state(), &before, "undone");
    let redone = service.rollback(&["undo"]);
    assert_eq!(redone.code, Some(0), "{}{}", redone.out, redone.err);
    assert_same(&service.state(), &after, "redone");
    assert!(redone.says("undo: vitals rollback undo"), "{}", redone.out);
}

#[test]
fn a_detached_head_moves_and_no_branch_does() {
    let service = Service::broken();
    service.repository.git(&["checkout", "--quiet", "--detach"]);
    let main = service.repository.answer(&["rev-parse", "main"]);
    let run = service.apply(&service.plan("HEAD~1"));
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert!(run.says("no branch moves"), "{}", run.out);
    assert_eq!(service.repository.answer(&["rev-parse", "main"]), main);
    assert_eq!(service.tree("HEAD"), service.tree("main~1"));
}

#[test]
fn a_preview_says_what_would_be_done_and_does_nothing() {
    let service = Service::with_work();
    let before = service.state();
    let mut plan = service.plan("HEAD~1");
    plan.after = vec![vec!["systemctl".into(), "restart".into(), "shop".into()]];
    let hash = service.keep(&plan);
    let mut command = service.repository.vitals(&["rollback", "apply", &hash]);
    let run = crate::program::Run::from(command.output().expect("it runs"));
    assert_eq!(run.code, Some(3), "{}{}", run.out, run.err);
    for words in ["systemctl restart shop", "state.txt", "works", "nothing was changed", "--yes"] {
        assert!(run.says(words), "{words}: {}", run.out);
    }
    assert_same(&service.state(), &before, "a preview");
    assert_eq!(service.journals().len(), 0);
}

#[test]
fn paths_go_back_alone_and_what_one_commit_did_is_taken_out() {
    let service = Service::broken();
    let hash = service.repository.answer(&["rev-parse", "HEAD~1"]);
    let good = Commit { hash, subject: "Good".into() };
    let paths = vec!["state.txt".to_owned(), "swap".to_owned(), "gone.txt".to_owned()];
    // The same tree by hand.
    let index = service.repository.temporary().join("index");
    let by_hand = |arguments: &[&str]| {
        let done = std::process::Command::new("git")
            .args(arguments)
            .current_dir(service.path())
            .env("GIT_INDEX_FILE", &index)
            .output();
        String::from_utf8_lossy(&done.expect("git runs").stdout).trim().to_owned()
    };
    by_hand(&["read-tree", "HEAD"]);
    by_hand(&["rm", "-r", "--cached", "--quiet", "swap"]);
    for path in ["state.txt", "gone.txt", "swap/inside.txt"] {
        let blob = service.repository.answer(&["rev-parse", &format!("HEAD~1:{path}")]);
        by_hand(&["update-index", "--add", "--cacheinfo", &format!("100644,{blob},{path}")]);
    }
    let tree = by_hand(&["write-tree"]);
    let target = Target::Paths { asked: "HEAD~1".into(), commit: good, paths };
    let run = service.apply(&service.plan_of(target, &tree));
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert_eq!(service.tree("HEAD"), tree);

    service.repository.write("later.txt", "later\n");
    service.repository.commit("Later");
    service.repository.write("state.txt", "good and better\n");
    service.repository.commit("Better");
    let hash = service.repository.answer(&["rev-parse", "HEAD~1"]);
    let later = Commit { hash, subject: "Later".into() };
    service.repository.git(&["revert", "--no-edit", "HEAD~1"]);
    let tree = service.tree("HEAD");
    service.repository.git(&["reset", "--quiet", "--hard", "HEAD~1"]);
    let run =
        service.apply(&service.plan_of(Target::Without { asked: "HEAD~1".into(), commit: later }, &tree));
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert_eq!(service.tree("HEAD"), tree);
}

#[test]
fn an_undo_keeps_commits_that_have_followed() {
    let service = Service::broken();
    assert_eq!(service.apply(&service.plan("HEAD~1")).code, Some(0));
    service.repository.write("later.txt", "later\n");
    service.repository.commit("Later");
    let run = service.rollback(&["undo"]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert_eq!(std::fs::read_to_string(service.path().join("later.txt")).expect("kept"), "later\n");
    assert_eq!(std::fs::read_to_string(service.path().join("state.txt")).expect("there"), "bad\n");
}

#[test]
fn merges_that_go_are_counted_and_said() {
    let service = Service::broken();
    service.repository.git(&["checkout", "--quiet", "-b", "side", "HEAD~1"]);
    service.repository.write("side.txt", "side\n");
    service.repository.commit("Side");
    service.repository.git(&["checkout", "--quiet", "main"]);
    service.repository.git(&["merge", "--quiet", "--no-edit", "side"]);
    let mut plan = service.plan("HEAD~1~1");
    let undone = |revision: &str, is_merge| vitalsign::rollback::UndoneCommit {
        commit: Commit {
            hash: service.repository.answer(&["rev-parse", revision]),
            subject: revision.into(),
        },
        author: "A".into(),
        committed: None,
        is_merge,
    };
    plan.commits = vec![undone("HEAD", true), undone("HEAD^2", false), undone("HEAD~1", false)];
    let hash = service.keep(&plan);
    let mut command = service.repository.vitals(&["rollback", "apply", &hash]);
    let run = crate::program::Run::from(command.output().expect("it runs"));
    assert!(run.says("work of 3 commits goes, 1 of them merges"), "{}{}", run.out, run.err);
    assert_eq!(service.apply(&plan).code, Some(0));
}

#[test]
fn line_ends_and_filters_of_the_user_are_kept() {
    let service = Service::broken();
    service.repository.git(&["config", "core.autocrlf", "true"]);
    service.repository.write("lines.txt", "one\r\ntwo\r\n");
    service.repository.commit("Lines");
    service.repository.write("lines.txt", "three\r\n");
    service.repository.commit("Other lines");
    service.repository.write("mine.txt", "mine\r\nalone\n");
    // Every file as this setting writes it.
    service.repository.git(&["rm", "-r", "--cached", "--quiet", "."]);
    service.repository.git(&["reset", "--quiet", "--hard"]);
    let before = service.state();
    let mut plan = service.plan("HEAD~1");
    // The check is not green there: it is undone, and each carriage return is where it was.
    let run = service.apply(&plan);
    assert_eq!(run.code, Some(4), "{}{}", run.out, run.err);
    assert_same(&service.state(), &before, "undone");
    plan = service.plan("HEAD~5");
    let run = service.apply(&plan);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert_eq!(std::fs::read(service.path().join("mine.txt")).expect("kept"), b"mine\r\nalone\n");
    assert_eq!(service.repository.answer(&["status", "--porcelain"]), "?? mine.txt");
}

/// `commit-tree` does not look it up itself.
#[test]
fn the_commit_is_signed_where_the_user_signs() {
    use std::os::unix::fs::PermissionsExt;
    let service = Service::broken();
    let program = service.repository.temporary().join("sign");
    let text =
        "#!/bin/sh\ncat >/dev/null\necho '[GNUPG:] SIG_CREATED ' >&2\necho '-----BEGIN PGP SIGNATURE-----'\n";
    std::fs::write(&program, text).expect("written");
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).expect("set");
    service.repository.git(&["config", "commit.gpgSign", "true"]);
    service.repository.git(&["config", "gpg.program", &program.display().to_string()]);
    let plan = service.plan("HEAD~1");
    assert_eq!(service.apply(&plan).code, Some(0));
    assert!(service.repository.answer(&["cat-file", "commit", "HEAD"]).contains("gpgsig -----BEGIN PGP"));
    // A key that is not there: nothing is changed.
    std::fs::write(&program, "#!/bin/sh\nexit 2\n").expect("written");
    let (before, head) = (service.state(), service.head());
    let run = service.rollback(&["undo"]);
    assert_eq!(run.code, Some(3), "{}{}", run.out, run.err);
    assert_same(&service.state(), &before, "not signed");
    assert_eq!(service.head(), head);
}

#[test]
fn a_worktree_beside_is_rolled_back_alone() {
    let service = Service::broken();
    let beside = service.repository.temporary().join("beside");
    service.repository.git(&["worktree", "add", "--quiet", "-b", "side", &beside.display().to_string()]);
    let (before, head) = (service.state(), service.head());
    let mut plan = service.plan("HEAD~1");
    plan.head.branch = Some("refs/heads/side".into());
    plan.top.clone_from(&beside);
    let mut command = service.apply_command(&plan);
    let hash = service.keep(&plan);
    let file = service.path().join(".vitals/plans").join(format!("{hash}.json"));
    let mut command_there = service.repository.vitals(&["rollback", "apply", "--yes"]);
    let run =
        crate::program::Run::from(command_there.arg(&file).current_dir(&beside).output().expect("it runs"));
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert_eq!(service.head(), head);
    assert_eq!(std::fs::read_to_string(beside.join("state.txt")).expect("there"), "good\n");
    // In the first checkout the same plan is another branch's, and its files are as they were.
    assert_eq!(command.output().expect("it runs").status.code(), Some(3));
    let now = service.state();
    let files = |state: &std::collections::BTreeMap<Vec<u8>, Vec<u8>>| {
        state.iter().filter(|(name, _)| !name.starts_with(b"git for-each-ref")).count()
    };
    assert_eq!(files(&now), files(&before));
    assert!(
        now.iter()
            .all(|(name, text)| name.starts_with(b"git for-each-ref") || before.get(name) == Some(text))
    );
}

/// By the commands as a user writes them: whole, paths, and without one commit.
#[test]
fn what_the_program_has_planned_is_applied() {
    for target in [&["HEAD~1"][..], &["--revert", "HEAD"], &["HEAD~1", "--", "state.txt", "swap", "turn"]] {
        let service = Service::with_work();
        let before = service.state();
        let file = service.repository.temporary().join("plan.json").display().to_string();
        let python = a_python().display().to_string();
        let words = [&["rollback", "plan", "--output", &file, "--quiet", "--python"][..], &[&python], target];
        let mut command = service.repository.plain(&words.concat());
        let planned = crate::program::Run::from(command.output().expect("it runs"));
        assert_eq!(planned.code, Some(0), "{target:?}: {}{}", planned.out, planned.err);
        assert_same(&service.state(), &before, "a plan changes nothing");
        let mut command = service.repository.vitals(&["rollback", "apply", &file, "--yes"]);
        let run = crate::program::Run::from(command.output().expect("it runs"));
        assert_eq!(run.code, Some(0), "{target:?}: {}{}", run.out, run.err);
        assert_eq!(std::fs::read_to_string(service.path().join("state.txt")).expect("there"), "good\n");
        let undone = service.rollback(&["undo"]);
        assert_eq!(undone.code, Some(0), "{}{}", undone.out, undone.err);
        assert_same(&service.state(), &before, "undone");
    }
}

/// Bytecode that Python takes without a look at its source: a plain run is fooled by it, the check is not.
#[test]
fn bytecode_that_lies_in_the_checkout_does_not_decide() {
    let service = Service::broken();
    let repository = &service.repository;
    repository.write(".gitignore", "*.ignored\n.vitals/\nreports/\n__pycache__/\n");
    repository.write("value.py", "GOOD = 1\n");
    repository.commit("A good value");
    repository.write("value.py", "GOOD = 0\n");
    repository.commit("A bad value");
    let script = "import value; assert value.GOOD; print('good')";
    let configuration = format!(
        "[target]\nroot = \".\"\n[[check]]\nname = \"works\"\nkind = \"command\"\n\
         command = [\"python\", \"-c\", \"{script}\"]\nevidence = {{ pattern = \"good\" }}\n"
    );
    repository.write("vitals.toml", configuration);
    let python = |arguments: &[&str]| {
        let mut command = std::process::Command::new(a_python());
        command.args(arguments).current_dir(service.path()).env_remove("PYTHONPYCACHEPREFIX");
        command.output().expect("python runs").status.success()
    };
    assert!(python(&["-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash", "value.py"]));
    let run = service.apply(&service.plan("HEAD~1"));
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert!(!python(&["-c", script]), "what lies there is of the bad value");
}
