//! An isolation breach: contained first, evidence kept, rolled back; whatever containment comes to.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::place::{APART, Place, STATE, short};

const STEPS: [&str; 8] = ["open", "contain", "evidence", "see", "good", "plan", "apply", "verify"];

fn breach(respond: &str) -> Place {
    Place::good(&format!("{STATE}{APART}{respond}")).with_bad("users.txt", "mixed\n")
}

fn names(place: &Place) -> Vec<String> {
    place.steps().into_iter().map(|(step, _)| step).collect()
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("there").permissions().mode() & 0o777
}

/// The folders of evidence.
fn evidence(place: &Place) -> Vec<PathBuf> {
    let incidents = place.repository.path().join(".git/vitals/incidents");
    let folders = |folder: &Path| {
        let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
        entries.filter(|path| path.is_dir()).collect::<Vec<_>>()
    };
    folders(&incidents).iter().flat_map(|incident| folders(incident)).collect()
}

#[test]
fn it_is_contained_and_evidence_is_kept_before_anything_is_taken_back() {
    let place = breach(
        "[respond]\ncontain = [\"touch\", \"contained.local\"]\ncontained = [\"test\", \"-e\", \"contained.local\"]\n\
         evidence = [[\"echo\", \"password=opensesame\"], [\"cat\", \"users.txt\"], [\"false\"]]\n",
    );
    place.repository.write("state.txt", "good\nuncommitted\n");
    let run = place.respond(&["isolation-breach", "--yes"], 0);
    assert_eq!(names(&place), STEPS);
    assert_eq!(short(&place.steps()[1..3]), ["contain done", "evidence done"]);
    assert!(run.out.contains("contain, 15.0 s for it: touch contained.local"), "{}", run.out);
    assert!(run.out.contains("what contained it is still in place"), "{}", run.out);
    assert_eq!(fs::read_to_string(place.repository.path().join("users.txt")).expect("text"), "apart\n");
    let [folder] = &evidence(&place)[..] else { panic!("{:?}", evidence(&place)) };
    assert_eq!(mode(folder), 0o700);
    let text = |name: &str| fs::read_to_string(folder.join(name)).expect(name);
    assert!(text("02-cat.txt").contains("mixed"), "as it was during the breach");
    assert!(text("git-changes.diff").contains("+uncommitted"), "{}", text("git-changes.diff"));
    assert!(text("git-log.txt").contains("Improve it"));
    assert!(text("03-false.txt").contains("exit status: 1"), "{}", text("03-false.txt"));
    for file in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
        assert!(!fs::read_to_string(&file).expect("text").contains("opensesame"), "{}", file.display());
    }
    let begun = place.records().into_iter().filter(|(name, _)| name == "begun").map(|(_, step)| step);
    let begun: Vec<_> = begun.collect();
    assert_eq!(begun[0]["command"], serde_json::json!(["touch", "contained.local"]));
    assert_eq!((&begun[0]["share_ms"], &begun[1]["step"]), (&15_000.into(), &"evidence".into()));
}

#[test]
fn containment_that_fails_hangs_or_is_missing_is_said_and_holds_nothing_up() {
    let cases = [
        (
            "[respond]\ncontain = [\"false\"]\ncontained = [\"false\"]\ncontain_within = \"1s\"\n",
            "failed",
            "NOT CONTAINED",
        ),
        (
            "[respond]\ncontain = [\"sleep\", \"3\"]\ncontain_within = \"1s\"\n",
            "late",
            "it was still running when its time was over",
        ),
        // A command that succeeds has shown nothing, and a probe that hangs neither.
        ("[respond]\ncontain = [\"true\"]\n", "unknown", "which counts as NOT CONTAINED"),
        (
            "[respond]\ncontain = [\"true\"]\ncontained = [\"sleep\", \"30\"]\ncontain_within = \"1s\"\n",
            "unknown",
            "its probe did not answer in time",
        ),
        ("[respond]\ncontain = [\"./no-such-program\"]\n", "failed", "it cannot be started"),
        ("", "missing", "[respond] contain has no command"),
    ];
    for (respond, outcome, said) in cases {
        let place = breach(respond);
        let run = place.respond(&["isolation", "--yes"], 0);
        assert_eq!(short(&place.steps()[1..2]), [format!("contain {outcome}")], "{}", run.out);
        assert!(run.out.contains(said), "{said}: {}", run.out);
        assert_eq!(names(&place), STEPS, "{respond}");
    }
}

#[test]
fn a_probe_that_says_no_at_first_is_asked_again_until_it_says_yes() {
    // The first look makes what the second one finds.
    let place = breach(
        "[respond]\ncontain = [\"true\"]\n\
         contained = [\"sh\", \"-c\", \"test -e seen.local || { touch seen.local; exit 1; }\"]\n",
    );
    place.respond(&["isolation", "--yes"], 0);
    assert_eq!(short(&place.steps()[1..2]), ["contain done"]);
}

#[test]
fn what_nobody_can_say_of_isolation_counts_as_a_breach() {
    // Nothing in its output says that users are apart: it is vacuous, no pass.
    let place = Place::good(&format!("{STATE}{APART}").replace("\"grep\", \"apart\"", "\"cat\""))
        .with_bad("users.txt", "silent\n");
    let run = place.respond(&["isolation", "--yes"], 0);
    assert!(run.out.contains("not passing: users apart"), "{}", run.out);
    assert_eq!(names(&place), STEPS);
    assert_eq!(fs::read_to_string(place.repository.path().join("users.txt")).expect("text"), "apart\n");
}

#[test]
fn without_a_yes_nothing_is_contained() {
    let place = breach("[respond]\ncontain = [\"touch\", \"contained.local\"]\n");
    let run = place.respond(&["isolation"], 3);
    assert!(run.out.contains("contain changes something, and waits for --yes"), "{}", run.out);
    assert!(!place.repository.path().join("contained.local").exists());
}

#[test]
fn a_breach_calls_those_who_have_to_know() {
    let levels = "[escalation]\nprofile = \"four-levels\"\n[[notify]]\nname = \"pager\"\nwhen = []\nkind = \"file\"\n\
        path = \"pager.local\"\n";
    let contacts: String = (1..=4)
        .map(|level| {
            format!(
                "[[contact]]\nkind = \"person\"\nname = \"Person {level}\"\nlevel = \"L{level}\"\n\
                 reach = [\"pager\"]\nphone = \"+49 30 5550 {level}\"\nchecked = 2026-11-30\n"
            )
        })
        .collect();
    let place = breach(&format!("{levels}{contacts}"));
    // L1 may not take everything back: it says who may, and they go on there.
    let refused = place.respond(&["isolation", "--yes", "--as", "L1"], 5);
    assert!(refused.out.contains("needs the authority for complete-rollback: L2, L3, L4"), "{}", refused.out);
    assert!(
        refused.out.contains("refused: `L1` may not do this") && !refused.out.contains("next:"),
        "{}",
        refused.out
    );
    let run = place.respond(&["isolation", "--yes", "--as", "L2"], 0);
    assert_eq!(short(&place.steps()).last().map(String::as_str), Some("verify done"), "{}", run.out);
    assert!(refused.out.contains("escalate, "), "{}", refused.out);
    let heard = fs::read_to_string(place.repository.path().join("pager.local")).expect("notices");
    assert!(heard.contains("L3 is called") && heard.contains("users"), "{heard}");
}
