//! A response that was killed goes on where it was; one that is running is the only one; the configuration is the pinned one.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use super::place::{Place, STATE, short};

/// A check that waits in a commit's files as long as somebody holds it: it reads from a pipe that nobody writes to.
fn held(place: &str) -> String {
    STATE.replace(
        "[\"grep\", \"good\", \"state.txt\"]",
        &format!("[\"sh\", \"-c\", \"test -e {place}/hold && cat {place}/pipe; grep good state.txt\"]"),
    )
}

/// Runs it until it is about to take this step.
fn until(place: &Place, words: &[&str], step: &str) -> Child {
    let mut command = place.command(words);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the program");
    let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
    let wanted = format!("] {step}, ");
    let found = lines.any(|line| line.expect("text").contains(&wanted));
    assert!(found, "it came to {step}");
    child
}

#[test]
fn one_that_is_killed_while_it_plans_goes_on_with_the_plan() {
    let folder = tempfile::tempdir().expect("a folder");
    let outside = folder.path().display().to_string();
    let place = Place::good(&held(&outside)).with_bad("state.txt", "bad\n");
    let pipe = folder.path().join("pipe");
    rustix::fs::mkfifoat(rustix::fs::CWD, &pipe, rustix::fs::Mode::RWXU).expect("a pipe");
    place.respond(&["golden-path"], 3);
    // A plan that is under way when it is killed.
    place.repository.write("notes.md", "Three.\n");
    place.repository.commit("Still at work");
    fs::write(folder.path().join("hold"), "").expect("written");
    let mut child = until(&place, &["respond", "golden-path", "--yes"], "plan");
    let second = place.run(&["respond", "golden-path", "--yes"]);
    assert!(second.code == Some(7) && second.err.contains("is at it"), "{}{}", second.out, second.err);
    child.kill().expect("killed");
    child.wait().expect("ended");
    fs::remove_file(folder.path().join("hold")).expect("removed");
    let before = place.steps().len();
    let run = place.run(&["respond", "golden-path", "--yes"]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert!(run.out.contains("goes on after"), "{}", run.out);
    assert_eq!(short(&place.steps()[before..]), ["plan done", "apply done", "verify done"]);
    assert_eq!(fs::read_to_string(place.repository.path().join("state.txt")).expect("text"), "good\n");
}

#[test]
fn one_that_is_killed_while_it_applies_is_made_whole_first() {
    let place = Place::good(STATE).with_bad("state.txt", "bad\n");
    place.respond(&["golden-path"], 3);
    let mut child = until(&place, &["respond", "golden-path", "--yes"], "apply");
    child.kill().expect("killed");
    child.wait().expect("ended");
    // What applies goes on by itself: it is waited for as anybody waits, by the lock that it holds.
    let run = std::iter::repeat_with(|| place.run(&["respond", "golden-path", "--yes"]))
        .take(200)
        .find(|run| run.code != Some(7))
        .expect("it ends");
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert_eq!(fs::read_to_string(place.repository.path().join("state.txt")).expect("text"), "good\n");
    assert_eq!(place.repository.answer(&["status", "--porcelain"]), "");
    let steps = short(&place.steps());
    assert!(steps.ends_with(&["verify done".to_owned()]), "{steps:?}");
    let applied = place.repository.answer(&["rev-list", "--count", "HEAD"]);
    assert_eq!(applied, "5", "one commit on top of four: {steps:?}");
}

#[test]
fn the_configuration_is_the_one_of_the_opening_whatever_a_rollback_makes_of_it() {
    // At the good commit the same check asks for less than it does by now.
    let lenient = STATE.replace("[\"grep\", \"good\", \"state.txt\"]", "[\"echo\", \"good\"]");
    let place = Place::good(&lenient);
    place.repository.write("vitals.toml", STATE);
    place.commit("Look at the state");
    let good = place.repository.answer(&["rev-parse", "HEAD"]);
    place.repository.write("vitals.toml", &lenient);
    let place = place.with_bad("state.txt", "bad\n");
    place.repository.write("vitals.toml", STATE);
    place.repository.commit("Look again");
    let run = place.respond(&["golden-path", "--yes"], 0);
    assert_eq!(place.tree("HEAD"), place.tree(&good));
    let copies = fs::read_dir(place.repository.path().join(".git/vitals/incidents")).expect("a folder");
    let copies = copies.map(|entry| entry.expect("an entry").path().join("configuration.toml"));
    let copy = copies.filter(|path| path.exists()).last().expect("a copy");
    assert_eq!(fs::read_to_string(copy).expect("text"), STATE);
    assert!(!run.out.contains("VITALS_PINNED"), "the same here: {}", run.out);
    // Somebody makes it lenient while the incident is open: what is bad stays bad.
    place.repository.write("state.txt", "bad\n");
    place.repository.commit("Improve it again");
    place.repository.write("vitals.toml", &lenient);
    place.repository.commit("Ask for less");
    let run = place.respond(&["golden-path", "--yes"], 0);
    assert!(run.out.contains("env VITALS_PINNED_FILE="), "{}", run.out);
    assert_eq!(fs::read_to_string(place.repository.path().join("state.txt")).expect("text"), "good\n");
}

#[test]
fn a_copy_of_the_configuration_that_was_changed_is_not_followed() {
    let place = Place::good(STATE).with_bad("state.txt", "bad\n");
    place.respond(&["golden-path"], 3);
    let incidents = fs::read_dir(place.repository.path().join(".git/vitals/incidents")).expect("a folder");
    let copies = incidents.map(|entry| entry.expect("an entry").path().join("configuration.toml"));
    let copy = copies.filter(|path| path.exists()).last().expect("a copy");
    fs::write(&copy, STATE.replace("good", "bad")).expect("written");
    let run = place.respond(&["golden-path", "--yes"], 3);
    assert!(run.says("the configuration that the incident") && run.says("is not at hand"), "{}", run.err);
}
