//! `vitals incident checklist` and `validate-recovery`: what has to hold before it is over.

use std::fs;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::{of_kind, plain, run, shop, shown};
use crate::repository::Repository;

const LINES: [&str; 13] = [
    "events",
    "login",
    "results",
    "many-users",
    "live-events",
    "data",
    "monitoring",
    "alerts",
    "documentation",
    "team",
    "rollback-tested",
    "escalation-tested",
    "contacts",
];

/// A shop with a probe, a check of syntax and one of isolation, a baseline from before, and an open incident.
fn opened() -> Repository {
    let repository = shop();
    let more = "[[probe.import]]\nmodule = \"shop.cart\"\nlimit = \"60s\"\nsamples = 3\nregression = \"1000% or 10s\"\n\
        [[check]]\nname = \"syntax\"\nkind = \"syntax\"\npaths = [\"shop\"]\n\
        [[check]]\nname = \"users apart\"\nkind = \"command\"\ntags = [\"isolation\"]\n\
        command = [\"python\", \"-c\", \"print('1 ok')\"]\nevidence = { pattern = \"1 ok\" }\n";
    repository.append("vitals.toml", more);
    repository.commit_on(2, "Checks");
    run(&repository, &["baseline", "capture", "before"], 0);
    capture_of_yesterday(&repository, "before");
    run(&repository, &["incident", "open", "down"], 0);
    repository
}

/// Dates a baseline back: captures are dated to the second, and one of the second in which an incident begins is not from before it.
fn capture_of_yesterday(repository: &Repository, name: &str) {
    let path = repository.path().join(".vitals/baselines").join(name).with_extension("json");
    let mut baseline: Value = serde_json::from_slice(&fs::read(&path).expect("a baseline")).expect("JSON");
    let yesterday = Timestamp::now() - SignedDuration::from_hours(24);
    baseline["captured"] = serde_json::json!([format!("{yesterday:.0}")]);
    fs::write(&path, baseline.to_string()).expect("written");
}

fn look(repository: &Repository, words: &[&str], code: i32) -> Value {
    let run = run(repository, &[&["incident"], words, &["--json"]].concat(), code);
    serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {}{}", run.out, run.err))
}

fn line<'a>(look: &'a Value, name: &str) -> &'a Value {
    let lines = look["lines"].as_array().expect("lines");
    lines.iter().find(|line| line["line"] == name).unwrap_or_else(|| panic!("{name}: {look}"))
}

#[test]
fn it_is_over_only_where_every_line_holds() {
    let repository = opened();
    let first = look(&repository, &["validate-recovery"], 1);
    assert_eq!(first["lines"].as_array().map(Vec::len), Some(19));
    for (name, answer) in [
        ("imports", "yes"),
        ("syntax", "yes"),
        ("critical-path", "yes"),
        ("isolation", "yes"),
        ("performance", "yes"),
        ("login", "unknown"),
        ("report", "no"),
    ] {
        assert_eq!(line(&first, name)["answer"], answer, "{name}: {}", line(&first, name));
    }
    assert!(line(&first, "login")["why"].as_str().expect("why").contains("vitals incident attest login yes"));
    for name in LINES {
        run(&repository, &["incident", "attest", name, "yes", "--until", "1h", "--by", "A. Owner"], 0);
    }
    for section in [
        "summary",
        "business-impact",
        "technical-impact",
        "customer-impact",
        "root-cause",
        "resolution",
        "lessons",
        "preventive-actions",
        "follow-ups",
    ] {
        run(&repository, &["incident", "answer", section, "written"], 0);
    }
    let all = look(&repository, &["validate-recovery", "--for", "2s", "--every", "1s"], 0);
    assert_eq!(all["holds"], true, "{all}");
    assert!(all["held_s"].as_u64().expect("seconds") >= 2, "{all}");
    let early = run(&repository, &["incident", "close"], 1);
    assert!(early.says("procedures-reviewed") && !early.says("the checklist"), "{}", early.out);
    for question in ["procedures-reviewed", "stakeholders-informed"] {
        run(&repository, &["incident", "attest", question, "yes"], 0);
    }
    run(&repository, &["incident", "close"], 0);
    let closing = of_kind(&shown(&repository), "closed")[0].clone();
    assert_eq!(closing["missing"], serde_json::json!([]));
}

#[test]
fn what_fails_after_an_emergency_is_named_and_written_down() {
    let repository = opened();
    repository.append("shop/cart.py", "raise ImportError('no cart')\n");
    let look = look(&repository, &["checklist"], 1);
    assert_eq!(look["lines"].as_array().map(Vec::len), Some(6));
    assert_eq!(line(&look, "critical-path")["why"], "failed: carts");
    assert_eq!(line(&look, "imports")["answer"], "no");
    assert_eq!(line(&look, "syntax")["answer"], "yes");
    let journal = shown(&repository);
    let looked = of_kind(&journal, "looked");
    assert_eq!((looked.len(), &looked[0]["holds"]), (1, &false.into()));
    let ran = of_kind(&journal, "ran");
    assert_eq!(ran.last().expect("the command itself")["words"][2], "checklist");
    assert!(
        !ran.last().expect("one")["runs"].as_array().expect("runs").is_empty(),
        "its run is in the history"
    );
}

#[test]
fn without_a_baseline_from_before_nobody_knows_whether_it_is_as_fast() {
    let repository = opened();
    let removed = repository.plain(&["baseline", "rm", "before"]).output().expect("the program");
    assert!(removed.status.success());
    let after = ["baseline", "capture", "after", "--during-incident", "to look at it"];
    run(&repository, &after, 0);
    let look = look(&repository, &["checklist"], 1);
    let performance = line(&look, "performance");
    assert_eq!(performance["answer"], "unknown", "one from now is none from before: {performance}");
    assert!(performance["why"].as_str().expect("why").contains("no baseline from before"), "{performance}");
    assert_eq!(plain(&repository, &["incident", "checklist", "--baseline", "nothing"]).code, Some(64));
}
