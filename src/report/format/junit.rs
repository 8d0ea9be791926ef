//! JUnit, as GitLab, Jenkins and GitHub read it: a suite for the run, a case for each probe or check.
//!
//! What could not be decided is a failure of the type `inconclusive` or `vacuous`, and never `skipped`: those readers show
//! a skipped case in the colour of a pass, and a pass is earned.

use quick_junit::{NonSuccessKind, Report as Suites, TestCase, TestCaseStatus, TestSuite};

use super::error::RenderError;
use super::plain::{kind, line, summary};
use crate::python::Fingerprint;
use crate::report::Report;
use crate::report::judged::{Judged, judged, left_out};
use crate::report::words::sentence;
use crate::verdict::Status;

/// The file.
pub fn junit(report: &Report) -> Result<String, RenderError> {
    let entries = judged(report);
    let mut suite = TestSuite::new(format!("vitals {}", kind(report)));
    if let Some(head) = report.head() {
        suite.add_property(("started", head.started.as_str()));
        suite.add_property(("command", line(&head.command.join(" ")).as_str()));
    }
    for note in report.head().into_iter().flat_map(|head| &head.notes) {
        suite.add_property(("note", line(&sentence(note)).as_str()));
    }
    for (side, fingerprint) in fingerprints(report) {
        suite.add_properties(place(side, fingerprint));
    }
    for entry in &entries {
        suite.add_properties(properties(entry));
    }
    suite.add_test_cases(entries.iter().map(case));
    if let Some(missing) = left_out(report) {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
        status.set_type("unfinished").set_message(missing);
        suite.add_test_case(TestCase::new("the run was finished", status));
    }
    suite.set_system_out(summary(&entries));
    let mut suites = Suites::new("vitals");
    suites.add_test_suite(suite);
    let text = suites.to_string().map_err(RenderError::of("junit"))?;
    // Jenkins' own schema allows it on a suite alone. It stands in the first element, whose name is ours.
    Ok(text.replacen(r#" skipped="0""#, "", 1))
}

/// Of the one side, or of both.
fn fingerprints(report: &Report) -> Vec<(&'static str, &Fingerprint)> {
    match report {
        Report::Check(document) => vec![("", &document.fingerprint)],
        Report::Health(document) => vec![("", &document.fingerprint)],
        Report::Audit(document) => vec![("", &document.fingerprint)],
        Report::Nightly(document) => vec![("", &document.check.fingerprint)],
        Report::Comparison(document) => {
            let [base, candidate] = &document.sides;
            vec![("base ", &base.fingerprint), ("candidate ", &candidate.fingerprint)]
        }
        Report::Websocket(_) | Report::Trend(_) | Report::Imports(_) => Vec::new(),
    }
}

/// Where it was measured.
fn place(side: &str, fingerprint: &Fingerprint) -> Vec<(String, String)> {
    let dirty = if fingerprint.git_dirty == Some(true) { ", changed" } else { "" };
    let commit = fingerprint.git_commit.as_ref().map(|hash| format!("{hash}{dirty}"));
    let facts = [
        ("commit", commit),
        ("python", Some(fingerprint.python.version())),
        ("processor", Some(fingerprint.cpu_model.clone())),
        ("kernel", fingerprint.kernel.clone()),
    ];
    let known = facts.into_iter().filter_map(|(name, value)| Some((name, value?)));
    known.map(|(name, value)| (format!("{side}{name}"), line(&value))).collect()
}

/// Jenkins' schema has properties of a suite, and none of a case.
fn properties<'a>(entry: &'a Judged<'a>) -> impl Iterator<Item = (String, String)> + 'a {
    let facts = [("measured", &entry.measured), ("limit", &entry.limit)].into_iter();
    let known = facts.filter(|(_, value)| !value.is_empty());
    known.map(|(name, value)| (format!("{}: {name}", line(&entry.title())), line(value)))
}

fn case(entry: &Judged<'_>) -> TestCase {
    let mut case = TestCase::new(line(&entry.name), status(entry));
    case.set_classname(line(&entry.kind));
    if let Some(took) = entry.took {
        case.set_time(took.to_duration());
    }
    let reported: Vec<String> =
        entry.reasons.iter().chain(entry.evidence.iter()).map(|text| line(text)).collect();
    case.set_system_out(reported.join("\n"));
    if !entry.output.is_empty() {
        case.set_system_err(entry.output.iter().map(|text| line(text)).collect::<Vec<_>>().join("\n"));
    }
    case
}

fn status(entry: &Judged<'_>) -> TestCaseStatus {
    let kind = match entry.status {
        Status::Pass => return TestCaseStatus::success(),
        Status::Error => NonSuccessKind::Error,
        Status::Fail | Status::Inconclusive | Status::Vacuous => NonSuccessKind::Failure,
    };
    let mut status = TestCaseStatus::non_success(kind);
    let reasons: Vec<String> = entry.reasons.iter().map(|reason| line(reason)).collect();
    let first = reasons.first().cloned().unwrap_or_else(|| entry.status.word().to_owned());
    status.set_type(entry.status.word()).set_message(first).set_description(reasons.join("\n"));
    status
}
