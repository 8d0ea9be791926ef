//! What the steps have found out, for those that come after them.

use serde::{Deserialize, Serialize};

use crate::escalation::Action;

/// What is known.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Known {
    /// The checks that do not pass, the one that decides first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<String>,
    /// The checks that passed at the first look.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub passed: Vec<String>,
    /// The words that choose what is compared; None where nothing of it can be compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compared: Option<Vec<String>>,
    /// By how much it is slower than at the good commit: 0.15 is 15 %.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slower: Option<f64>,
    /// The last commit known good.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub good: Option<String>,
    /// The commit at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub culprit: Option<String>,
    /// The plan, by its hash.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
    /// How many commits' work goes by it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commits: Option<usize>,
    /// The plan takes back single files, or one commit, and not everything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partial: Option<bool>,
    /// What of a level's authority the plan needs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub needs: Option<Action>,
    /// Checks of other kinds that do not pass.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<String>,
    /// Other emergencies that are seen, in words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
}

impl Known {
    /// What a later step has found goes over what was known.
    pub fn learn(&mut self, later: &Self) {
        let list = |known: &mut Vec<String>, later: &Vec<String>| {
            if !later.is_empty() {
                known.clone_from(later);
            }
        };
        list(&mut self.checks, &later.checks);
        list(&mut self.passed, &later.passed);
        list(&mut self.others, &later.others);
        list(&mut self.also, &later.also);
        self.compared = later.compared.clone().or(self.compared.take());
        self.slower = later.slower.or(self.slower);
        self.good = later.good.clone().or(self.good.take());
        self.culprit = later.culprit.clone().or(self.culprit.take());
        self.plan = later.plan.clone().or(self.plan.take());
        self.commits = later.commits.or(self.commits);
        self.partial = later.partial.or(self.partial);
        self.needs = later.needs.or(self.needs);
    }
}
