//! A JUnit file, counted.

use std::fs;
use std::path::Path;

use quick_junit::{Report, TestCaseStatus};

use super::Counts;

/// What a file reports.
#[derive(Clone, Debug, Default)]
pub struct SuiteReport {
    /// Tests by outcome.
    pub counts: Counts,
    /// Names and first lines of those that did not pass, in order.
    pub bad: Vec<String>,
    /// Why tests were skipped, each reason once.
    pub skips: Vec<String>,
}

/// Reads a file.
///
/// # Errors
/// In words, where it is not there or not JUnit.
pub fn read(path: &Path) -> Result<SuiteReport, String> {
    let text = fs::read(path).map_err(|error| error.to_string())?;
    let report =
        Report::deserialize_from_str(&String::from_utf8_lossy(&text)).map_err(|error| error.to_string())?;
    let mut reported = SuiteReport::default();
    for case in report.test_suites.iter().flat_map(|suite| &suite.test_cases) {
        match &case.status {
            TestCaseStatus::Success { .. } => reported.counts.passed += 1,
            TestCaseStatus::Skipped { message, .. } => {
                reported.counts.skipped += 1;
                let reason = message.as_ref().map(|text| text.as_str().to_owned());
                reported.skips.extend(reason.filter(|reason| !reported.skips.contains(reason)));
            }
            TestCaseStatus::NonSuccess { kind, message, .. } => {
                match kind {
                    quick_junit::NonSuccessKind::Failure => reported.counts.failed += 1,
                    quick_junit::NonSuccessKind::Error => reported.counts.errors += 1,
                }
                let first = message.as_ref().and_then(|text| text.as_str().lines().next().map(str::to_owned));
                let class =
                    case.classname.as_ref().map_or_else(String::new, |class| format!("{}.", class.as_str()));
                let name = format!("{class}{}", case.name.as_str());
                reported.bad.push(first.map_or(name.clone(), |first| format!("{name}: {first}")));
            }
        }
    }
    Ok(reported)
}
