//! A search between two commits as data, and how it goes on.

use serde::{Deserialize, Serialize};

use super::super::comparison::ComparisonDocument;
use super::super::head::Head;
use super::super::lock_search::TrialWord;
use super::forecast::Forecast;
use super::skip::Skip;
use crate::culprit::{BATCH, ENDS, Tally};
use crate::git::Commit;
use crate::verdict::{Location, Reason};

/// What `vitals bisect GOOD BAD` found.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BisectDocument {
    /// When, and by which command.
    #[serde(flatten)]
    pub head: Head,
    /// The good end and the bad one.
    pub range: [Commit; 2],
    /// Commits of the first-parent history after the good end, up to the bad one.
    pub commits: usize,
    /// By times or by answers; None where the ends did not differ.
    pub method: Option<BisectMethod>,
    /// Both ends against each other, where times were measured.
    pub ends: Option<Box<ComparisonDocument>>,
    /// What the bad end's failure says, where it fails.
    pub failure: Vec<Reason>,
    /// Answers of good and bad end, or of the culprit's parent and the culprit.
    pub answered: [TrialWord; 2],
    /// How often each end failed, of how many answers.
    pub ends_tally: [Option<Tally>; 2],
    /// The lines that the bad end's verdict names, relative to the repository's top.
    #[serde(default)]
    pub places: Vec<Location>,
    /// Commits that wrote the lines which the bad end's verdict names: they were asked first.
    pub blamed: Vec<String>,
    /// The commits that hold `held` of the probability together, oldest first.
    pub suspects: Vec<Suspect>,
    /// What they hold.
    pub held: f64,
    /// The logarithm of the ratio of both ends' times, and its standard error.
    pub effect: Option<(f64, f64)>,
    /// A commit that stands between both ends, and where (0 as the good end, 1 as the bad one): there is a second step.
    pub second_step: Option<(String, f64)>,
    /// The culprit against its parent.
    pub comparison: Option<Box<ComparisonDocument>>,
    /// What it was to take, before it began; None where the ends did not differ.
    #[serde(default)]
    pub forecast: Option<Forecast>,
    /// Where the culprit is a merge: the search in the branch that it brings.
    #[serde(default)]
    pub branch: Option<Box<BisectDocument>>,
    /// Answers of commits on the wrong side of the one that is named, by yes and no: how often a good one failed, and a bad one passed.
    #[serde(default)]
    pub flaky: Option<[Tally; 2]>,
    /// Commits that were made ready.
    pub builds: usize,
    /// Batches of runs.
    pub batches: usize,
    /// Answers by yes or no.
    pub answers: usize,
    /// Commits that could not be measured.
    pub skips: Vec<Skip>,
    /// How it ended.
    pub end: BisectEnd,
}

/// One that may be at fault.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Suspect {
    /// The commit.
    pub commit: Commit,
    /// Who wrote it.
    pub author: String,
    /// When it was committed (RFC 3339).
    pub committed: String,
    /// It has several parents.
    pub is_merge: bool,
    /// How probable it is.
    pub probability: f64,
}

/// How commits were measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BisectMethod {
    /// By how long it takes.
    Times,
    /// By yes or no.
    Answers,
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BisectEnd {
    /// One commit, which differs from its parent.
    Found,
    /// A set that cannot be told apart, or one commit that did not differ from its parent once more.
    Set,
    /// The two ends do not differ.
    Alike,
    /// It could not be decided whether they differ.
    Undecided,
    /// The budget was spent, or Ctrl-C came: the journal is kept.
    CutShort,
    /// By its forecast it takes longer than there is time: it was not begun.
    OverBudget,
}

/// How a search goes on.
#[derive(Clone, Debug)]
pub enum BisectEvent {
    /// Before it starts.
    Forecast(Forecast),
    /// It goes on in the branch of this merge.
    Branch {
        /// Whole hash.
        merge: String,
    },
    /// A commit was measured.
    Measured {
        /// Whole hash.
        commit: String,
        /// What the most probable one holds.
        held: f64,
        /// Commits that hold 95 %.
        left: usize,
    },
}

impl BisectDocument {
    /// Of a range, before anything was measured.
    pub fn begin(head: Head, [good, bad]: [&Commit; 2], commits: usize) -> Self {
        Self {
            head,
            range: [good.clone(), bad.clone()],
            commits,
            method: None,
            ends: None,
            failure: Vec::new(),
            answered: [TrialWord::Unknown; 2],
            ends_tally: [None; 2],
            places: Vec::new(),
            blamed: Vec::new(),
            suspects: Vec::new(),
            held: 0.0,
            effect: None,
            second_step: None,
            comparison: None,
            forecast: None,
            branch: None,
            flaky: None,
            builds: 0,
            batches: 0,
            answers: 0,
            skips: Vec::new(),
            end: BisectEnd::Undecided,
        }
    }

    /// Runs of the target: of the ends, of batches (a pair is two), of the culprit beside its parent; and answers by yes or no.
    pub fn runs(&self) -> usize {
        let compared = [&self.ends, &self.comparison].into_iter().flatten().flat_map(|it| &it.probes);
        let pairs: usize = compared.map(|probe| probe.comparison.measured.pairs().len()).sum();
        2 * (pairs + self.batches * (BATCH + 2 * ENDS)) + self.answers
    }

    /// The search whose end is that of all: the one in the culprit's branch, unless its ends did not differ.
    pub fn last(&self) -> &Self {
        match &self.branch {
            Some(branch) if branch.end != BisectEnd::Alike => branch.last(),
            _ => self,
        }
    }
}
