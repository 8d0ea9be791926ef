//! What leads where.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::*;
use crate::escalation::Scenario;
use crate::quantity::Nanos;
use Outcome::{Done, Failed, NotSeen, Refused, Undone, Unknown};
use StepName::{
    Apply, Compare, CompareAgain, Contain, Culprit, Evidence, Good, Open, Plan, Publish, Recover, See, Verify,
};

const ALL: [&str; 5] = ["golden-path", "isolation-breach", "import-cascade", "performance", "phase:phase-2"];

fn of(written: &str) -> Emergency {
    Emergency::of(written).expect("an emergency")
}

fn after(steps: &[(StepName, Outcome)]) -> State {
    let mut state = State::default();
    for (step, outcome) in steps {
        let culprit = (*step == Culprit && *outcome == Done).then(|| "c0ffee".to_owned());
        state.end(*step, *outcome, &Known { culprit, ..Known::default() });
    }
    state
}

/// The steps that are taken where each does what it is for.
fn way(emergency: &Emergency, publishes: bool) -> Vec<StepName> {
    let mut state = State::default();
    let mut taken = Vec::new();
    while let Next::Take(step) = lead(emergency, &state, publishes) {
        taken.push(step);
        state.end(step, Done, &Known::default());
    }
    taken
}

#[test]
fn each_emergency_has_its_clock_its_steps_and_all_of_the_clock_is_shared_out() {
    let seconds = |written: &str| of(written).clock().0 / 1_000_000_000;
    assert_eq!(ALL.map(seconds), [300, 120, 600, 900, 1_800]);
    assert_eq!(["phase:1", "phase:phase-3", "phase:cleanup"].map(seconds), [300, 900, 900]);
    for written in ALL {
        let (emergency, clock) = (of(written), of(written).clock());
        let course = course(&emergency, clock);
        assert_eq!(course.iter().map(|planned| planned.share.0).sum::<u64>(), clock.0, "{written}");
        assert_eq!(way(&emergency, false), course.iter().map(|planned| planned.step).collect::<Vec<_>>());
    }
    assert_eq!(way(&of("golden-path"), true), [Open, See, Plan, Apply, Verify, Publish]);
    assert_eq!(
        way(&of("performance"), true),
        [Open, See, Good, Compare, Culprit, Plan, Apply, Verify, CompareAgain, Publish]
    );
    let isolation = of("isolation");
    assert_eq!(way(&isolation, false), [Open, Contain, Evidence, See, Good, Plan, Apply, Verify]);
    assert_eq!(planned(&isolation, isolation.clock(), Contain).share, CONTAIN_WITHIN);
}

#[test]
fn an_emergency_is_read_as_it_is_written_and_no_other_word_is_one() {
    for written in ALL {
        let emergency = of(written);
        assert_eq!(Emergency::of(&emergency.to_string()), Some(emergency.clone()));
        let text = serde_json::to_string(&emergency).expect("JSON");
        assert_eq!(serde_json::from_str::<Emergency>(&text).expect("an emergency"), emergency);
    }
    assert_eq!(of("isolation-breach"), Emergency::Scenario(Scenario::Isolation));
    for wrong in ["", "golden", "goldenpath", "phase:", "Performance", "nuclear"] {
        assert_eq!(Emergency::of(wrong), None, "{wrong}");
    }
    assert_eq!(of("phase:prices & taxes").incident_name(), "phase-prices---taxes");
}

/// Of which emergency, the steps that ended, and what comes next.
type Case<'a> = (&'a str, &'a [(StepName, Outcome)], Next);

#[test]
fn each_answer_leads_where_it_should() {
    let lead = |written: &str, steps: &[(StepName, Outcome)]| lead(&of(written), &after(steps), false);
    let cases: [Case<'_>; 22] = [
        ("golden-path", &[(See, NotSeen)], Next::End(NotSeen)),
        ("golden-path", &[(See, Unknown)], Next::End(Unknown)),
        ("golden-path", &[(See, Done), (Plan, Refused)], Next::End(Refused)),
        ("golden-path", &[(Plan, Done), (Apply, Undone)], Next::End(Undone)),
        ("golden-path", &[(Plan, Done), (Apply, Outcome::NotAuthorised)], Next::End(Outcome::NotAuthorised)),
        // HEAD moved on: once more, and not for ever.
        ("golden-path", &[(Plan, Done), (Apply, Refused)], Next::Take(Plan)),
        (
            "golden-path",
            &[(Plan, Done), (Apply, Refused), (Plan, Done), (Apply, Refused)],
            Next::End(Refused),
        ),
        ("golden-path", &[(Apply, Outcome::Open)], Next::Take(Recover)),
        ("golden-path", &[(Apply, Outcome::Open), (Recover, Done)], Next::Take(Verify)),
        ("golden-path", &[(Apply, Outcome::Open), (Recover, Done), (Verify, Failed)], Next::Take(Plan)),
        ("golden-path", &[(Plan, Done), (Apply, Done), (Verify, Failed)], Next::End(Unknown)),
        // Containment that fails, hangs or is missing stops nothing; what nobody can say is a breach.
        ("isolation", &[(Open, Done), (Contain, Failed)], Next::Take(Evidence)),
        ("isolation", &[(Contain, Outcome::Missing)], Next::Take(Evidence)),
        ("isolation", &[(Contain, Unknown), (Evidence, Outcome::Broken)], Next::Take(See)),
        ("isolation", &[(Evidence, Done), (See, Unknown)], Next::Take(Good)),
        ("isolation", &[(Evidence, Done), (See, NotSeen)], Next::End(NotSeen)),
        ("isolation", &[(See, Done), (Good, Unknown)], Next::End(Unknown)),
        // Within its limit, and slower than it was.
        ("performance", &[(See, NotSeen)], Next::Take(Good)),
        ("performance", &[(See, NotSeen), (Good, Done), (Compare, NotSeen)], Next::End(NotSeen)),
        ("performance", &[(See, Done), (Good, Done), (Compare, Done), (Culprit, Unknown)], Next::Take(Plan)),
        // The culprit alone, then everything after the good commit, then no more.
        ("performance", &[(Culprit, Done), (Plan, Failed)], Next::Take(Plan)),
        ("performance", &[(Culprit, Done), (Plan, Failed), (Plan, Failed)], Next::End(Failed)),
    ];
    for (written, steps, next) in cases {
        assert_eq!(lead(written, steps), next, "{written} {steps:?}");
    }
}

#[test]
fn no_answers_lead_in_a_circle_or_past_a_check() {
    let mut random = StdRng::seed_from_u64(21);
    for round in 0..20_000 {
        let emergency = of(ALL[round % ALL.len()]);
        let mut state = State::default();
        let end = loop {
            let step = match lead(&emergency, &state, round % 2 == 0) {
                Next::Take(step) => step,
                Next::End(outcome) => break outcome,
            };
            let before = state.last();
            if step == Apply {
                assert_eq!(before, Some((Plan, Done)), "{:?}", state.ended);
            }
            if emergency.scenario() == Some(Scenario::Isolation) && step == See {
                assert!(state.ended.iter().any(|(step, _)| *step == Evidence), "{:?}", state.ended);
            }
            let outcome = match random.random_range(0..3) {
                0 => Outcome::ALL[random.random_range(0..Outcome::ALL.len())],
                _ => Done,
            };
            let culprit = (step == Culprit && outcome == Done).then(|| "c0ffee".to_owned());
            state.end(step, outcome, &Known { culprit, ..Known::default() });
            assert!(state.ended.len() < 40, "{:?}", state.ended);
        };
        if end == Done {
            let last = state.last().expect("a step");
            assert!(matches!(last, (Verify | CompareAgain | Publish, _)), "{:?}", state.ended);
            assert!(state.count(Verify, Done) > 0, "{:?}", state.ended);
            assert!(state.count(Apply, Done) + state.count(Recover, Done) > 0, "{:?}", state.ended);
        }
        // Whoever calls again goes on with a step, but where it is over.
        let again = resumed(&emergency, &state.clone().goes_on(), false);
        assert_eq!(matches!(again, Next::End(_)), end.is_over(), "{again:?}: {:?}", state.ended);
    }
}

#[test]
fn a_step_without_an_end_is_taken_again_and_a_rollback_is_made_whole_first() {
    let emergency = of("golden-path");
    let begun = |step| {
        Record::Begun(Begun {
            emergency: of("golden-path"),
            step,
            command: Vec::new(),
            share_ms: 1,
            left_ms: 1,
        })
    };
    let ended = |step, outcome| {
        Record::Ended(Box::new(Ended {
            emergency: of("golden-path"),
            step,
            command: Vec::new(),
            exit: None,
            took_ms: 1,
            outcome,
            known: Known { plan: Some(format!("{outcome:?}")), ..Known::default() },
            said: Vec::new(),
        }))
    };
    let over = |outcome| Record::Over { emergency: of("golden-path"), outcome };
    let next = |records: &[Record]| {
        let timed = records.iter().enumerate().map(|(place, record)| (1_000 * place as i64, record));
        let state = State::of(&emergency, timed).goes_on();
        (resumed(&emergency, &state, false), state)
    };
    assert_eq!(next(&[]).0, Next::Take(Open));
    assert_eq!(next(&[begun(See)]).0, Next::Take(See));
    assert_eq!(next(&[ended(See, Done), begun(Plan)]).0, Next::Take(Plan));
    assert_eq!(next(&[ended(Plan, Done), begun(Apply)]).0, Next::Take(Recover));
    assert_eq!(next(&[ended(Plan, Done), over(Refused)]).0, Next::Take(Apply), "it waited for a yes");
    assert_eq!(next(&[ended(Plan, Unknown), over(Unknown)]).0, Next::Take(Plan));
    assert_eq!(
        next(&[ended(Apply, Outcome::NotAuthorised), over(Outcome::NotAuthorised)]).0,
        Next::Take(Apply)
    );
    let (first, state) = next(&[begun(See), ended(See, Done), ended(Verify, Done), over(Done)]);
    assert_eq!((first, state), (Next::Take(Open), State::default()), "what is over begins anew");
    let (_, state) = next(&[over(Done), begun(See), ended(See, Done)]);
    assert_eq!((state.began_ms, state.known.plan.as_deref()), (Some(1_000), Some("Done")));
}

#[test]
fn the_words_of_a_step_are_a_command_with_what_is_known() {
    let known = Known {
        checks: vec!["golden path".into(), "pay".into()],
        good: Some("600d".into()),
        plan: Some("0123456789abcdef".into()),
        compared: Some(vec!["--import".into(), "shop".into()]),
        ..Known::default()
    };
    let with_culprit = Known { culprit: Some("c0ffee".into()), ..known.clone() };
    let said = |written: &str, step, known: &Known| {
        let emergency = of(written);
        let budget = Nanos::from_millis(45_500);
        let asked = Asked {
            emergency: &emergency,
            known,
            budget,
            only: &[],
            remote: None,
            level: Some("L2").filter(|_| step == Apply),
        };
        words(step, &asked).map(|words| words.join(" "))
    };
    let end = "--json --quiet --budget 46s";
    let cases = [
        ("isolation", Contain, None),
        ("isolation", Open, Some("incident open isolation --scenario isolation".to_owned())),
        ("phase:two", Open, Some("incident open phase-two".to_owned())),
        ("golden-path", See, Some(format!("health --no-report {end}"))),
        ("golden-path", Plan, Some(format!("rollback plan --for golden path --check pay {end}"))),
        ("cascade", Plan, Some(format!("rollback plan --for golden path --ladder --check pay {end}"))),
        ("isolation", Plan, Some(format!("rollback plan 600d --check golden path --check pay {end}"))),
        ("performance", Plan, Some(format!("rollback plan 600d --check golden path --check pay {end}"))),
        ("phase:two", Plan, Some(format!("rollback plan phase:two --check golden path --check pay {end}"))),
        (
            "performance",
            Compare,
            Some(format!("compare 600d . --tolerance 10% --no-report --import shop {end}")),
        ),
        ("performance", Culprit, Some(format!("bisect 600d HEAD --check golden path {end}"))),
        ("golden-path", Apply, Some("rollback apply 0123456789ab --yes --quiet --as L2".to_owned())),
    ];
    for (written, step, expected) in cases {
        assert_eq!(said(written, step, &known), expected, "{written} {step:?}");
    }
    let revert = format!("rollback plan --revert c0ffee --for golden path --check pay {end}");
    assert_eq!(said("performance", Plan, &with_culprit), Some(revert));
    let state = after(&[(Culprit, Done), (Plan, Failed)]);
    assert_eq!(state.known_for(Plan).culprit, None, "what failed is not tried again");
}

#[test]
fn what_earlier_steps_leave_over_is_lent_and_a_late_step_has_its_share() {
    let emergency = of("golden-path");
    let clock = emergency.clock();
    let of_step =
        |step, left: u64| budget(&emergency, clock, step, Nanos::from_millis(1_000 * left)).0 / 1_000_000_000;
    assert_eq!(of_step(See, 297), 75, "nothing was left over");
    assert_eq!(of_step(Plan, 290), 173, "70 s were");
    assert_eq!(of_step(Plan, 0), 105, "its share");
    assert_eq!(of_step(Verify, 200), 200, "the last one has all that is left");
    assert_eq!(of_step(Recover, 300), 60);
}
