//! Each outcome of a plan.

use std::convert::Infallible;

use super::*;

/// As the last version captured it.
fn baseline() -> Baseline {
    let text = include_str!("../../../tests/data/last_version/reference.baseline.json");
    let mut baseline: Baseline = serde_json::from_str(text).expect("a baseline");
    baseline.dirty = Some(false);
    baseline
}

fn hash(baseline: &Baseline) -> String {
    baseline.commit.as_ref().expect("a commit").hash.clone()
}

fn never_asked(_: &Revision) -> Result<CommitKnown, Infallible> {
    panic!("git is not asked")
}

fn planned(baseline: &Baseline, replay: Replay, known: Option<&CommitKnown>) -> BaselinePlan {
    let known = |_: &Revision| Ok::<_, Infallible>(known.expect("git is not asked").clone());
    let Ok(plan) = plan(baseline, replay, known);
    plan
}

#[test]
fn a_commit_that_is_at_hand_is_replayed() {
    let baseline = baseline();
    for replay in [Replay::WherePossible, Replay::Always] {
        let BaselinePlan::Replay(base) = planned(&baseline, replay, Some(&CommitKnown::AtHand)) else {
            panic!("it can be replayed")
        };
        assert_eq!(base.as_str(), hash(&baseline));
    }
}

#[test]
fn a_replay_that_is_not_wanted_asks_nobody() {
    let found = plan(&baseline(), Replay::Never, never_asked);
    assert_eq!(found, Ok(BaselinePlan::Calibrate(NoReplay::NotWanted)));
}

#[test]
fn what_prevents_a_replay_is_named_and_an_error_where_it_was_asked_for() {
    let mut dirty = baseline();
    dirty.dirty = Some(true);
    let mut unsure = baseline();
    unsure.dirty = None;
    let mut bare = baseline();
    bare.commit = None;
    let mut odd = baseline();
    odd.commit.as_mut().expect("a commit").hash = "--upload-pack=x".into();
    let refused = NoReplay::Refused { error: "it is another user's".into() };
    let unknown = |baseline: &Baseline| NoReplay::UnknownCommit { commit: hash(baseline) };
    let cases = [
        (&dirty, None, NoReplay::Dirty),
        (&unsure, None, NoReplay::Dirty),
        (&bare, None, NoReplay::NoCommit),
        (&odd, None, unknown(&odd)),
        (&baseline(), Some(CommitKnown::Unknown), unknown(&baseline())),
        (&baseline(), Some(CommitKnown::NoRepository), NoReplay::NoRepository),
        (&baseline(), Some(CommitKnown::Refused { error: "it is another user's".into() }), refused),
    ];
    for (baseline, known, why) in cases {
        let found = |replay| planned(baseline, replay, known.as_ref());
        assert_eq!(found(Replay::WherePossible), BaselinePlan::Calibrate(why.clone()));
        assert_eq!(found(Replay::Always), BaselinePlan::Impossible(why));
    }
}

/// The probe that the baseline has, and one that it has not.
fn probes() -> [Probe; 2] {
    ["small", "other"].map(|module| {
        Probe::Import(crate::config::ImportSettings {
            module: module.into(),
            setup: None,
            limit: crate::config::defaults::IMPORT,
            cache: crate::config::Cache::Warm,
            samples: None,
            trace: true,
            regression: None,
        })
    })
}

#[test]
fn numbers_of_the_same_machine_are_compared_and_a_probe_that_is_missing_is_named() {
    let (baseline, [small, other]) = (baseline(), probes());
    let found = |probe| numbers(&baseline, probe, &baseline.fingerprint, None, Timestamp::UNIX_EPOCH);
    assert!(matches!(found(&small), Numbers::Compare(StoredProbe::Import(import)) if import.name == "small"));
    let Numbers::None(BaselineReason::NoSuchProbe { known, .. }, BaselineReason::CaptureAgain) =
        found(&other)
    else {
        panic!("it has no such probe")
    };
    assert_eq!(known, ["import small", "create small:create", "growth small:create"]);
}

#[test]
fn numbers_of_another_interpreter_or_too_long_ago_decide_nothing() {
    let (baseline, [small, _]) = (baseline(), probes());
    let captured: Timestamp = baseline.captured[0].parse().expect("a time");
    let after = |seconds| captured + jiff::SignedDuration::from_secs(seconds);
    let hour = Some(Nanos::from_millis(3_600_000));
    let why = |fingerprint: &Fingerprint, now| match numbers(&baseline, &small, fingerprint, hour, now) {
        Numbers::None(BaselineReason::NotComparable { why, .. }, BaselineReason::ReplayInstead) => Some(why),
        _ => None,
    };
    let mut other = baseline.fingerprint.clone();
    other.python.version = [3, 13, 0];
    assert!(matches!(why(&other, after(1)), Some(Mismatch::Fingerprint { .. })));
    assert_eq!(why(&baseline.fingerprint, after(3_600)), None);
    assert!(matches!(why(&baseline.fingerprint, after(3_601)), Some(Mismatch::TooOld { .. })));
    assert_eq!(why(&baseline.fingerprint, after(-3_601)), None, "a clock that was ahead");
}
