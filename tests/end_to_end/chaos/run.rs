//! What runs, in which order, and what the journal and the exit code say of it.

use std::fs;
use std::process::Stdio;

use rustix::process::Signal;
use serde_json::json;

use super::laboratory::{Laboratory, experiment, process, shell, tolerating};
use crate::processes::{signal, until};
use crate::program::Run;

#[test]
fn one_that_changes_nothing_is_completed_and_its_rollbacks_run() {
    let laboratory = Laboratory::new();
    let asked = experiment(vec![process("probe", "look", &["cat", "state"])]);
    let (run, journal) = laboratory.run(&asked, &[]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert_eq!(run.out, "completed: the steady state holds before and after; the rollback ran\n");
    let journal = journal.expect("a journal");
    assert_eq!((&journal["status"], &journal["deviated"]), (&"completed".into(), &false.into()));
    assert_eq!(journal["experiment"], asked, "as it was written");
    for part in ["before", "after"] {
        let state = &journal["steady_states"][part];
        assert_eq!(state["steady_state_met"], true, "{part}");
        assert_eq!(state["probes"].as_array().map(Vec::len), Some(2));
        assert_eq!(state["probes"][1]["tolerance_met"], true);
    }
    let [looked] = &journal["run"].as_array().expect("a list")[..] else { panic!("{journal}") };
    assert_eq!(looked["output"], json!({"status": 0, "stdout": "good\n", "stderr": ""}));
    assert_eq!((&looked["status"], &looked["activity"]["name"]), (&"succeeded".into(), &"look".into()));
    assert!(laboratory.has("rolled-back") && journal["rollbacks"].as_array().map(Vec::len) == Some(1));
}

#[test]
fn one_that_breaks_the_state_deviates_and_is_rolled_back() {
    let laboratory = Laboratory::new();
    let (run, journal) = laboratory.run(&experiment(vec![shell("break", "echo bad > state")]), &["--quiet"]);
    assert_eq!((run.code, run.err.as_str()), (Some(1), ""), "{}", run.out);
    assert!(
        run.out.starts_with("deviated: after the method, the state is not within its tolerance"),
        "{}",
        run.out
    );
    let journal = journal.expect("a journal");
    assert_eq!((&journal["status"], &journal["deviated"]), (&"completed".into(), &true.into()));
    assert_eq!(journal["steady_states"]["after"]["steady_state_met"], false);
    assert_eq!(fs::read_to_string(laboratory.path("state")).expect("text"), "good\n");
}

/// The Chaos Toolkit ends with 0 here. Nothing was tried, so nothing has passed.
#[test]
fn nothing_is_tried_where_the_state_is_bad_before() {
    let laboratory = Laboratory::new();
    fs::write(laboratory.path("state"), "bad\n").expect("written");
    let (run, journal) = laboratory.run(&experiment(vec![shell("touch", "touch tried")]), &[]);
    assert_eq!(run.code, Some(1), "{}", run.out);
    assert!(run.out.starts_with("nothing was tried: before, the state"), "{}", run.out);
    let journal = journal.expect("a journal");
    assert_eq!((&journal["status"], &journal["run"]), (&"completed".into(), &json!([])));
    assert_eq!(journal["steady_states"]["after"], json!(null));
    assert!(!laboratory.has("tried") && laboratory.has("rolled-back"));
}

#[test]
fn an_activity_that_fails_ends_nothing_and_is_no_pass() {
    let laboratory = Laboratory::new();
    let mut slow = process("action", "slow", &["sleep", "60"]);
    slow["provider"]["timeout"] = json!(0.1);
    let (run, journal) = laboratory.run(&experiment(vec![slow, shell("next", "touch next; exit 3")]), &[]);
    assert_eq!(run.code, Some(1), "{}", run.out);
    assert!(run.out.contains("failed: slow: process activity took too long"), "{}", run.out);
    assert!(run.out.contains("warning: next ended with status 3"), "{}", run.out);
    let journal = journal.expect("a journal");
    assert_eq!((&journal["run"][0]["status"], &journal["status"]), (&"failed".into(), &"completed".into()));
    assert!(laboratory.has("next") && laboratory.has("rolled-back"));
}

#[test]
fn a_probe_of_the_hypothesis_that_cannot_be_performed_fails_the_experiment() {
    let laboratory = Laboratory::new();
    let mut asked = experiment(vec![]);
    let mut slow = tolerating(process("probe", "slow", &["sleep", "60"]), json!(0));
    slow["provider"]["timeout"] = json!(0.1);
    asked["steady-state-hypothesis"]["probes"] = json!([slow]);
    let (run, journal) = laboratory.run(&asked, &[]);
    assert_eq!(run.code, Some(1), "{}", run.out);
    let journal = journal.expect("a journal");
    assert_eq!((&journal["status"], &journal["deviated"]), (&"failed".into(), &false.into()));
    assert!(laboratory.has("rolled-back"));
}

#[test]
fn rollbacks_run_after_ctrl_c_too() {
    for which in [Signal::INT, Signal::TERM] {
        let laboratory = Laboratory::new();
        let method = vec![shell("hang", "touch there; sleep 600"), shell("after", "touch after")];
        let mut asked = experiment(method);
        asked["rollbacks"] = json!([shell("one", "touch one"), shell("two", "touch two")]);
        let child = laboratory
            .command(&asked, &[])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        until("the method is there", || laboratory.has("there"));
        signal(&child, which);
        let run = Run::from(child.wait_with_output().expect("it ends"));
        assert_eq!(run.code, Some(130), "{}{}", run.out, run.err);
        let journal = laboratory.journal().expect("a journal");
        assert_eq!((&journal["status"], &journal["deviated"]), (&"interrupted".into(), &false.into()));
        assert_eq!(journal["run"].as_array().map(Vec::len), Some(1), "no activity begins after it");
        assert_eq!(journal["steady_states"]["after"], json!(null));
        assert!(laboratory.has("one") && laboratory.has("two") && !laboratory.has("after"));
    }
}

#[test]
fn a_pause_ends_with_ctrl_c() {
    let laboratory = Laboratory::new();
    let mut paused = shell("paused", "touch there");
    paused["pauses"] = json!({"after": 600});
    let child = laboratory
        .command(&experiment(vec![paused]), &[])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    until("the pause has begun", || laboratory.has("there"));
    signal(&child, Signal::INT);
    let run = Run::from(child.wait_with_output().expect("it ends"));
    assert_eq!(run.code, Some(130), "{}{}", run.out, run.err);
    assert!(laboratory.has("rolled-back"));
}

#[test]
fn values_of_the_configuration_are_filled_in() {
    let laboratory = Laboratory::new();
    let mut asked = experiment(vec![process("action", "say", &["printf", "%s %s", "${word}", "-$count-"])]);
    let unset = json!({"type": "env", "key": "VITALS_TEST_NOT_SET", "default": "from outside"});
    asked["configuration"] = json!({"word": unset, "count": 3});
    let (run, journal) = laboratory.run(&asked, &["--json"]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    let journal = journal.expect("a journal");
    assert_eq!(journal["run"][0]["output"]["stdout"], "from outside -3-");
    let printed: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
    assert_eq!(printed, journal);
}

#[test]
fn one_without_a_hypothesis_explores() {
    let laboratory = Laboratory::new();
    let asked = json!({"title": "x", "description": "y", "method": [shell("touch", "touch tried")]});
    let (run, journal) = laboratory.run(&asked, &[]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert_eq!(run.out, "completed, without a steady state; there are no rollbacks\n");
    assert_eq!(journal.expect("a journal")["steady_states"]["before"], json!(null));
    assert!(laboratory.has("tried"));
}
