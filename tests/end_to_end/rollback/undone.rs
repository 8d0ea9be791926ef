//! What fails in its place is undone at once.

use std::fs;

use super::service::Service;
use super::state::assert_same;

#[test]
fn a_check_that_fails_in_place_is_undone_and_work_stays() {
    let service = Service::with_work();
    let before = service.state();
    let mut plan = service.plan("HEAD~1");
    // In the tree it was green; in the checkout an ignored file makes it fail.
    service.repository.write(
        "vitals.toml",
        fs::read_to_string(service.path().join("vitals.toml"))
            .expect("text")
            .replace("cat state.txt", "test ! -e some.ignored && cat state.txt"),
    );
    let configured = service.state();
    plan.message = "Back".into();
    let run = service.apply(&plan);
    assert_eq!(run.code, Some(2), "{}{}", run.out, run.err);
    assert!(run.says("red: works") && run.says("and undone"), "{}", run.out);
    assert_same(&service.state(), &configured, "undone");
    assert!(before != configured, "the configuration is work too");
    assert_eq!(service.repository.answer(&["log", "--format=%s", "-2"]), "Undo: Back\nBack");
    let status = service.rollback(&["status"]);
    assert!(status.code == Some(0) && status.says("undone at once"), "{}", status.out);
}

#[test]
fn a_check_that_answers_nothing_is_no_green() {
    let service = Service::with_work();
    let before = service.state();
    let mut plan = service.plan("HEAD~1");
    plan.checks.push("no such check".into());
    let run = service.apply(&plan);
    assert_eq!(run.code, Some(4), "{}{}", run.out, run.err);
    assert!(run.says("unknown: no such check"), "{}", run.out);
    assert_same(&service.state(), &before, "undone");
}

#[test]
fn a_command_after_the_move_that_fails_is_undone_and_runs_again() {
    let service = Service::broken();
    let before = service.state();
    let mut plan = service.plan("HEAD~1");
    let script = "cat state.txt >> seen.ignored; grep -q bad state.txt";
    plan.after = vec![vec!["sh".into(), "-c".into(), script.into()]];
    let run = service.apply(&plan);
    assert_eq!(run.code, Some(2), "{}{}", run.out, run.err);
    let seen = fs::read_to_string(service.path().join("seen.ignored")).expect("it ran");
    assert_eq!(seen, "good\nbad\n", "with the new files, and again with the old ones");
    fs::remove_file(service.path().join("seen.ignored")).expect("there");
    assert_same(&service.state(), &before, "undone");
}

#[test]
fn a_live_check_that_fails_after_the_restart_is_undone() {
    let service = Service::broken();
    let before = service.state();
    let configuration = fs::read_to_string(service.path().join("vitals.toml")).expect("text");
    let live = "[[check]]\nname = \"live\"\nkind = \"command\"\ncommand = [\"sh\", \"-c\", \"grep up live.ignored\"]\n\
        evidence = { pattern = \"up\" }\n";
    let file = service.repository.temporary().join("live.toml");
    let configuration = configuration.replace("root = \".\"", &format!("root = {:?}", service.path()));
    fs::write(&file, configuration + live).expect("written");
    let mut plan = service.plan("HEAD~1");
    plan.live = vec!["live".into()];
    plan.after = vec![vec!["sh".into(), "-c".into(), "echo down > live.ignored".into()]];
    let mut command = service.apply_command(&plan);
    let run = crate::program::Run::from(command.arg("--config").arg(&file).output().expect("it runs"));
    assert_eq!(run.code, Some(2), "{}{}", run.out, run.err);
    assert!(run.says("red: live"), "{}", run.out);
    fs::remove_file(service.path().join("live.ignored")).expect("there");
    assert_same(&service.state(), &before, "undone");
    plan.after = vec![vec!["sh".into(), "-c".into(), "echo up > live.ignored".into()]];
    plan.head.commit.hash = service.head();
    let mut command = service.apply_command(&plan);
    let run = crate::program::Run::from(command.arg("--config").arg(&file).output().expect("it runs"));
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
}

/// Somebody commits while the checks run: that work is not taken back with the rollback.
#[test]
fn a_commit_that_came_meanwhile_stays_when_it_is_undone() {
    let service = Service::broken();
    let mut plan = service.plan("HEAD~1");
    let script = "echo theirs > theirs.txt && git add theirs.txt && git commit --quiet -m Theirs; exit 1";
    plan.after = vec![vec!["sh".into(), "-c".into(), format!("test -e theirs.txt || ({script})")]];
    let run = service.apply(&plan);
    assert_eq!(run.code, Some(2), "{}{}", run.out, run.err);
    assert_eq!(fs::read_to_string(service.path().join("theirs.txt")).expect("kept"), "theirs\n");
    assert_eq!(fs::read_to_string(service.path().join("state.txt")).expect("there"), "bad\n");
    assert_eq!(service.repository.answer(&["status", "--porcelain"]), "");
}
