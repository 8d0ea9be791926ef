//! What is wrong with levels, contacts and rules before anybody needs them.

mod finding;
mod fire;
mod known;
mod people;
mod placeholder;
mod rules;
mod names;

pub use finding::{Finding, Limit, Never, Wrong};
pub use known::Known;

use jiff::civil::Date;

use super::policy::Policy;

/// All that is wrong, in the order of the file.
pub fn lint(policy: &Policy, known: &Known, today: Date) -> Vec<Finding> {
    let mut findings = names::findings(policy, known);
    findings.extend(people::findings(policy, today));
    // What rules mean is known where every level is.
    if !findings.iter().any(Finding::is_fatal) {
        findings.extend(rules::findings(policy));
        findings.extend(fire::findings(policy, known));
    }
    findings.sort_by_key(|finding| finding.place.as_ref().map(|place| (place.source, place.span.start)));
    findings
}
