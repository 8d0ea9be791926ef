//! What several formats report in the same words.

use crate::report::Report;
use crate::report::judged::Judged;
use crate::untrusted::{printable, redact, shortened};
use crate::verdict::Status;

/// Longest line of the target's text that is passed on.
const LINE: usize = 500;

/// One line of the target's text: no secrets, no control characters, no megabytes.
pub fn line(text: &str) -> String {
    printable(&redact(&shortened(text, LINE))).replace('\n', " ")
}

/// `2 of 3 passed: 1 fail`.
pub fn summary(judged: &[Judged<'_>]) -> String {
    let count = |wanted: Status| judged.iter().filter(|entry| entry.status == wanted).count();
    let others = Status::ALL.into_iter().skip(1).filter(|status| count(*status) > 0);
    let others: Vec<_> = others.map(|status| format!("{} {}", count(status), status.word())).collect();
    let others = if others.is_empty() { String::new() } else { format!(": {}", others.join(", ")) };
    format!("{} of {} passed{others}", count(Status::Pass), judged.len())
}

/// `vitals check` and the like: the command that made the report.
pub fn kind(report: &Report) -> &'static str {
    match report {
        Report::Check(_) => "check",
        Report::Comparison(document) if document.pull_request.is_some() => "pr",
        Report::Comparison(_) => "compare",
        Report::Health(_) => "health",
        Report::Audit(_) => "audit",
        Report::Websocket(_) => "websocket",
        Report::Nightly(_) => "nightly",
        Report::Trend(_) => "trend",
        Report::Imports(_) => "imports",
    }
}
