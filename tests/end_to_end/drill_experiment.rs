//! `vitals drill FAULT --write-experiment DIR`: the same way back, performed by an experiment.

use std::fs;
use std::process::Stdio;

use rustix::process::Signal;
use serde_json::Value;

use crate::processes::{signal, until};
use crate::program::{Run, a_python, vitals};
use crate::repository::Repository;

const IMPORTS: &str = "[target]\nroot = \".\"\n[[check]]\nname = \"imports\"\nkind = \"import\"\n\
    module = \"shop.canonical_imports\"\nlimit = \"2s\"\n\
    [[check]]\nname = \"never green\"\nkind = \"command\"\ncommand = [\"python\", \"-c\", \"raise SystemExit(1)\"]\n";

fn shop() -> Repository {
    let repository = Repository::of_the_shop();
    repository.write("vitals.toml", IMPORTS);
    repository.commit_on(1, "A shop that works");
    repository
}

fn written(repository: &Repository, words: &[&str]) -> Run {
    let mut command = repository.plain(&[&["drill"], words].concat());
    // Not `Run::of`, which runs the experiment, as `next:` says.
    Run::from(command.arg("--python").arg(a_python()).output().expect("the program"))
}

#[test]
fn an_experiment_puts_the_fault_in_and_leads_back_as_often_as_it_is_run() {
    let repository = shop();
    let outside = tempfile::tempdir().expect("a folder");
    let folder = outside.path().join("removed").display().to_string();
    let run = written(&repository, &["removed-export", "--write-experiment", &folder]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert!(run.out.contains(&format!("next: vitals chaos run {folder}/experiment.json")), "{}", run.out);
    for time in ["the first time", "again"] {
        let mut command = vitals();
        command.current_dir(outside.path()).args(["chaos", "run", &format!("{folder}/experiment.json")]);
        let run = Run::of(&mut command);
        assert_eq!(run.code, Some(0), "{time}: {}{}", run.out, run.err);
        let text = fs::read_to_string(outside.path().join("journal.json")).expect("a journal");
        let journal: Value = serde_json::from_str(&text).expect("JSON");
        let met = |part: &str| journal["steady_states"][part]["steady_state_met"].clone();
        assert_eq!([met("before"), met("after")], [true, true], "{time}");
        let activities = journal["run"].as_array().expect("activities");
        let statuses: Vec<_> =
            activities.iter().map(|activity| activity["output"]["status"].as_i64()).collect();
        let [Some(0), Some(seen), Some(0), Some(0)] = statuses[..] else { panic!("{time}: {journal}") };
        assert_ne!(seen, 0, "{time}: the checks see the fault: {journal}");
        assert_eq!(journal["rollbacks"].as_array().map(Vec::len), Some(2));
    }
    assert_eq!(repository.leftovers(), [""; 0], "it leaves nothing behind");
}

#[test]
fn what_cannot_be_written_is_refused_and_leaves_no_folder() {
    let repository = shop();
    let outside = tempfile::tempdir().expect("a folder");
    let folder = outside.path().join("drill").display().to_string();
    let into = ["--write-experiment", &folder];
    for (faults, said) in [
        (&["leak"][..], "leak has no place here"),
        (&["dependency-upgrade"], "dependency-upgrade changes lock files"),
        (&["slow-import", "leak"], "an experiment is written of one fault, and 2 were given"),
    ] {
        let run = written(&repository, &[faults, &into].concat());
        assert_eq!(run.code, Some(64), "{}{}", run.out, run.err);
        assert!(run.err.contains(said), "{}", run.err);
        assert!(!outside.path().join("drill").exists(), "{faults:?}");
    }
    fs::create_dir(outside.path().join("drill")).expect("made");
    let run = written(&repository, &["slow-import", "--write-experiment", &folder]);
    assert_eq!(run.code, Some(64), "{}{}", run.out, run.err);
    assert!(run.err.contains("is there already"), "{}", run.err);
}

/// The command that is ended meanwhile has a temporary folder of its own.
#[test]
fn ctrl_c_leaves_nothing_of_a_drill_behind() {
    let repository = shop();
    let outside = tempfile::tempdir().expect("a folder");
    let (begun, folder) = (outside.path().join("begun"), outside.path().join("drill"));
    let waits = format!("open('{}', 'w').close(); import time; time.sleep(600)", begun.display());
    repository.write("vitals.toml", IMPORTS.replace("raise SystemExit(1)", &waits));
    repository.commit_on(2, "A check that takes long");
    let into = folder.display().to_string();
    for words in [&["removed-export"][..], &["removed-export", "--write-experiment", &into]] {
        let mut command = repository.plain(&[&["drill", "--quiet"], words].concat());
        command.arg("--python").arg(a_python()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut drill = command.spawn().expect("the program");
        until("the check runs", || begun.exists());
        signal(&drill, Signal::INT);
        assert_eq!(drill.wait().expect("it ends").code(), Some(130), "{words:?}");
        until("nothing is left", || repository.leftovers().is_empty());
        assert!(!folder.exists(), "{words:?}");
        fs::remove_file(&begun).expect("it ran");
    }
}
