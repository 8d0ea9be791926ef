//! Which kinds of emergency go on at the same time, from what runs have seen.

use std::collections::{BTreeMap, BTreeSet};

use crate::escalation::{Scenario, What};
use crate::incident::Ran;

/// The kinds of emergency that go on.
#[derive(Clone, Debug, Default)]
pub struct Ongoing {
    /// Each with the checks that show it; none where a person said so.
    active: BTreeMap<Scenario, BTreeSet<String>>,
    /// What the last run said of each check.
    passing: BTreeMap<String, bool>,
}

impl Ongoing {
    /// One begins, as a person says; None where it goes on already.
    pub fn begun(&mut self, scenario: Scenario) -> Option<What> {
        let is_new = !self.active.contains_key(&scenario);
        self.active.entry(scenario).or_default();
        is_new.then_some(What::Scenario { scenario, active: true })
    }

    /// What begins and what is over by a run: it is over when every check that shows it passes; of one that no check shows, when every
    /// check that was seen passes.
    pub fn after(&mut self, ran: &Ran) -> Vec<What> {
        let mut news = Vec::new();
        for seen in &ran.scenarios {
            news.extend(self.begun(seen.scenario));
            self.active.insert(seen.scenario, seen.checks.iter().cloned().collect());
        }
        self.passing.extend(ran.verdicts.iter().map(|seen| (seen.check.clone(), seen.verdict == "pass")));
        if ran.verdicts.is_empty() {
            return news;
        }
        let passes = |check: &String| self.passing.get(check) == Some(&true);
        let is_over = |checks: &BTreeSet<String>| match checks.is_empty() {
            true => self.passing.values().all(|passes| *passes),
            false => checks.iter().all(passes),
        };
        let over: Vec<Scenario> =
            self.active.iter().filter(|(_, checks)| is_over(checks)).map(|(scenario, _)| *scenario).collect();
        for scenario in over {
            self.active.remove(&scenario);
            news.push(What::Scenario { scenario, active: false });
        }
        news
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::{CheckSeen, ScenarioSeen};

    fn ran(verdicts: &[(&str, &str)], scenarios: &[(Scenario, &str)]) -> Ran {
        let seen = |(check, verdict): &(&str, &str)| CheckSeen {
            check: (*check).to_owned(),
            verdict: (*verdict).to_owned(),
        };
        let scenario = |(scenario, check): &(Scenario, &str)| ScenarioSeen {
            scenario: *scenario,
            checks: vec![(*check).to_owned()],
        };
        Ran {
            words: Vec::new(),
            exit: 0,
            took_ms: 1,
            runs: Vec::new(),
            verdicts: verdicts.iter().map(seen).collect(),
            scenarios: scenarios.iter().map(scenario).collect(),
        }
    }

    const ON: fn(Scenario) -> What = |scenario| What::Scenario { scenario, active: true };
    const OFF: fn(Scenario) -> What = |scenario| What::Scenario { scenario, active: false };

    #[test]
    fn each_begins_once_and_is_over_when_its_checks_pass() {
        use Scenario::{Cascade, GoldenPath};
        let mut ongoing = Ongoing::default();
        assert_eq!(ongoing.begun(GoldenPath), Some(ON(GoldenPath)));
        let both = ran(&[("pay", "fail"), ("syntax", "fail")], &[(GoldenPath, "pay"), (Cascade, "syntax")]);
        assert_eq!(ongoing.after(&both), [ON(Cascade)]);
        assert_eq!(ongoing.after(&both), []);
        // A run of other checks says nothing of these.
        assert_eq!(ongoing.after(&ran(&[("other", "fail")], &[])), []);
        assert_eq!(ongoing.after(&ran(&[("syntax", "pass")], &[])), [OFF(Cascade)]);
        assert_eq!(ongoing.after(&ran(&[("pay", "pass")], &[])), [OFF(GoldenPath)]);
        assert_eq!(ongoing.after(&both), [ON(GoldenPath), ON(Cascade)], "it comes back");
    }

    #[test]
    fn what_no_check_shows_is_over_when_all_pass() {
        let mut ongoing = Ongoing::default();
        ongoing.begun(Scenario::Performance);
        assert_eq!(ongoing.after(&ran(&[], &[])), [], "nothing was asked");
        assert_eq!(ongoing.after(&ran(&[("a", "pass"), ("b", "fail")], &[])), []);
        assert_eq!(ongoing.after(&ran(&[("b", "pass")], &[])), [OFF(Scenario::Performance)]);
    }
}
