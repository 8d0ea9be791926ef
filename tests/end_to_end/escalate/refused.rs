//! What is refused, and with which code.

use super::project::{FILE, Project};

#[test]
fn an_acknowledgement_of_nobody_of_another_incident_or_twice_is_refused() {
    let project = Project::new(FILE);
    let none = project.run(&["escalate", "ack", "--by", "Person 1"]);
    assert!(none.code == Some(3) && none.err.contains("no incident is open"), "{}", none.err);
    project.open();
    project.ok(&["escalate", "--send"]);
    let key = project.got(1)[0]["key"].as_str().expect("a key").to_owned();
    let nobody = project.run(&["escalate", "ack", &key]);
    assert!(
        nobody.code == Some(64) && nobody.err.contains("no contact acts by this account"),
        "{}",
        nobody.err
    );
    let stranger = project.run(&["escalate", "ack", &key, "--by", "Mallory"]);
    assert!(stranger.code == Some(64) && !stranger.err.contains("Person"), "{}", stranger.err);
    project.ok(&["escalate", "ack", &key, "--by", "Person 1"]);
    let twice = project.run(&["escalate", "ack", &key, "--by", "Person 1"]);
    assert!(twice.code == Some(3) && twice.err.contains("Person 1 has acknowledged it"), "{}", twice.err);
    let waits = project.run(&["escalate", "ack", "--by", "Person 1"]);
    assert!(waits.code == Some(3) && waits.err.contains("waits for an acknowledgement"), "{}", waits.err);
    project.ok(&["incident", "close", "--anyway", "a test"]);
    project.ok(&["incident", "open", "another"]);
    let other = project.run(&["escalate", "ack", &key, "--by", "Person 1"]);
    assert!(other.code == Some(3) && other.err.contains("has the key"), "{}", other.err);
}

#[test]
fn somebody_elses_account_and_levels_that_cannot_be_used_are_refused() {
    let project = Project::new(FILE);
    let more = "[[contact]]\nkind = \"person\"\nname = \"Root\"\nlevel = \"L1\"\nuid = 4294967\n";
    project.configure(FILE, more);
    project.open();
    let other = project.run(&["escalate", "ack", "--by", "Root"]);
    assert!(other.code == Some(5) && other.err.contains("4294967"), "{}", other.err);
    project.configure(FILE, "[[level]]\nname = \"L9\"\nrank = 1\nack_within = \"1m\"\n");
    let unusable = project.run(&["escalate"]);
    assert!(unusable.code == Some(64) && unusable.err.contains("have the same rank"), "{}", unusable.err);
}

#[test]
fn a_receiver_that_refuses_is_tried_again_and_the_others_hear_of_it() {
    let project = Project::new("kind = \"command\"\ncommand = [\"sh\", \"-c\", \"exit 3\"]\n");
    let fails = std::fs::read_to_string(project.path("vitals.toml")).expect("text");
    project.repository.write(
        "vitals.toml",
        fails.replacen("reach = [\"pager1\"]", "reach = [\"pager1\", \"log\"]", 1)
            + "[[notify]]\nname = \"log\"\nkind = \"file\"\npath = \"log.jsonl\"\nwhen = []\n",
    );
    project.open();
    let run = project.run(&["escalate", "--send"]);
    assert!(run.code == Some(1) && run.err.contains("notify pager1"), "{}{}", run.out, run.err);
    let log = || std::fs::read_to_string(project.path("log.jsonl")).unwrap_or_default().lines().count();
    assert_eq!(log(), 1);
    let again = project.run(&["escalate", "--send"]);
    assert!(again.code == Some(1) && again.err.contains("notify pager1"), "{}", again.err);
    assert_eq!(log(), 1, "what was delivered is not sent again");
}
