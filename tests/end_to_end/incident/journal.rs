//! What is written down, by whom, and what becomes of a journal that is not as it was written.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;

use super::{ends, journal, of_kind, plain, run, shop, shown};
use crate::program::Run;

#[test]
fn every_command_writes_an_entry_with_its_run_and_its_verdicts() {
    let repository = shop();
    run(&repository, &["health"], 0);
    repository.append("shop/cart.py", "raise ImportError('no cart')\n");
    repository.commit_on(2, "A shop that is broken");
    run(&repository, &["health"], 3);
    let opened = run(&repository, &["incident", "open", "no-carts", "--scenario", "golden-path"], 0);
    assert!(opened.out.contains("by run 2: carts fail"), "{}", opened.out);
    run(&repository, &["health"], 3);
    run(&repository, &["ledger"], 0);
    let shown = shown(&repository);
    let begun = &shown["begun"];
    assert_eq!((&begun["name"], &begun["severity"]), (&"no-carts".into(), &2.into()), "{begun}");
    assert_eq!(begun["detection"]["run"], 2, "{begun}");
    assert_eq!(begun["detection"]["good"]["subject"], "A shop that works", "{begun}");
    assert_eq!(begun["head"]["subject"], "A shop that is broken", "{begun}");
    let ran = of_kind(&shown, "ran");
    assert_eq!(ran.len(), 2, "the commands of the incident itself are no entries: {ran:?}");
    assert_eq!((&ran[0]["words"][1], &ran[0]["exit"]), (&"health".into(), &3.into()));
    assert_eq!(ran[0]["runs"][0]["id"], 3);
    assert_eq!(ran[0]["runs"][0]["uid"].as_str().map(str::len), Some(40));
    assert_eq!(ran[0]["verdicts"][0]["check"], "carts");
    assert_eq!(ran[0]["verdicts"][0]["verdict"], "fail");
    assert_eq!((&ran[1]["words"][1], &ran[1]["exit"]), (&"ledger".into(), &0.into()));
    let stamp = &shown["entries"][0]["stamp"];
    assert!(stamp["time"].as_str().expect("a time").ends_with('Z'), "{stamp}");
    assert!(!stamp["user"].as_str().expect("a user").is_empty(), "{stamp}");
    assert!(!stamp["host"].as_str().expect("a host").is_empty(), "{stamp}");
    assert!(stamp["uptime_ms"].as_u64().expect("a time") > 0, "{stamp}");
    let mode = |path: &std::path::Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
    let journal = journal(&repository);
    assert_eq!((mode(&journal), mode(journal.parent().expect("a folder"))), (0o600, 0o700));
    assert_eq!(repository.answer(&["status", "--porcelain"]), "", "the checkout stays clean");
}

#[test]
fn no_secret_is_written_down() {
    let repository = shop();
    let mut open = repository.plain(&["incident", "open", "leak", "--summary", "token is hunter22swordfish"]);
    ends(&Run::from(open.env("SHOP_PASSWORD", "hunter22swordfish").output().expect("the program")), 0);
    let words = ["incident", "note", "it is hunter22swordfish, or postgres://shop:opensesame@db/shop"];
    let mut note = repository.plain(&words);
    ends(&Run::from(note.env("SHOP_PASSWORD", "hunter22swordfish").output().expect("the program")), 0);
    let words = ["probe", "import", "shop.cart", "--env", "API_TOKEN=wonderwall", "--samples", "1"];
    plain(&repository, &words);
    let text = fs::read_to_string(journal(&repository)).expect("text");
    for secret in ["hunter22swordfish", "opensesame", "wonderwall"] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
    assert!(text.contains("\"probe\""), "the command is there: {text}");
}

#[test]
fn one_is_open_at_a_time_and_a_closed_one_is_closed() {
    let repository = shop();
    let none = run(&repository, &["incident", "note", "hello"], 3);
    assert!(none.says("no incident is open"), "{}", none.err);
    run(&repository, &["incident", "open", "first"], 0);
    let second = run(&repository, &["incident", "open", "second"], 3);
    assert!(second.says("first is open already"), "{}", second.err);
    let early = run(&repository, &["incident", "close"], 1);
    for missing in
        ["Root cause", "vitals incident answer customer-impact TEXT", "stakeholders-informed", "checklist"]
    {
        assert!(early.says(missing), "{missing}: {}", early.out);
    }
    run(&repository, &["incident", "close", "--anyway", "a rehearsal"], 0);
    let twice = run(&repository, &["incident", "close", "--anyway", "again"], 3);
    assert!(twice.says("first, was closed at"), "{}", twice.err);
    let closed = shown(&repository);
    assert_eq!(closed["open"], false);
    let closing = &of_kind(&closed, "closed")[0];
    assert_eq!(closing["in_spite"], "a rehearsal");
    assert!(closing["missing"].as_array().expect("a list").contains(&"root-cause".into()), "{closing}");
    let list = run(&repository, &["incident", "list"], 0);
    assert!(list.out.contains("-first"), "{}", list.out);
    ends(&plain(&repository, &["incident", "open", "a/b"]), 64);
    ends(&plain(&repository, &["incident", "show", "nothing"]), 64);
}

#[test]
fn two_operators_at_once_lose_nothing() {
    let repository = shop();
    run(&repository, &["incident", "open", "busy"], 0);
    let children: Vec<_> = (0..6)
        .map(|number| {
            let text = format!("note {number}");
            let mut command = repository.plain(&["incident", "note", &text]);
            command.stdout(Stdio::null()).spawn().expect("the program")
        })
        .collect();
    for mut child in children {
        assert!(child.wait().expect("ended").success());
    }
    let shown = shown(&repository);
    assert_eq!((of_kind(&shown, "note").len(), &shown["damage"]), (6, &serde_json::json!([])));
}

#[test]
fn a_journal_that_was_changed_is_read_on_and_the_place_is_said() {
    let repository = shop();
    run(&repository, &["incident", "open", "changed"], 0);
    for text in ["one", "two", "three"] {
        run(&repository, &["incident", "note", text], 0);
    }
    let path = journal(&repository);
    let text = fs::read_to_string(&path).expect("text").replace("\"two\"", "\"2\"");
    fs::write(&path, &text).expect("written");
    let shown = run(&repository, &["incident", "show"], 1);
    assert!(
        shown.says("the journal is damaged: line 3 does not follow from the line before it"),
        "{}",
        shown.out
    );
    assert!(shown.out.contains("note: three"), "{}", shown.out);
    assert_eq!(fs::read_to_string(&path).expect("text"), text, "nothing is repaired");
    // It is written on, and the command that does so ends as it would.
    run(&repository, &["incident", "note", "four"], 0);
    assert!(fs::read_to_string(&path).expect("text").starts_with(&text));
}

#[test]
fn a_journal_that_cannot_be_written_changes_no_exit_code() {
    let repository = shop();
    run(&repository, &["incident", "open", "newer"], 0);
    let path = journal(&repository);
    let text = fs::read_to_string(&path).expect("text");
    fs::write(&path, text.replace("vitals-incident-journal/1", "vitals-incident-journal/9"))
        .expect("written");
    let health = run(&repository, &["health"], 0);
    assert!(health.says("this command is not in the incident's journal"), "{}", health.err);
    assert!(health.says("vitals-incident-journal/9"), "{}", health.err);
    ends(&plain(&repository, &["incident", "show"]), 3);
    let list = run(&repository, &["incident", "list"], 0);
    assert!(list.says("vitals-incident-journal/9"), "{}", list.out);
    // Nothing is opened beside it.
    ends(&plain(&repository, &["incident", "open", "other"]), 3);
}

#[test]
fn a_configuration_that_changes_is_written_down_once_and_said() {
    let repository = shop();
    run(&repository, &["incident", "open", "config"], 0);
    assert!(!run(&repository, &["ledger"], 2).says("the configuration has changed"));
    repository.append("vitals.toml", "# A comment.\n");
    assert!(run(&repository, &["ledger"], 2).says("the configuration has changed"));
    assert!(!run(&repository, &["ledger"], 2).says("the configuration has changed"));
    let changed = of_kind(&shown(&repository), "configuration");
    assert_eq!(changed.len(), 1, "{changed:?}");
    assert_ne!(changed[0]["from"], changed[0]["to"]);
}
