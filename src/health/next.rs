//! The command that leads on from a finding: as a shell takes it, in the folder where the run was started.

use super::outcome::CheckReport;
use super::scenario::Scenario;
use crate::untrusted::{redact, shell_line};

/// What such a command is made of.
#[derive(Clone, Debug, Default)]
pub struct NextCommand {
    /// The options of this run that choose the target, each a word.
    pub options: Vec<String>,
    /// A revision that the working tree can be compared with; None where there is none.
    pub base: Option<String>,
}

impl NextCommand {
    /// The command that leads on from a scenario, of which this check is the first evidence.
    pub fn after(&self, scenario: Scenario, check: &CheckReport) -> String {
        let words = match (&self.base, scenario) {
            (Some(base), Scenario::Performance) if matches!(&*check.kind, "import" | "create") => {
                vec!["vitals", "compare", base, "."]
            }
            (Some(base), Scenario::Performance) if &*check.kind == "websocket" => {
                match redact(&check.name) == check.name {
                    true => vec!["vitals", "compare", base, ".", "--only", &check.name],
                    false => vec!["vitals", "compare", base, "."],
                }
            }
            // A name of which a part is masked chooses no check.
            _ if redact(&check.name) != check.name => vec!["vitals", "health", "--verbose"],
            _ => vec!["vitals", "health", "--only", &check.name, "--verbose"],
        };
        let options = self.options.iter().map(String::as_str);
        shell_line(words.into_iter().chain(options))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::{CheckReason, Status, Verdict};

    #[test]
    fn a_name_that_hides_a_secret_chooses_nothing() {
        let failed = || Verdict::new(Status::Fail, CheckReason::BudgetSpent);
        let check = |name| CheckReport::judged(name, "command", failed());
        let next = |name| NextCommand::default().after(Scenario::Other, &check(name));
        assert_eq!(next("run --password hunter22"), "vitals health --verbose");
        assert_eq!(next("run"), "vitals health --only run --verbose");
    }
}
