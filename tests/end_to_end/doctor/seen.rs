//! Audits, and commits that were seen green.

use std::fs;

use jiff::{SignedDuration, Timestamp};
use vitalsign::store::history::{Filter, History, RunRecord, Variant};

use super::patient::{CONFIGURATION, Patient};

#[test]
fn what_was_never_seen_is_found() {
    let patient = Patient::unseen();
    let found = patient.found(&[]);
    assert_eq!(found.expect_too("never_audited", "warning")["checks"][0], "golden path");
    let green = found.expect_too("no_green", "error");
    assert_eq!((&green["check"], &green["elsewhere"]), (&"golden path".into(), &serde_json::Value::Null));
    assert_eq!(green["fix"], "vitals health --only 'golden path' on a checkout without changes");
    patient.seen("health", 0);
    patient.found(&[]).expect("never_audited", "warning");
    patient.seen("audit", 0);
    assert_eq!(patient.found(&[]).findings().len(), 0);
}

#[test]
fn a_green_commit_of_another_branch_is_nothing_to_go_back_to() {
    let patient = Patient::ready();
    let old = patient.repository.answer(&["rev-parse", "--short=10", "HEAD"]);
    patient.repository.git(&["commit", "--quiet", "--amend", "--message", "Other"]);
    patient.repository.git(&["push", "--quiet", "--force"]);
    let found = patient.found(&[]);
    let green = found.expect("no_green", "error");
    assert_eq!(green["elsewhere"], old);
}

/// Without a critical check none decides by itself, and one that was seen is enough.
#[test]
fn without_a_critical_check_a_missing_green_is_a_warning() {
    let patient = Patient::unseen();
    patient.repository.write(
        "vitals.toml",
        CONFIGURATION.replace("critical = true\nclass = \"security\"\n", "critical = false\n"),
    );
    patient.repository.commit("No critical check");
    patient.repository.git(&["push", "--quiet"]);
    patient.found(&[]).expect_too("nothing_green", "error");
    patient.seen("health", 0);
    patient.seen("audit", 0);
    assert_eq!(patient.found(&[]).findings().len(), 0);
}

#[test]
fn a_vacuous_check_is_an_error_and_one_without_proof_a_warning() {
    let patient = Patient::ready();
    patient.repository.write("try.py", "print('good')\n");
    patient.seen("audit", 1);
    let found = patient.found(&[]);
    assert_eq!(found.expect("vacuous", "error")["check"], "golden path");
    patient.repository.write("try.py", "import app\nraise SystemExit(1)\n");
    patient.seen("audit", 2);
    assert_eq!(patient.found(&[]).expect("doubtful", "warning")["doubt"], "did_not_pass");
    patient.repository.write("vitals.toml", CONFIGURATION.replace("requires = [\"app\"]\n", ""));
    patient.repository.write("try.py", "import app\nprint('good')\n");
    patient.seen("audit", 2);
    assert_eq!(patient.found(&[]).expect("doubtful", "warning")["doubt"], "no_fault");
}

/// The audit of today, moved a hundred days back.
#[test]
fn an_audit_of_long_ago_is_a_warning() {
    let patient = Patient::ready();
    let path = patient.path().join(".vitals/history.db");
    let history = History::open_existing(&path).expect("a history");
    let filter = Filter { kind: Some("audit".into()), ..Filter::default() };
    let run = history.runs(&filter).expect("runs").pop().expect("an audit");
    let text = history.document(run.id).expect("a document");
    drop(history);
    fs::remove_file(&path).expect("there");
    patient.seen("health", 0);
    let old = RunRecord {
        started: Timestamp::now() - SignedDuration::from_hours(24 * 100),
        kind: "audit".into(),
        status: "pass".into(),
        variant: Variant::default(),
        fingerprint: None,
        document: text,
        measures: Vec::new(),
    };
    History::open(&path).expect("a history").record(&old).expect("recorded");
    patient.drilled(Timestamp::now());
    let found = patient.found(&[]);
    assert_eq!(found.expect("old_audit", "warning")["days"], 100);
}

/// A history that is none is not one in which nothing was seen.
#[test]
fn a_history_that_cannot_be_read_is_an_error() {
    let patient = Patient::ready();
    fs::write(patient.path().join(".vitals/history.db"), "no database").expect("written");
    let found = patient.found(&[]);
    found.expect_too("not_known", "error");
    assert_eq!(found.findings().len(), 2, "of the audits, and of the ledger");
}

#[test]
fn a_project_that_never_rehearsed_or_not_for_long_is_warned() {
    let patient = Patient::undrilled();
    patient.seen("health", 0);
    patient.seen("audit", 0);
    assert_eq!(patient.found(&[]).expect("never_drilled", "warning")["fix"], "vitals drill --all");
    patient.drilled(Timestamp::now() - SignedDuration::from_hours(24 * 100 + 1));
    assert_eq!(patient.found(&[]).expect("old_drill", "warning")["days"], 100);
    patient.drilled(Timestamp::now());
    assert_eq!(patient.found(&[]).findings().len(), 0);
}
