//! What is not done: without a yes, by a word that is no scenario, where nothing is wrong, where another one is at it.

use super::place::{APART, Place, STATE, short};

#[test]
fn a_word_that_is_no_scenario_runs_nothing_and_says_which_may_be_meant() {
    let place = Place::good(STATE);
    let head = place.repository.answer(&["rev-parse", "HEAD"]);
    for (wrong, meant) in [("golden-pth", "golden-path"), ("isolation-breech", "isolation-breach")] {
        let run = place.respond(&[wrong, "--yes"], 64);
        assert!(run.err.contains(&format!("did you mean {meant}?")), "{}", run.err);
    }
    let run = place.respond(&["4", "--yes"], 64);
    assert!(run.err.contains("it is one of golden-path"), "{}", run.err);
    assert_eq!(place.repository.answer(&["rev-parse", "HEAD"]), head);
    assert!(!place.repository.path().join(".git/vitals").exists(), "nothing was opened");
}

#[test]
fn a_dry_run_shows_steps_and_shares_and_runs_nothing() {
    let place =
        Place::good(&format!("{STATE}{APART}[respond]\ncontain = [\"touch\", \"contained.local\"]\n"));
    let run = place.respond(&["isolation-breach", "--dry-run"], 0);
    for said in
        ["2 min 0 s", "contain", "15.0 s", "touch contained.local", "vitals incident evidence", "verify"]
    {
        assert!(run.out.contains(said), "{said}: {}", run.out);
    }
    let run = place.respond(&["performance", "--dry-run", "--publish", "origin"], 0);
    for said in ["15 min 0 s", "compare-again", "vitals rollback plan --revert CULPRIT", "publish origin"] {
        assert!(run.out.contains(said), "{said}: {}", run.out);
    }
    assert!(!place.repository.path().join(".git/vitals").exists(), "nothing was opened");
    assert!(!place.repository.path().join("contained.local").exists(), "nothing was run");
}

#[test]
fn without_a_yes_it_plans_and_waits_and_with_one_goes_on_there() {
    let place = Place::good(STATE).with_bad("state.txt", "bad\n");
    let head = place.repository.answer(&["rev-parse", "HEAD"]);
    let run = place.respond(&["golden-path"], 3);
    assert!(run.out.contains("apply changes something, and waits for --yes"), "{}", run.out);
    assert!(run.out.contains("next: vitals respond golden-path --yes"), "{}", run.out);
    assert_eq!(place.repository.answer(&["rev-parse", "HEAD"]), head, "nothing is changed");
    assert_eq!(short(&place.steps()), ["open done", "see done", "plan done"]);
    let run = place.respond(&["golden-path", "--yes"], 0);
    assert!(run.out.contains("goes on after 3 steps of before"), "{}", run.out);
    assert_eq!(short(&place.steps()[3..]), ["apply done", "verify done"]);
    assert_eq!(place.tree("HEAD"), place.tree("HEAD~4"), "as it was when it was good");
}

#[test]
fn what_is_not_seen_is_not_rolled_back_and_what_is_seen_instead_is_named() {
    let place = Place::good(STATE);
    let run = place.respond(&["golden-path", "--yes"], 8);
    assert!(run.out.contains("golden-path: not seen"), "{}", run.out);
    assert!(!run.out.contains("next:"), "{}", run.out);
    let broken = Place::good(&format!("{STATE}{APART}")).with_bad("users.txt", "mixed\n");
    let run = broken.respond(&["golden-path", "--yes"], 8);
    assert!(run.out.contains("next: vitals respond isolation"), "{}", run.out);
    assert_eq!(short(&broken.steps()), ["open done", "see not-seen"]);
}

#[test]
fn without_a_commit_known_good_it_stops_and_says_so() {
    let place = Place::good(STATE).with_bad("state.txt", "bad\n");
    std::fs::remove_file(place.repository.path().join(".vitals/history.db")).expect("removed");
    let run = place.respond(&["golden-path", "--yes"], 3);
    assert!(run.out.contains("was never seen green"), "{}", run.out);
    assert_eq!(short(&place.steps()), ["open done", "see done", "plan refused"]);
}

#[test]
fn a_plan_of_another_head_is_made_anew() {
    let place = Place::good(STATE).with_bad("state.txt", "bad\n");
    place.respond(&["golden-path"], 3);
    place.repository.write("notes.md", "Three.\n");
    place.repository.commit("Still at work");
    place.respond(&["golden-path", "--yes"], 0);
    assert_eq!(short(&place.steps()[3..]), ["apply refused", "plan done", "apply done", "verify done"]);
}

#[test]
fn a_target_that_is_no_better_changes_nothing() {
    // What the check needs is outside of the repository, and gone: no commit is green any more.
    let outside = tempfile::tempdir().expect("a folder");
    let needed = outside.path().join("needed");
    std::fs::write(&needed, "").expect("written");
    let asks = format!("[\"sh\", \"-c\", \"test -e {} && grep good state.txt\"]", needed.display());
    let settings = STATE.replace("[\"grep\", \"good\", \"state.txt\"]", &asks);
    let place = Place::good(&settings).with_bad("state.txt", "bad\n");
    std::fs::remove_file(&needed).expect("removed");
    let head = place.repository.answer(&["rev-parse", "HEAD"]);
    let run = place.respond(&["golden-path", "--yes"], 1);
    assert!(run.out.contains("golden-path: stopped: failed"), "{}", run.out);
    assert_eq!(place.repository.answer(&["rev-parse", "HEAD"]), head, "nothing is changed");
}
