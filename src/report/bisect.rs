//! A search between two commits as data, how it goes on, and the answer for a person.

use serde::{Deserialize, Serialize};

use super::comparison::{ComparisonDocument, human_comparison};
use super::head::Head;
use super::lock_search::TrialWord;
use super::terminal::{BOLD, DIM, line, styled};
use crate::culprit::Tally;
use crate::git::Commit;
use crate::report::words::sentence;
use crate::untrusted::printable;
use crate::verdict::Reason;

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

/// One that could not be measured.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Skip {
    /// Whole hash.
    pub commit: String,
    /// Why, as a sentence.
    pub why: String,
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
}

/// How a search goes on.
#[derive(Clone, Debug)]
pub enum BisectEvent {
    /// Before it starts.
    Forecast {
        /// Commits in the range.
        commits: usize,
        /// Commits that are probably measured.
        builds: usize,
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
            blamed: Vec::new(),
            suspects: Vec::new(),
            held: 0.0,
            effect: None,
            second_step: None,
            comparison: None,
            builds: 0,
            batches: 0,
            answers: 0,
            skips: Vec::new(),
            end: BisectEnd::Undecided,
        }
    }
}

/// One line of progress.
pub fn bisect_line(event: &BisectEvent) -> String {
    match event {
        BisectEvent::Forecast { commits, builds } => {
            format!("{commits} commits; about {} of them will be measured", builds.min(commits))
        }
        BisectEvent::Measured { commit, held, left } => {
            let short = commit.get(..10).unwrap_or(commit);
            format!(
                "{short} measured; 95 % of the probability is in {left} commits, {:.0} % in one",
                held * 100.0
            )
        }
    }
}

/// The whole answer, with styles that the printing stream removes where they are not wanted.
pub fn human_bisect(document: &BisectDocument) -> String {
    let mut text = String::new();
    let [good, bad] = document.range.each_ref().map(Commit::short);
    line(&mut text, &format!("{good} → {bad}: {}", counted(document.commits, "commit")));
    line(&mut text, &styled(BOLD, &printable(&headline(document))));
    for suspect in &document.suspects {
        let merge = if suspect.is_merge { ", a merge" } else { "" };
        let about = format!(
            "  {} {}  ({}, {}{merge}; {:.1} %)",
            suspect.commit.short(),
            suspect.commit.subject,
            suspect.author,
            suspect.committed,
            suspect.probability * 100.0
        );
        line(&mut text, &printable(&about));
    }
    for reason in &document.failure {
        line(&mut text, &format!("  {}", printable(&sentence(reason))));
    }
    warnings(&mut text, document);
    let shown = match document.end {
        BisectEnd::Alike | BisectEnd::Undecided => &document.ends,
        _ => &document.comparison,
    };
    if let Some(comparison) = shown {
        line(&mut text, "");
        text.push_str(&human_comparison(comparison, true));
    }
    let took = format!(
        "{} made ready, {}, {}, {} skipped",
        counted(document.builds, "commit"),
        counted(document.batches, "batch of runs"),
        counted(document.answers, "answer"),
        document.skips.len()
    );
    line(&mut text, &styled(DIM, &took));
    if let Some(command) = next_command(document) {
        line(&mut text, &format!("next: {command}"));
    }
    text
}

fn counted(count: usize, what: &str) -> String {
    match (count, what.split_once(' ')) {
        (1, _) => format!("1 {what}"),
        (_, Some((first, rest))) => format!("{count} {first}es {rest}"),
        _ => format!("{count} {what}s"),
    }
}

fn headline(document: &BisectDocument) -> String {
    let held = document.held * 100.0;
    match (document.end, document.suspects.as_slice()) {
        (BisectEnd::Found, [suspect]) => format!("first bad commit: {}", suspect.commit.short()),
        (BisectEnd::Set, [_]) => {
            "most probably this commit, though it did not differ from its parent once more".into()
        }
        (BisectEnd::Set | BisectEnd::Found, some) => {
            format!("one of {} commits, which hold {held:.0} % of the probability", some.len())
        }
        (BisectEnd::Alike, _) => "the two ends do not differ".into(),
        (BisectEnd::Undecided, _) => "whether the two ends differ could not be decided".into(),
        (BisectEnd::CutShort, []) => "not finished: `vitals bisect resume` goes on".into(),
        (BisectEnd::CutShort, some) => format!(
            "not finished: one of {} commits, which hold {held:.0} %; `vitals bisect resume` goes on",
            some.len()
        ),
    }
}

fn warnings(text: &mut String, document: &BisectDocument) {
    if let Some((commit, level)) = &document.second_step {
        let short = commit.get(..10).unwrap_or(commit);
        let part = level * 100.0;
        line(
            text,
            &format!(
                "warning: {short} has {part:.0} % of the difference: there is a second step; the larger is named"
            ),
        );
    }
    for (end, tally) in ["good", "bad"].into_iter().zip(document.ends_tally) {
        let Some(Tally { bad, runs }) = tally else { continue };
        if bad > 0 && bad < runs {
            line(text, &format!("warning: the {end} end failed {bad} of {runs} times: the check is flaky"));
        }
    }
}

fn next_command(document: &BisectDocument) -> Option<String> {
    let [suspect] = document.suspects.as_slice() else { return None };
    (document.end == BisectEnd::Found)
        .then(|| format!("vitals rollback plan --revert {}", suspect.commit.short()))
}
