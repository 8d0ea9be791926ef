//! What rollbacks keep: the user's work and not vitals' own files, journals and refs until they are old, and what is said of them.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::service::Service;
use super::state::assert_same;
use crate::program::{Run, a_python};

/// A service that ignores nothing of vitals', and goes back to one that does not either.
fn without_ignoring() -> Service {
    let service = Service::broken();
    fs::write(service.path().join(".git/info/attributes"), "").expect("written");
    service.repository.write(".gitignore", "*.ignored\nreports/\n");
    service.repository.write("state.txt", "good\n");
    service.repository.commit("Good, nothing of vitals' is ignored");
    service.repository.write("state.txt", "bad\n");
    service.repository.commit("Bad");
    service
}

#[test]
fn plans_history_searches_and_notices_are_no_uncommitted_work_and_baselines_are() {
    let service = without_ignoring();
    for name in ["history.db", "history.db-wal", "bisect/1/journal", "notify/spool"] {
        service.repository.write(format!(".vitals/{name}"), "vitals' own\n");
    }
    let run = service.apply(&service.plan("HEAD~1"));
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert!(!run.says("uncommitted work is kept"), "{}", run.out);
    assert_eq!(service.repository.answer(&["for-each-ref", "refs/vitals/snap"]), "");
    assert_eq!(service.rollback(&["undo"]).code, Some(0));

    service.repository.write(".vitals/baselines/main.json", "{}\n");
    let run = service.apply(&service.plan("HEAD~1"));
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    let kept = service.repository.answer(&["for-each-ref", "--format=%(refname)", "refs/vitals/snap"]);
    let names = service.repository.answer(&["diff-tree", "-r", "--name-only", &format!("{kept}^1"), &kept]);
    assert_eq!(names, ".vitals/baselines/main.json");
    assert!(service.path().join(".vitals/history.db").exists(), "and nothing of it is removed");
}

/// A journal under another identity, with these records kept, its sums made anew.
fn aged(service: &Service, text: &str, id: &str, change: impl Fn(&str) -> Option<String>) -> PathBuf {
    let (mut last, mut lines) = (String::new(), String::new());
    for line in text.lines() {
        let value: Value = serde_json::from_str(line).expect("JSON");
        let old = value["record"]["begun"]["id"].as_str().map(str::to_owned);
        let at = line.find(",\"record\":").expect("a record") + ",\"record\":".len();
        let mut record = line[at..line.len() - 1].to_owned();
        if let Some(old) = old {
            record = record.replace(&old, id);
        }
        let Some(record) = change(&record) else { continue };
        let digest = Sha256::digest((last.clone() + &record).as_bytes());
        last = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        lines += &format!("{{\"sum\":\"{last}\",\"record\":{record}}}\n");
    }
    let path = service.path().join(".git/vitals/rollback").join(format!("{id}.journal"));
    fs::write(&path, lines).expect("written");
    path
}

#[test]
fn what_is_older_than_ninety_days_goes_but_not_the_last_twenty_nor_what_undo_needs() {
    let service = Service::broken();
    let before = service.state();
    assert_eq!(service.apply(&service.plan("HEAD~1")).code, Some(0));
    let first = service.journals().pop().expect("a journal");
    let text = fs::read_to_string(&first).expect("text");
    fs::remove_file(&first).expect("there");
    // The last that moved anything, long ago; 24 after it that did not.
    let needed = aged(&service, &text, "20200101T000000-00000000", |record| Some(record.to_owned()));
    let (tree, head) = (service.tree("HEAD"), service.head());
    let snap = |id: &str| service.repository.git(&["update-ref", &format!("refs/vitals/snap/{id}"), &head]);
    for number in 0..24 {
        let id = format!("20210101T0000{number:02}-00000000");
        aged(&service, &text, &id, |record| {
            let closed = record.replace("\"done\"", "\"before\"");
            (record.contains("begun") || record.contains("closed")).then_some(closed)
        });
        snap(&id);
    }
    // Of a journal that is gone, and of a clock that was wrong.
    snap("20190101T000000-00000000");
    snap("29990101T000000-00000000");
    service.repository.git(&["update-ref", "refs/vitals/phase/20190101T000000-00000000/start", &head]);

    let run = service.apply(&service.plan("HEAD~1"));
    assert_eq!(run.code, Some(4), "its check is not green: {}{}", run.out, run.err);
    assert!(
        run.says("removed what is older than 90 days: 5 journals, 6 refs to what they kept"),
        "{}{}",
        run.out,
        run.err
    );
    assert_eq!(service.journals().len(), 21, "the last twenty, and the one that undo needs");
    assert!(needed.exists());
    let status = service.rollback(&["status"]);
    assert!(
        status.code == Some(0) && status.says("kept: 21 journals, 20 refs"),
        "{}{}",
        status.out,
        status.err
    );
    assert_ne!(service.repository.answer(&["for-each-ref", "refs/vitals/phase"]), "");
    assert_eq!(service.tree("HEAD"), tree);
    let undone = service.rollback(&["undo"]);
    assert_eq!(undone.code, Some(0), "{}{}", undone.out, undone.err);
    assert_same(&service.state(), &before, "undone after years");
}

#[test]
fn an_open_journal_is_never_removed_however_old() {
    let service = Service::broken();
    assert_eq!(service.apply(&service.plan("HEAD~1")).code, Some(0));
    let first = service.journals().pop().expect("a journal");
    let text = fs::read_to_string(&first).expect("text");
    let open = aged(&service, &text, "20200101T000000-00000000", |record| {
        (!record.contains("closed")).then(|| record.to_owned())
    });
    let run = service.apply(&service.plan("HEAD~1"));
    assert!(run.code == Some(9) && open.exists(), "{}{}", run.out, run.err);
}

#[test]
fn status_is_one_document_for_programs() {
    let service = Service::with_work();
    let document = |code: i32| -> Value {
        let run = service.rollback(&["status", "--json"]);
        assert_eq!(run.code, Some(code), "{}{}", run.out, run.err);
        serde_json::from_str(&run.out).expect("one document")
    };
    let empty = document(0);
    assert_eq!((&empty["open"], &empty["next"]), (&Value::Null, &Value::Null));
    assert_eq!(empty["rollbacks"].as_array().map(Vec::len), Some(0));
    assert_eq!(service.apply(&service.plan("HEAD~1")).code, Some(0));
    let done = document(0);
    assert_eq!(done["schema"], "vitals-rollback-status/1");
    assert_eq!(done["next"], "vitals rollback undo");
    let last = &done["rollbacks"][0];
    assert_eq!((&last["kind"], &last["end"]), (&Value::from("apply"), &Value::from("done")));
    assert_eq!(last["commit"], service.head().as_str());
    assert!(done["kept"][0]["reference"].as_str().is_some_and(|name| name.starts_with("refs/vitals/snap/")));
    // One that stands open.
    let journal = service.journals().pop().expect("a journal");
    let text = fs::read_to_string(&journal).expect("text");
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    fs::write(&journal, lines[..lines.len() - 1].concat()).expect("written");
    let open = document(9);
    assert_eq!((&open["open"], &open["next"]), (&last["id"], &Value::from("vitals rollback recover")));
    assert_eq!(open["rollbacks"][0]["end"], Value::Null);
}

/// The command that follows a plan is the one that works from where it was made.
#[test]
fn the_next_command_is_short_where_apply_finds_the_plan_by_its_hash() {
    let service = Service::broken();
    let python = a_python().display().to_string();
    let words = ["rollback", "plan", "HEAD~1", "--quiet", "--python", &python];
    let next = |run: &Run| {
        let line =
            run.out.lines().find_map(|line| line.strip_prefix("next: vitals ")).expect("a next command");
        line.split(' ').map(str::to_owned).collect::<Vec<String>>()
    };
    let plan = Run::from(service.repository.plain(&words).output().expect("it runs"));
    let short = next(&plan);
    assert_eq!((short[1].as_str(), short[2].len()), ("apply", 12), "{}", plan.out);
    // From elsewhere, where no `.vitals/plans` is, by its whole path.
    let elsewhere = service.repository.temporary().to_owned();
    let configuration = service.path().join("vitals.toml").display().to_string();
    let mut command = service.repository.plain(&[&words[..], &["--config", &configuration]].concat());
    let far = next(&Run::from(command.current_dir(&elsewhere).output().expect("it runs")));
    assert!(far[2].ends_with(".json") && PathBuf::from(&far[2]).is_absolute(), "{far:?}");
    // Another plan that begins so would make it ambiguous; this one is alone.
    let words: Vec<&str> = short.iter().map(String::as_str).collect();
    let applied = Run::from(service.repository.vitals(&words).output().expect("it runs"));
    assert_eq!(applied.code, Some(0), "{}{}", applied.out, applied.err);
}
