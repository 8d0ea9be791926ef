//! What is wrong with levels, contacts and rules before anybody needs them.

mod finding;
mod fire;
mod people;
mod placeholder;
mod rules;
mod names;
#[cfg(test)]
mod tests;

pub use finding::{Finding, Limit, Never, Wrong};

use jiff::civil::Date;

use super::policy::Policy;

/// What else the configuration has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// The names of `[[notify]]`.
    pub receivers: Vec<String>,
    /// The names of `[[check]]`, each with whether it is critical.
    pub checks: Vec<(String, bool)>,
}

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
