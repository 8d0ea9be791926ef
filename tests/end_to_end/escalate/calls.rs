//! Calls on a virtual clock: each level at its time, once, and what stops it.

use super::project::{FILE, Project};

fn watch(project: &Project, until: &str) -> String {
    project.ok(&["escalate", "watch", "--send", "--as-if", until])
}

#[test]
fn nobody_acknowledges_and_each_level_is_called_at_its_time_and_once() {
    let project = Project::new(FILE);
    let quiet = project.run(&["escalate"]);
    assert!(quiet.code == Some(0) && quiet.out.contains("no incident is open"), "{}", quiet.out);
    project.open();
    let status = project.run(&["escalate"]);
    assert_eq!(status.code, Some(1), "somebody is due: {}{}", status.out, status.err);
    for words in ["L1   called at", "not sent: pager1 called", "do customers report it?", "L2 is called at"] {
        assert!(status.out.contains(words), "{words}: {}", status.out);
    }
    assert!(!project.path("pager1.jsonl").exists(), "a dry run sends nothing");
    watch(&project, "14m");
    assert_eq!(project.heard(1), [("open".into(), "L1 is called: an incident began".into())]);
    assert_eq!(project.heard(2), []);
    // A new watcher begins anew, and its state is the journal.
    watch(&project, "44m");
    assert_eq!((project.got(1).len(), project.got(2).len(), project.got(3).len()), (1, 1, 0));
    let (_, summary) = project.heard(2).remove(0);
    assert!(summary.contains("is it uncertain how much to roll back: not known since"), "{summary}");
    watch(&project, "2h");
    assert_eq!((project.got(2).len(), project.got(3).len()), (1, 1));
    assert!(project.got(4).len() >= 2, "the highest is called again: {:?}", project.heard(4));
    let shown = project.ok(&["incident", "show"]);
    assert!(shown.contains("L3"), "{shown}");
}

#[test]
fn an_acknowledgement_reaches_the_receiver_and_the_end_ends_it_for_everybody() {
    let project = Project::new(FILE);
    project.open();
    let sent = project.run(&["escalate", "--send"]);
    assert_eq!(sent.code, Some(0), "{}{}", sent.out, sent.err);
    let key = project.got(1)[0]["key"].as_str().expect("a key").to_owned();
    let done = project.ok(&["escalate", "ack", &key[..8], "--by", "Person 1"]);
    assert!(done.contains("acknowledged by Person 1 (L1): 1 calls"), "{done}");
    project.ok(&["escalate", "--send"]);
    let states: Vec<String> = project.heard(1).into_iter().map(|(state, _)| state).collect();
    assert_eq!(states, ["open", "acknowledged"]);
    project.ok(&["escalate", "answer", "data-exposure", "yes", "--by", "Person 1"]);
    project.ok(&["escalate", "status", "--send"]);
    for level in 2..=4 {
        let (_, summary) = project.heard(level).remove(0);
        assert!(summary.contains("was data exposed: answered with yes"), "{summary}");
    }
    let closed = project.run(&["incident", "close", "--anyway", "a test"]);
    assert_eq!(closed.code, Some(0), "{}{}", closed.out, closed.err);
    for level in 1..=4 {
        let got = project.got(level);
        let last = got.last().expect("something");
        assert_eq!(last["state"], "over", "{got:?}");
        assert_eq!(last["key"], got[0]["key"], "the end has the key of its beginning");
    }
    assert!(project.run(&["escalate"]).out.contains("no incident is open"));
}

#[test]
fn a_check_of_isolation_that_fails_calls_two_levels_by_the_entry_of_its_run() {
    let project = Project::new(FILE);
    project.repository.write("broken.py", "def broken(:\n");
    project.open();
    let health = project.run(&["health", "--only", "users"]);
    assert_ne!(health.code, Some(0), "{}", health.out);
    project.run(&["escalate", "--send"]);
    for level in [2, 3] {
        let heard = project.heard(level);
        assert!(
            heard.iter().any(|(_, summary)| summary.contains("users may not be kept apart")),
            "{level}: {heard:?}"
        );
    }
    assert_eq!(project.heard(4), []);
}

#[test]
fn two_kinds_of_emergency_at_once_call_the_next_level_and_one_alone_does_not() {
    let project = Project::new(FILE);
    let golden = "[[check]]\nname = \"golden path\"\nkind = \"command\"\ncommand = [\"grep\", \"good\", \"state.txt\"]\n\
                  evidence = { pattern = \"good\" }\n";
    project.configure(FILE, golden);
    project.repository.write("state.txt", "bad\n");
    project.repository.write("fine.py", "FINE = True\n");
    project.open();
    let heard = |run: &[&str]| {
        assert_ne!(project.run(run).code, Some(0));
        project.run(&["escalate", "--send"]);
        project.heard(2).iter().any(|(_, summary)| summary.contains("several scenarios at once"))
    };
    assert!(!heard(&["health", "--no-report"]), "one alone: {:?}", project.heard(2));
    project.repository.write("broken.py", "def broken(:\n");
    assert!(heard(&["health", "--no-report"]), "{:?}", project.heard(2));
}

#[test]
fn a_test_reaches_each_level_and_who_acknowledged_is_shown() {
    let project = Project::new(FILE);
    let shown = project.ok(&["escalate", "test"]);
    assert!(shown.contains("L1   to pager1; never tested"), "{shown}");
    project.ok(&["escalate", "test", "L1", "--send"]);
    let got = project.got(1);
    assert!(got[0]["summary"].as_str().is_some_and(|text| text.starts_with("TEST of vitals: L1")), "{got:?}");
    assert_eq!(project.got(2).len(), 0);
    let key = got[0]["key"].as_str().expect("a key").to_owned();
    project.ok(&["escalate", "ack", &key, "--by", "Person 1"]);
    let shown = project.ok(&["escalate", "test"]);
    assert!(shown.contains("acknowledged by Person 1 at"), "{shown}");
    assert_eq!(project.got(1).last().expect("two")["state"], "over");
    let twice = project.run(&["escalate", "ack", &key, "--by", "Person 1"]);
    assert!(twice.code == Some(3) && twice.err.contains("already"), "{}", twice.err);
}

#[test]
fn the_alerts_of_an_alertmanager_are_entries_and_each_only_once() {
    let project = Project::new(FILE);
    project.open();
    let alert = r#"{"version": "4", "status": "firing", "alerts": [{"status": "firing",
        "labels": {"alertname": "Slow"}, "annotations": {"summary": "p95 doubled"}, "startsAt": "2026-12-01T03:00:00Z"}]}"#;
    project.repository.write("webhook.json", alert);
    for added in ["1 of 1 alerts added", "0 of 1 alerts added"] {
        let said = project.ok(&["incident", "note", "--from-alertmanager", "webhook.json"]);
        assert!(said.contains(added), "{said}");
    }
    assert!(project.ok(&["incident", "show"]).contains("p95 doubled"));
    project.repository.write("webhook.json", alert.replace("\"4\"", "\"3\""));
    let refused = project.run(&["incident", "note", "--from-alertmanager", "webhook.json"]);
    assert!(refused.code == Some(64) && refused.err.contains("version 4 is read"), "{}", refused.err);
}
