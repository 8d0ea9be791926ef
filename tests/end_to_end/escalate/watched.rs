//! A watcher on the clock of the wall: it sees what others write, is alone, and ends with the incident.

use std::process::Stdio;

use super::project::{FILE, Project};
use crate::processes::until;

#[test]
fn a_watcher_hears_of_an_acknowledgement_and_ends_with_the_incident() {
    let project = Project::new(FILE);
    project.open();
    let mut watcher = project
        .command(&["escalate", "watch", "--send"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    until("the first level is called", || project.got(1).len() == 1);
    let second = project.run(&["escalate", "watch", "--send"]);
    assert!(second.code == Some(7) && second.err.contains("is running already"), "{}", second.err);
    project.ok(&["escalate", "ack", "--by", "Person 1"]);
    until("the acknowledgement is heard", || project.got(1).len() == 2);
    project.ok(&["incident", "close", "--anyway", "a test"]);
    assert!(watcher.wait().expect("it ends").success());
    let states: Vec<String> = project.heard(1).into_iter().map(|(state, _)| state).collect();
    assert_eq!(states, ["open", "acknowledged", "over"]);
}
