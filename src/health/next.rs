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
    /// Checks that an earlier commit of HEAD's history is known to pass.
    pub known_good: Vec<KnownGood>,
}

/// A check that an earlier commit is known to pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownGood {
    /// Its name.
    pub check: String,
    /// The newest such commit, abbreviated.
    pub good: String,
    /// HEAD, abbreviated.
    pub head: String,
}

impl KnownGood {
    /// The command that plans the way back.
    pub fn way_back(&self, options: &[String]) -> String {
        let words = ["vitals", "rollback", "plan", "--for", &self.check].into_iter();
        shell_line(words.chain(options.iter().map(String::as_str)))
    }

    /// The command that finds the commit at fault.
    pub fn search(&self, options: &[String]) -> String {
        let words = ["vitals", "bisect", &self.good, &self.head, "--check", &self.check].into_iter();
        shell_line(words.chain(options.iter().map(String::as_str)))
    }
}

impl NextCommand {
    /// The command that plans the way back for the first of these checks of which a good commit is known.
    pub fn way_back(&self, checks: &[&CheckReport]) -> Option<String> {
        self.known(checks).map(|known| known.way_back(&self.options))
    }

    /// The command that finds the commit at fault of the same.
    pub fn search(&self, checks: &[&CheckReport]) -> Option<String> {
        self.known(checks).map(|known| known.search(&self.options))
    }

    fn known(&self, checks: &[&CheckReport]) -> Option<&KnownGood> {
        // A name of which a part is masked chooses no check.
        let named = checks.iter().filter(|check| redact(&check.name) == check.name);
        let known = |check: &&CheckReport| self.known_good.iter().find(|known| known.check == check.name);
        named.copied().find_map(|check| known(&check))
    }

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

    #[test]
    fn the_way_back_is_of_a_check_whose_good_commit_is_known() {
        let failed = || Verdict::new(Status::Fail, CheckReason::BudgetSpent);
        let check = |name| CheckReport::judged(name, "command", failed());
        let of = |check: &&str| KnownGood { check: (*check).into(), good: "abc".into(), head: "def".into() };
        let ways = |known: &[&str]| {
            let known_good = known.iter().map(of).collect();
            let next = NextCommand { known_good, options: vec!["--config".into(), "a b".into()], base: None };
            let checks = [&check("run --password hunter22"), &check("one"), &check("two two")];
            next.way_back(&checks).zip(next.search(&checks))
        };
        assert_eq!(ways(&[]), None);
        assert_eq!(ways(&["run --password hunter22"]), None);
        let (back, search) = ways(&["two two", "run --password hunter22"]).expect("a way");
        assert_eq!(back, "vitals rollback plan --for 'two two' --config 'a b'");
        assert_eq!(search, "vitals bisect abc def --check 'two two' --config 'a b'");
    }
}
