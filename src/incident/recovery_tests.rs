//! The list of recovery: what answers a line, and what does not.

use jiff::{SignedDuration, Timestamp};

use super::*;
use crate::quantity::Nanos;
use crate::store::history::DrillRow;

fn log() -> Log {
    let begun = Begun {
        schema: SCHEMA.into(),
        id: "x".into(),
        name: "x".into(),
        stamp: Stamp::now(),
        severity: Severity::LEAST,
        scenario: None,
        summary: None,
        limits: Limits::of(Severity::LEAST, None),
        detection: None,
        configuration: None,
        head: None,
        operators: None,
    };
    Log { begun, entries: Vec::new(), damage: Vec::new(), cut_off: false }
}

fn with(mut log: Log, events: impl IntoIterator<Item = Event>) -> Log {
    log.entries.extend(events.into_iter().map(|event| Entry { stamp: Stamp::now(), event }));
    log
}

fn check(name: &str, kind: &str, tags: &[&str], answer: Answer) -> Asked {
    let tags = tags.iter().map(|&tag| tag.to_owned()).collect();
    Asked { name: name.into(), kind: kind.into(), tags, critical: false, answer }
}

fn answer(name: &str, log: &Log, checks: &[Asked], compared: Option<&[Asked]>) -> LineSeen {
    let line = lines(false).into_iter().find(|line| line.name == name).expect("the line");
    line.seen(&Known { checks, compared, drills: &[], log, now: Timestamp::now() })
}

fn attest(question: &str, answer: Answer, until: Option<Timestamp>) -> Event {
    Event::Attested(Attestation { question: question.into(), answer, by: Some("A. Owner".into()), until })
}

#[test]
fn the_list_has_nineteen_lines_each_with_a_name_of_its_own() {
    let all = lines(false);
    assert_eq!(all.len(), 19);
    let names: std::collections::BTreeSet<&str> = all.iter().map(|line| line.name.as_str()).collect();
    assert_eq!(names.len(), 19);
    assert_eq!(lines(true).len(), 6);
}

#[test]
fn checks_that_fit_answer_a_line_and_unknown_is_never_yes() {
    let log = log();
    for (answers, expected) in [
        (vec![Answer::Yes, Answer::Yes], Answer::Yes),
        (vec![Answer::Yes, Answer::No], Answer::No),
        (vec![Answer::Yes, Answer::Unknown], Answer::Unknown),
        (vec![Answer::Unknown, Answer::No], Answer::No),
    ] {
        let checks: Vec<Asked> =
            answers.into_iter().map(|answer| check("c", "import", &[], answer)).collect();
        assert_eq!(answer("imports", &log, &checks, None).answer, expected, "{checks:?}");
    }
    let other = [check("c", "pytest", &["cart"], Answer::Yes)];
    let seen = answer("imports", &log, &other, None);
    assert_eq!(seen.answer, Answer::Unknown, "what does not fit answers nothing: {seen:?}");
    let tagged = [check("sign in", "command", &["login"], Answer::Yes)];
    assert_eq!(answer("login", &log, &tagged, None).why, "passed: sign in");
    let critical = [Asked { critical: true, ..check("pay", "command", &[], Answer::No) }];
    assert_eq!(answer("critical-path", &log, &critical, None).why, "failed: pay");
}

#[test]
fn what_nobody_checks_is_attested_until_a_time_and_a_no_is_believed() {
    let later = Timestamp::now() + SignedDuration::from_hours(1);
    let log_with = |answer, until| with(log(), [attest("monitoring", answer, until)]);
    assert_eq!(answer("monitoring", &log(), &[], None).answer, Answer::Unknown);
    let seen = answer("monitoring", &log_with(Answer::Yes, Some(later)), &[], None);
    assert_eq!(seen.answer, Answer::Yes);
    assert!(seen.why.starts_with("attested, until 20"), "{}", seen.why);
    assert_eq!(seen.by.as_deref(), Some("A. Owner"));
    let past = Timestamp::now() - SignedDuration::from_secs(1);
    let seen = answer("monitoring", &log_with(Answer::Yes, Some(past)), &[], None);
    assert_eq!(seen.answer, Answer::Unknown, "{}", seen.why);
    let mut old = log_with(Answer::Yes, None);
    old.entries[0].stamp.time = Timestamp::now() - SignedDuration::from_hours(25);
    assert_eq!(answer("monitoring", &old, &[], None).answer, Answer::Unknown, "a day at most");
    let green = [check("probe", "command", &["monitoring"], Answer::Yes)];
    assert_eq!(answer("monitoring", &log_with(Answer::No, None), &green, None).answer, Answer::No);
    let red = [check("probe", "command", &["monitoring"], Answer::No)];
    assert_eq!(answer("monitoring", &log_with(Answer::Yes, None), &red, None).answer, Answer::No);
}

#[test]
fn performance_needs_a_comparison_and_the_report_needs_its_sections() {
    let fast = [check("import shop", "import", &[], Answer::Yes)];
    assert_eq!(
        answer("performance", &log(), &fast, None).answer,
        Answer::Unknown,
        "a limit is no comparison"
    );
    assert_eq!(answer("performance", &log(), &[], Some(&fast)).answer, Answer::Yes);
    assert_eq!(answer("performance", &log(), &fast, Some(&[])).answer, Answer::Unknown);
    let seen = answer("report", &log(), &[], None);
    assert!(seen.answer == Answer::No && seen.why.contains("root-cause"), "{seen:?}");
    let whole = Section::ALL.map(|section| Event::Answered { section, text: "x".into() });
    assert_eq!(answer("report", &with(log(), whole), &[], None).answer, Answer::Yes);
}

fn ran(exit: u8, verdict: &str) -> Event {
    let verdicts = vec![CheckSeen { check: "cart".into(), verdict: verdict.into() }];
    let words = vec!["vitals".into(), "health".into()];
    let (runs, scenarios) = (Vec::new(), Vec::new());
    Event::Ran(Box::new(Ran { words, exit, took_ms: 1, runs, verdicts, scenarios }))
}

fn rolled_back(id: &str, kind: &str, of: &str, end: &str) -> Event {
    Event::RolledBack(Box::new(Undone {
        id: id.into(),
        kind: kind.into(),
        of: of.into(),
        end: end.into(),
        from: "a".into(),
        to: Some("b".into()),
        commits: Some(Vec::new()),
    }))
}

#[test]
fn an_undo_takes_a_rollback_back_and_its_undo_brings_it_again() {
    let standing = |events: Vec<Event>| {
        undone(&with(log(), events)).into_iter().map(|(_, undone)| undone.id.clone()).collect::<Vec<_>>()
    };
    let one = || rolled_back("1", "apply", "plan", "done");
    assert_eq!(standing(vec![one()]), ["1"]);
    assert_eq!(standing(vec![rolled_back("1", "apply", "plan", "undone")]), [""; 0]);
    assert_eq!(standing(vec![one(), rolled_back("2", "undo", "1", "done")]), [""; 0]);
    let again = vec![one(), rolled_back("2", "undo", "1", "done"), rolled_back("3", "undo", "2", "done")];
    assert_eq!(standing(again), ["1"]);
    assert_eq!(
        standing(vec![rolled_back("1", "apply", "plan", "open"), one()]),
        ["1"],
        "the last entry counts"
    );
}

#[test]
fn it_is_resolved_by_what_made_it_green_and_stayed_green() {
    let of = |events: Vec<Event>| {
        let times = times(&with(log(), events));
        (times.resolution.map(|moment| moment.source), times.validation.map(|moment| moment.source))
    };
    let back = || rolled_back("1", "apply", "plan", "done");
    let entry = |place| Some(Source::Entry(place));
    assert_eq!(of(vec![ran(0, "pass")]), (None, None), "nothing was wrong");
    assert_eq!(of(vec![ran(3, "fail"), back()]), (entry(3), None));
    assert_eq!(of(vec![ran(3, "fail"), back(), ran(0, "pass"), ran(0, "pass")]), (entry(3), entry(4)));
    let by_hand = vec![ran(3, "fail"), back(), ran(3, "fail"), ran(0, "pass")];
    assert_eq!(of(by_hand), (entry(5), entry(5)), "the rollback did not do it");
    assert_eq!(
        of(vec![ran(3, "fail"), back(), ran(2, "inconclusive")]),
        (entry(3), None),
        "unknown is not green"
    );
}

#[test]
fn drills_answer_whether_the_way_back_was_tried() {
    let now = Timestamp::now();
    let drill = |fault: &str, ending: &str, days: i64| DrillRow {
        started: now - SignedDuration::from_hours(24 * days),
        hash: None,
        fault: fault.into(),
        ending: ending.into(),
        took: Nanos(1),
        document: String::new(),
    };
    let line = lines(false).into_iter().find(|line| line.name == "rollback-tested").expect("the line");
    let seen =
        |drills: &[DrillRow], log: &Log| line.seen(&Known { checks: &[], compared: None, drills, log, now });
    let passed = [drill("leak", "passed", 3), drill("users-mixed-up", "not applicable", 3)];
    let one = seen(&passed, &log());
    assert_eq!((one.answer, one.why.as_str()), (Answer::Yes, "drills that passed: leak"));
    let failed = [drill("leak", "passed", 3), drill("slow-import", "too slow", 3)];
    let one = seen(&failed, &log());
    assert_eq!((one.answer, one.why.as_str()), (Answer::No, "drills that did not pass: slow-import"));
    for proves_nothing in
        [vec![], vec![drill("leak", "passed", 91)], vec![drill("leak", "not applicable", 1)]]
    {
        let one = seen(&proves_nothing, &log());
        assert!(one.answer == Answer::Unknown && one.why.contains("vitals drill --all"), "{one:?}");
        let attested = with(log(), [attest("rollback-tested", Answer::Yes, None)]);
        assert_eq!(seen(&proves_nothing, &attested).answer, Answer::Yes);
    }
}
