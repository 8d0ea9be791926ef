//! The watcher is killed between two things that it does; the next one goes on, and repeats with the same key at most.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::process::Stdio;

use super::project::Project;

/// In the suite; all twenty by benches/escalation/kills.
const KILLS: u32 = 4;
const MORE: &str = "VITALS_WATCHER_KILLS";

/// A receiver that kills the watcher at one of its deliveries: before it has taken the notice, or after.
fn receiver() -> String {
    let script = "n=$(cat count); echo $((n+1)) >count; at=$(cat kill-at); side=$(cat kill-side); \
                  if [ $n = $at ] && [ $side = before ]; then kill -9 $(cat watcher); exit 1; fi; \
                  cat >>PAGER.jsonl; echo >>PAGER.jsonl; \
                  if [ $n = $at ] && [ $side = after ]; then kill -9 $(cat watcher); fi";
    format!("kind = \"command\"\ncommand = [\"flock\", \"turn\", \"sh\", \"-c\", '{script}']\n")
}

#[test]
fn a_watcher_that_is_killed_anywhere_misses_nothing_and_invents_no_key() {
    let kills: u32 = std::env::var(MORE).map_or(KILLS, |text| text.parse().expect("a number"));
    let whole = whole();
    assert!(whole.len() >= 4, "{whole:?}");
    for kill in 0..kills {
        let side = if kill % 2 == 0 { "after" } else { "before" };
        let at = kill / 2 % u32::try_from(whole.len()).expect("few");
        let project = prepared(&at.to_string(), side);
        let killed = watched(&project);
        assert_eq!(killed, Some(9), "{at} {side}");
        assert_eq!(watched(&project), None, "the next one ends well");
        let got = heard(&project);
        assert_eq!(got.keys().cloned().collect::<BTreeSet<_>>(), whole, "{at} {side}");
        let most = if side == "after" { 2 } else { 1 };
        assert!(got.values().all(|keys| keys.len() == 1), "one key for each: {got:?}");
        let repeated = got.values().flat_map(BTreeMap::values).filter(|times| **times > 1).count();
        assert!(repeated < most, "{at} {side}: {got:?}");
    }
}

fn prepared(at: &str, side: &str) -> Project {
    let project = Project::new(&receiver());
    for (name, text) in [("count", "0"), ("kill-at", at), ("kill-side", side), ("turn", "")] {
        project.repository.write(name, text);
    }
    project.open();
    project
}

/// Watches for 106 minutes of the virtual clock; gives the signal that ended it.
fn watched(project: &Project) -> Option<i32> {
    let mut command = project.command(&["escalate", "watch", "--send", "--as-if", "106m"]);
    let shell = "echo $$ >watcher; exec \"$0\" \"$@\"";
    let mut through = std::process::Command::new("sh");
    through.current_dir(project.repository.path()).args(["-c", shell]).arg(command.get_program());
    through
        .args(command.get_args())
        .envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command = through;
    let output = command.stdout(Stdio::piped()).stderr(Stdio::piped()).output().expect("it runs");
    if output.status.signal().is_none() {
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    output.status.signal()
}

/// Level and reason of each notice, with the keys under which it came, and how often.
fn heard(project: &Project) -> BTreeMap<(u32, String), BTreeMap<String, u32>> {
    let mut heard: BTreeMap<_, BTreeMap<String, u32>> = BTreeMap::new();
    for level in 1..=4 {
        for notice in notices(project, level) {
            // Without the times, which differ between incidents.
            let summary = notice["summary"].as_str().expect("text");
            let reason = summary.split(" since ").next().expect("one").to_owned();
            let key = notice["key"].as_str().expect("a key").to_owned();
            *heard.entry((level, reason)).or_default().entry(key).or_default() += 1;
        }
    }
    heard
}

fn notices(project: &Project, level: u32) -> Vec<serde_json::Value> {
    let text = fs::read_to_string(project.path(&format!("pager{level}.jsonl"))).unwrap_or_default();
    let lines = text.lines().filter(|line| !line.is_empty());
    lines.map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

/// What is heard of an incident whose watcher is not killed.
fn whole() -> BTreeSet<(u32, String)> {
    let project = prepared("999", "after");
    assert_eq!(watched(&project), None);
    let heard = heard(&project);
    assert!(heard.values().all(|keys| keys.values().all(|times| *times == 1)), "{heard:?}");
    heard.into_keys().collect()
}
