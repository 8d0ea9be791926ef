//! The clock of an incident, row by row of the matrices that are shipped.

use jiff::{SignedDuration, Timestamp};

use crate::config::read_str;
use crate::escalation::*;

fn policy() -> Policy {
    let text = "[escalation]\nprofile = \"four-levels\"\nisolation = [\"users\"]\n";
    read_str(text).expect("the shipped profile is right").escalation
}

/// So many seconds after the incident began.
fn at(seconds: i64) -> Timestamp {
    let begun: Timestamp = "2026-12-01T03:00:00Z".parse().expect("a time");
    begun + SignedDuration::from_secs(seconds)
}

fn fact(seconds: i64, what: What) -> Fact {
    Fact { at: at(seconds), what }
}

fn check(seconds: i64, name: &str, critical: bool, seen: Seen) -> Fact {
    fact(seconds, What::Check { name: name.into(), critical, seen })
}

fn answered(seconds: i64, question: Question, answer: Answer) -> Fact {
    fact(seconds, What::Answered { question, answer, by: "kim".into() })
}

/// All questions answered with no as soon as somebody could be asked.
fn all_no() -> impl Iterator<Item = Fact> {
    Question::ALL.into_iter().map(|question| answered(1, question, Answer::No))
}

fn acknowledged(seconds: i64, key: &str, rank: u32) -> Fact {
    fact(seconds, What::Acknowledged { key: key.into(), rank, by: "kim".into() })
}

fn stands(facts: &[Fact], seconds: i64) -> Standing {
    standing(&policy(), "incident", facts, at(seconds))
}

/// Level, second, and why in a word.
fn calls(facts: &[Fact], seconds: i64) -> Vec<(String, i64, &'static str)> {
    let standing = stands(facts, seconds);
    let shown = |(call, _): &(Call, _)| {
        (call.level.clone(), call.due.duration_since(at(0)).as_secs(), call.why.word())
    };
    standing.calls.iter().map(shown).collect()
}

fn call(level: &str, second: i64, word: &'static str) -> (String, i64, &'static str) {
    (level.to_owned(), second, word)
}

/// With somebody of level 1 there after a minute.
fn handled(facts: Vec<Fact>) -> Vec<Fact> {
    let begun = [fact(0, What::Opened(1)), acknowledged(60, "", 1)];
    begun.into_iter().chain(all_no()).chain(facts).collect()
}

const MINUTE: i64 = 60;

/// A word, what happens, and who is called when.
type Row = (&'static str, Vec<Fact>, Vec<(&'static str, i64)>);

#[test]
fn without_an_acknowledgement_level_after_level_is_called_at_its_time() {
    let facts: Vec<Fact> = [fact(0, What::Opened(1))].into_iter().chain(all_no()).collect();
    let all = [
        call("L1", 0, "opened"),
        call("L2", 15 * MINUTE, "unacknowledged"),
        call("L3", 45 * MINUTE, "unacknowledged"),
        call("L4", 105 * MINUTE, "unacknowledged"),
    ];
    for (second, many) in [(0, 1), (899, 1), (900, 2), (2_700, 3), (6_299, 3), (6_300, 4)] {
        assert_eq!(calls(&facts, second), all[..many], "{second}");
    }
    let next = stands(&facts, 60).next.expect("one");
    assert_eq!((next.level.as_str(), next.due), ("L2", at(900)));
    // The highest is called again, every five minutes: only the last of these is sent.
    let last = calls(&facts, 6_300 + 16 * MINUTE);
    assert_eq!(last[4..], [call("L4", 6_300 + 15 * MINUTE, "repeated")]);
}

#[test]
fn an_acknowledgement_stops_the_clock_of_its_level_and_of_those_below() {
    let mut facts: Vec<Fact> = [fact(0, What::Opened(1))].into_iter().chain(all_no()).collect();
    facts.push(acknowledged(899, "", 1));
    assert_eq!(calls(&facts, 1_000_000), [call("L1", 0, "opened")]);
    assert_eq!(stands(&facts, 1_000_000).next, None);
    let by = stands(&facts, 1_000).calls[0].1.clone().expect("somebody");
    assert_eq!((by.by.as_str(), by.at), ("kim", at(899)));
    // One second too late.
    facts.pop();
    facts.push(acknowledged(901, "", 1));
    assert_eq!(calls(&facts, 902).len(), 2);
    // That of a higher level is one for the lower ones.
    facts.pop();
    facts.push(acknowledged(1_000, "", 3));
    assert_eq!(calls(&facts, 1_000_000).len(), 2);
    assert_eq!(stands(&facts, 1_000_000).open().count(), 0);
}

#[test]
fn a_severity_calls_all_up_to_its_level_at_once() {
    let facts = [fact(0, What::Opened(3))];
    assert_eq!(calls(&facts, 0), [call("L1", 0, "opened"), call("L2", 0, "opened"), call("L3", 0, "opened")]);
}

#[test]
fn a_check_that_fails_for_five_minutes_calls_the_second_level_and_for_ten_the_third() {
    let failing =
        handled(vec![check(120, "cart", true, Seen::Fail), check(200, "cart", true, Seen::Unknown)]);
    assert_eq!(calls(&failing, 419), [call("L1", 0, "opened")]);
    assert_eq!(calls(&failing, 420), [call("L1", 0, "opened"), call("L2", 420, "check-failing")]);
    let seen = calls(&failing, 720);
    assert_eq!(seen[2], call("L3", 720, "functionality-lost"), "unknown is no end of it");
    // No critical one: the third level hears nothing of it.
    let other = handled(vec![check(120, "lint", false, Seen::Fail), check(130, "cart", true, Seen::Pass)]);
    assert_eq!(calls(&other, 1_000).len(), 2);
    // It passes again in time, then fails again: the clock begins again.
    let again = handled(vec![
        check(120, "lint", false, Seen::Fail),
        check(419, "lint", false, Seen::Pass),
        check(500, "lint", false, Seen::Fail),
        check(501, "cart", true, Seen::Pass),
    ]);
    assert_eq!(calls(&again, 799).len(), 1);
    assert_eq!(calls(&again, 800)[1], call("L2", 800, "check-failing"));
    // What was due stays due when nobody looked at that time.
    let over = handled(vec![check(120, "lint", false, Seen::Fail), check(500, "lint", false, Seen::Pass)]);
    assert_eq!(calls(&over, 5_000)[1], call("L2", 420, "check-failing"));
}

#[test]
fn what_the_journal_shows_calls_whom_the_matrices_name() {
    let scenario = |second, scenario, active| fact(second, What::Scenario { scenario, active });
    let rolled = |second| fact(second, What::RolledBack);
    let cart = |second, seen| check(second, "cart", false, seen);
    let rows: [Row; 9] = [
        ("failing-after-rollback", vec![rolled(70), cart(80, Seen::Fail)], vec![("L2", 80)]),
        ("rollbacks", vec![rolled(70), rolled(80), rolled(90)], vec![("L2", 90)]),
        ("complete-rollback", vec![fact(70, What::CompleteRollback)], vec![("L2", 70), ("L3", 70)]),
        ("isolation-breach", vec![check(70, "users", true, Seen::Fail)], vec![("L2", 70), ("L3", 70)]),
        ("isolation-breach", vec![check(70, "users", true, Seen::Unknown)], vec![("L2", 70), ("L3", 70)]),
        ("cascade-unresolved", vec![scenario(70, Scenario::Cascade, true)], vec![("L2", 670)]),
        (
            "several-scenarios",
            vec![scenario(70, Scenario::Performance, true), scenario(80, Scenario::GoldenPath, true)],
            vec![("L2", 80)],
        ),
        ("slower", vec![fact(70, What::Slower(0.151))], vec![("L2", 70)]),
        ("down", vec![check(70, "cart", true, Seen::Fail)], vec![("L4", 1_870)]),
    ];
    for (word, facts, expected) in rows {
        let seen = calls(&handled(facts), 10_000);
        let seen: Vec<(&str, i64)> =
            seen.iter().filter(|it| it.2 == word).map(|it| (it.0.as_str(), it.1)).collect();
        assert_eq!(seen, expected, "{word}");
    }
    for quiet in [
        vec![rolled(70), rolled(80)],
        vec![rolled(70), cart(80, Seen::Pass)],
        vec![fact(70, What::Slower(0.15))],
        vec![check(70, "users", true, Seen::Pass)],
        vec![scenario(70, Scenario::Cascade, true), scenario(669, Scenario::Cascade, false)],
    ] {
        assert_eq!(calls(&handled(quiet.clone()), 400).len(), 1, "{quiet:?}");
    }
}

#[test]
fn a_question_calls_by_yes_at_once_by_no_never_and_by_unknown_after_its_time() {
    for (question, to) in [
        (Question::CustomerReports, "L2"),
        (Question::ScopeUncertain, "L2"),
        (Question::Revenue, "L3"),
        (Question::DatabaseIntegrity, "L3"),
        (Question::ExternalService, "L3"),
        (Question::DataExposure, "L4"),
        (Question::Compliance, "L4"),
        (Question::Infrastructure, "L4"),
        (Question::ThirdParty, "L4"),
        (Question::Expertise, "L4"),
        (Question::Legal, "L4"),
    ] {
        let seen = calls(&handled(vec![answered(100, question, Answer::Yes)]), 100);
        assert_eq!(seen.last(), Some(&call(to, 100, question.word())), "{question:?}");
        // Everybody between hears of it too.
        assert_eq!(seen.len().to_string(), to[1..], "{question:?}");
    }
    let unknown = handled(vec![answered(100, Question::CustomerReports, Answer::Unknown)]);
    assert_eq!(calls(&unknown, 999).len(), 1);
    assert_eq!(calls(&unknown, 1_000)[1], call("L2", 1_000, "customer-reports"));
    let known = [unknown, vec![answered(999, Question::CustomerReports, Answer::No)]].concat();
    assert_eq!(calls(&known, 100_000).len(), 1);
}

#[test]
fn what_nobody_answers_is_unknown_from_when_it_is_asked() {
    let facts = [fact(0, What::Opened(1)), acknowledged(60, "", 4), acknowledged(901, "", 4)];
    let asked: Vec<_> = stands(&facts, 100).questions.iter().map(|it| (it.question, it.due)).collect();
    assert_eq!(asked, [(Question::ScopeUncertain, at(900)), (Question::CustomerReports, at(900))]);
    // One call for both: who comes hears what is not known.
    let seen = calls(&facts, 901);
    assert_eq!(seen, [call("L1", 0, "opened"), call("L2", 900, "scope-uncertain")]);
    let asked: Vec<_> = stands(&facts, 901).questions.iter().map(|it| it.of.clone()).collect();
    assert_eq!(asked, ["L1", "L1", "L2", "L2", "L2"]);
    assert_eq!(calls(&facts, 2_700)[2], call("L3", 2_700, "revenue"));
}

#[test]
fn nothing_is_due_after_the_end() {
    let facts: Vec<Fact> =
        [fact(0, What::Opened(1)), fact(890, What::Closed)].into_iter().chain(all_no()).collect();
    let standing = stands(&facts, 100_000);
    assert_eq!((standing.calls.len(), &standing.next), (1, &None));
    assert_eq!(standing.closed, Some(at(890)));
}

#[test]
fn what_was_called_stays_called_though_later_facts_speak_against_it() {
    let mut facts =
        handled(vec![check(120, "lint", false, Seen::Fail), check(121, "cart", true, Seen::Pass)]);
    let called = stands(&facts, 420).calls[1].0.clone();
    facts.push(fact(421, What::Called(called.clone())));
    facts.push(check(130, "lint", false, Seen::Pass));
    let standing = stands(&facts, 1_000);
    assert_eq!(standing.calls.iter().map(|(call, _)| call).filter(|call| **call == called).count(), 1);
    assert_eq!(standing.calls.len(), 2);
}

#[test]
fn a_fact_of_a_clock_that_runs_ahead_counts_from_now() {
    let facts = handled(vec![check(100_000, "users", true, Seen::Fail)]);
    assert_eq!(calls(&facts, 200)[1], call("L2", 200, "isolation-breach"));
}

#[test]
fn an_acknowledgement_is_for_a_call_of_this_incident_and_only_once() {
    let mut facts: Vec<Fact> = vec![fact(0, What::Opened(1))];
    let standing = stands(&facts, 10);
    let key = standing.calls[0].0.key.clone();
    let ack = |standing: &Standing, key: Option<&str>, rank| {
        crate::escalation::acknowledged(standing, "incident", key, ("L1", rank))
    };
    assert_eq!(ack(&standing, None, 1), Ok(vec![key.clone()]));
    assert_eq!(ack(&standing, Some(&key[..8]), 1), Ok(vec![key.clone()]));
    assert!(matches!(ack(&standing, None, 0), Err(AckRefused::NothingWaits { .. })));
    let other = crate::escalation::standing(&policy(), "another", &facts, at(10)).calls[0].0.key.clone();
    assert!(matches!(ack(&standing, Some(&other), 1), Err(AckRefused::NoSuchCall { .. })));
    facts.push(acknowledged(20, &key, 1));
    let twice = ack(&stands(&facts, 30), Some(&key), 1);
    assert!(matches!(&twice, Err(AckRefused::Already { by, .. }) if by == "kim"), "{twice:?}");
    facts.push(fact(40, What::Closed));
    assert!(matches!(ack(&stands(&facts, 50), Some(&key), 1), Err(AckRefused::Over { .. })));
}
