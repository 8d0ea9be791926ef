//! Takes a JUnit file, gives its tests counted, and what it says of those that did not pass.

use std::borrow::Cow;
use std::path::Path;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus};

use super::raised::{Element, first_line};
use crate::untrusted::redact;
use crate::user_file;
use crate::verdict::{Counts, ReportTrouble, TestFailure};

/// What a file says of its tests.
#[derive(Clone, Debug, Default)]
pub struct SuiteReport {
    /// Tests by outcome.
    pub counts: Counts,
    /// Those that did not pass, in order.
    pub failures: Vec<TestFailure>,
    /// Why tests were skipped, each reason once.
    pub skips: Vec<String>,
}

/// Reads a file.
///
/// # Errors
/// Where it is not there or not JUnit.
pub fn read(path: &Path) -> Result<SuiteReport, ReportTrouble> {
    let text =
        user_file::read(path).map_err(|error| ReportTrouble::Unreadable { error: error.to_string() })?;
    let report = Report::deserialize_from_str(&with_suites(&String::from_utf8_lossy(&text)))
        .map_err(|error| ReportTrouble::NotJunit { error: error.to_string() })?;
    let mut reported = SuiteReport::default();
    for case in report.test_suites.iter().flat_map(|suite| &suite.test_cases) {
        reported.count(case);
    }
    Ok(reported)
}

/// Many writers give their one suite without the element around it that the parser asks for.
fn with_suites(text: &str) -> Cow<'_, str> {
    let alone = roxmltree::Document::parse(text).ok().and_then(|document| {
        let root = document.root_element();
        (root.tag_name().name() == "testsuite").then(|| root.range())
    });
    match alone.and_then(|range| text.get(range)) {
        Some(suite) => Cow::Owned(format!("<testsuites>{suite}</testsuites>")),
        None => Cow::Borrowed(text),
    }
}

impl SuiteReport {
    fn count(&mut self, case: &TestCase) {
        match &case.status {
            TestCaseStatus::Success { .. } => self.counts.passed += 1,
            TestCaseStatus::Skipped { message, .. } => {
                self.counts.skipped += 1;
                let reason = message.as_ref().map(|text| redact(text.as_str()));
                self.skips.extend(reason.filter(|reason| !self.skips.contains(reason)));
            }
            TestCaseStatus::NonSuccess { kind, message, ty, description, .. } => {
                let in_error = *kind == NonSuccessKind::Error;
                *(if in_error { &mut self.counts.errors } else { &mut self.counts.failed }) += 1;
                let [type_name, message, text] =
                    [ty, message, description].map(|part| part.as_ref().map(|part| part.as_str()));
                let element = Element { type_name, message, text };
                self.failures.push(TestFailure {
                    test: name(case),
                    in_error,
                    exception: element.exception(),
                    message: message.map(first_line).filter(|line| !line.is_empty()).map(redact),
                    location: element.location(),
                });
            }
        }
    }
}

/// With its class, where there is one: pytest leaves it empty where it cannot collect a file.
fn name(case: &TestCase) -> String {
    let class = case.classname.as_ref().map(|class| class.as_str()).filter(|class| !class.is_empty());
    let name = case.name.as_str();
    redact(&class.map_or_else(|| name.to_owned(), |class| format!("{class}.{name}")))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn tests_are_counted_and_those_that_did_not_pass_are_data() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("junit.xml");
        let text = r#"<testsuites><testsuite name="s" tests="5" errors="1" failures="1">
            <testcase classname="a.T" name="good"/>
            <testcase classname="a.T" name="bad"><failure message="ValueError: no price&#10;more">E   ValueError: no price</failure></testcase>
            <testcase classname="" name="b"><error message="collection failure">E   ImportError: no x</error></testcase>
            <testcase name="c"><skipped message="no net"/></testcase>
            <testcase name="d"><skipped message="no net"/></testcase>
            </testsuite></testsuites>"#;
        fs::write(&path, text).expect("written");
        let report = read(&path).expect("JUnit");
        assert_eq!(report.counts, Counts { passed: 1, failed: 1, errors: 1, skipped: 2 });
        assert_eq!(report.skips, ["no net"]);
        let types = report.failures.iter().map(|failure| {
            let type_name = failure.exception.as_ref().map(|exception| exception.type_name.as_str());
            (failure.test.as_str(), failure.in_error, type_name, failure.message.as_deref())
        });
        let expected = [
            ("a.T.bad", false, Some("ValueError"), Some("ValueError: no price")),
            ("b", true, Some("ImportError"), Some("collection failure")),
        ];
        assert_eq!(types.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn one_suite_may_stand_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("junit.xml");
        for text in [
            "<testsuite name='s'><testcase name='a'/></testsuite>",
            "<?xml version='1.0'?>\n<!-- <testsuites> -->\n<testsuite name='s' tests='1'><testcase name='a'/></testsuite>\n",
        ] {
            fs::write(&path, text).expect("written");
            let passed = read(&path).map(|report| report.counts.passed);
            assert_eq!(passed, Ok(1), "{text}");
        }
    }

    #[test]
    fn what_is_no_junit_is_so_by_kind() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(matches!(read(&folder.path().join("x")), Err(ReportTrouble::Unreadable { .. })));
        let path = folder.path().join("junit.xml");
        fs::write(&path, "<html>").expect("written");
        assert!(matches!(read(&path), Err(ReportTrouble::NotJunit { .. })));
    }
}
