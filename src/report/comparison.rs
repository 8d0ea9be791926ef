//! A comparison as data, and as the answer for a person.

use serde::{Deserialize, Serialize};

use super::head::Head;
use super::pull_request::PullRequest;
use super::terminal::{BOLD, DIM, failures, line, reproduced, style_of, styled, verdict_table};
use crate::comparison::{Comparison, Quantity};
use crate::config::Settings;
use crate::measure::InterleavedConversations;
use crate::plan::ComparisonRule;
use crate::python::Fingerprint;
use crate::report::words::quantity;
use crate::report::words::sentence;
use crate::store::Baseline;
use crate::untrusted::printable;
use crate::verdict::{Planned, RunEnd, Status, Verdict};

/// A comparison of two variants.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ComparisonDocument {
    /// When, and by which command.
    #[serde(flatten)]
    pub head: Head,
    /// Base and candidate.
    pub sides: [SideRecord; 2],
    /// One entry a probe, in order.
    pub probes: Vec<ComparisonReport>,
    /// One entry a conversation, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub operations: Vec<OperationsReport>,
    /// What is known of the branch, where `vitals pr` compared one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pull_request: Option<PullRequest>,
}

/// The conversations of one check with both.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct OperationsReport {
    /// The check's name.
    pub name: String,
    /// With reasons and evidence.
    pub verdict: Verdict,
    /// How many users spoke at once.
    pub users: u32,
    /// What was asked, with which error rate.
    pub rule: ComparisonRule,
    /// Each operation; the first is the whole conversation.
    pub quantities: Vec<Quantity>,
    /// All that was measured.
    pub measured: InterleavedConversations,
}

/// What a report keeps of a variant.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SideRecord {
    /// As written on the command line.
    pub label: String,
    /// The first line of the commit's message, where it is a commit.
    pub subject: Option<String>,
    /// Machine, interpreter, commit.
    pub fingerprint: Fingerprint,
}

impl SideRecord {
    /// What a report keeps of a baseline.
    pub fn of_baseline(baseline: &Baseline) -> Self {
        Self {
            label: format!("baseline:{}", baseline.name),
            subject: baseline.commit.as_ref().map(|commit| commit.subject.clone()),
            fingerprint: baseline.fingerprint.clone(),
        }
    }
}

/// One probe.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ComparisonReport {
    /// Module or factory.
    pub name: String,
    /// With reasons and evidence.
    pub verdict: Verdict,
    /// What was asked, with which error rate.
    pub rule: ComparisonRule,
    /// All that was measured.
    #[serde(flatten)]
    pub comparison: Comparison,
}

impl ComparisonDocument {
    /// An empty document, dated now.
    pub fn begin(sides: [SideRecord; 2], command: &[String], settings: &Settings) -> Self {
        Self {
            head: Head::begin(command, settings, settings.probes.len()),
            sides,
            probes: Vec::new(),
            operations: Vec::new(),
            pull_request: None,
        }
    }

    /// An empty document of two baselines, dated now.
    pub fn of_baselines(sides: [SideRecord; 2], planned: usize) -> Self {
        Self {
            head: Head::now(planned),
            sides,
            probes: Vec::new(),
            operations: Vec::new(),
            pull_request: None,
        }
    }

    /// Closes the document.
    pub fn end(&mut self, cut: Option<RunEnd>) {
        self.head.end(self.done(), Planned::Probes, cut);
    }

    /// The worst of all: an unfinished run is never a pass.
    pub fn status(&self) -> Status {
        Status::worst(self.statuses(), self.done() == self.head.planned)
    }

    /// What each probe and each conversation came to.
    pub fn statuses(&self) -> impl Iterator<Item = Status> {
        let probes = self.probes.iter().map(|probe| probe.verdict.status);
        probes.chain(self.operations.iter().map(|check| check.verdict.status))
    }

    /// Probes and conversations that were compared.
    pub fn done(&self) -> usize {
        self.probes.len() + self.operations.len()
    }
}

/// The whole answer, with styles that the printing stream removes where they are not wanted.
pub fn human_comparison(document: &ComparisonDocument, everything: bool) -> String {
    let mut text = String::new();
    for (name, side) in ["base", "candidate"].into_iter().zip(&document.sides) {
        line(&mut text, &head(name, side));
    }
    line(&mut text, "");
    if let Some(pull_request) = &document.pull_request {
        of_the_branch(&mut text, pull_request);
    }
    if document.head.planned > 0 {
        verdicts(&mut text, document);
    }
    for probe in &document.probes {
        if everything || probe.verdict.status != Status::Pass {
            section(&mut text, probe);
            reproduced(&mut text, &document.head, (probe.verdict.status, &probe.name));
        }
    }
    for check in &document.operations {
        if everything || check.verdict.status != Status::Pass {
            reasons(&mut text, &format!("conversation {}", printable(&check.name)), &check.verdict);
            for written in check.measured.servers.iter().flatten().flat_map(|server| &server.output) {
                if check.verdict.status == Status::Error {
                    line(&mut text, &styled(DIM, &format!("  │ {}", printable(written))));
                }
            }
            reproduced(&mut text, &document.head, (check.verdict.status, &check.name));
        }
    }
    for note in &document.head.notes {
        line(&mut text, &format!("{} {}", styled(BOLD, "note:"), printable(&sentence(note))));
    }
    text
}

/// What the branch is, and why each probe is measured.
fn of_the_branch(text: &mut String, pull_request: &PullRequest) {
    line(text, &styled(BOLD, &printable(&pull_request.headline())));
    for why in pull_request.why().into_iter().chain(pull_request.locks_in_words()) {
        line(text, &styled(DIM, &format!("  {}", printable(&why))));
    }
    line(text, "");
}

fn head(name: &str, side: &SideRecord) -> String {
    let python = &side.fingerprint.python;
    let commit = side.fingerprint.git_commit.as_deref().and_then(|hash| hash.get(..10));
    let dirty = if side.fingerprint.git_dirty == Some(true) { ", changed" } else { "" };
    let commit = commit.map_or_else(String::new, |hash| format!("  {hash}{dirty}"));
    let subject = side.subject.as_deref().map_or_else(String::new, |subject| format!("  {subject}"));
    let place = printable(&format!("{commit}{subject}  {}", python.executable.display()));
    format!(
        "{} {}  Python {}{}",
        styled(DIM, &format!("{name:9}")),
        styled(BOLD, &printable(&side.label)),
        python.version(),
        styled(DIM, &place)
    )
}

fn verdicts(text: &mut String, document: &ComparisonDocument) {
    let header = ["verdict", "probe", "target", "base", "candidate", "ratio", "n"];
    verdict_table(text, &header, rows_of_all(document));
}

fn rows_of_all(document: &ComparisonDocument) -> Vec<(Status, Vec<String>)> {
    let conversation = |check: &OperationsReport| {
        let row = |quantity: &Quantity| {
            let [base, candidate, ratio] = in_brief(Some(quantity));
            let target = printable(&format!("{}: {}", check.name, quantity.name));
            let pairs = check.measured.pairs().to_string();
            let status = quantity.finding.map_or(check.verdict.status, Into::into);
            (status, vec!["conversation".to_owned(), target, base, candidate, ratio, pairs])
        };
        if check.quantities.is_empty() || check.verdict.status == Status::Error {
            let [base, candidate, ratio] = in_brief(None);
            let target = printable(&check.name);
            let cells = vec!["conversation".to_owned(), target, base, candidate, ratio, String::new()];
            return vec![(check.verdict.status, cells)];
        }
        check.quantities.iter().map(row).collect()
    };
    document.probes.iter().flat_map(rows).chain(document.operations.iter().flat_map(conversation)).collect()
}

/// A row for each time that was judged; of a probe with one, and of one that was not compared, a row.
fn rows(probe: &ComparisonReport) -> Vec<(Status, Vec<String>)> {
    let comparison = &probe.comparison;
    let row = |status: Status, what: &str, quantity: Option<&Quantity>| {
        let [base, candidate, ratio] = in_brief(quantity);
        let target = printable(&probe.name);
        let n = quantity::rests_on(&comparison.measured);
        (status, vec![what.to_owned(), target, base, candidate, ratio, n])
    };
    let of_times =
        comparison.quantities.iter().filter_map(|quantity| Some((quantity, quantity.of?, quantity.finding?)));
    let of_times =
        of_times.map(|(quantity, of, finding)| row(finding.into(), quantity::probe(of), Some(quantity)));
    let of_times: Vec<_> = of_times.collect();
    // A side that failed says more than what was measured until then.
    let known = matches!(probe.verdict.status, Status::Pass | Status::Fail | Status::Inconclusive);
    if of_times.is_empty() || !known {
        return vec![row(probe.verdict.status, comparison.measured.probe(), comparison.quantities.first())];
    }
    of_times
}

/// A judged quantity on both sides, and its ratio.
fn in_brief(quantity: Option<&Quantity>) -> [String; 3] {
    let Some(judged) = quantity else { return ["not measured".into(), String::new(), String::new()] };
    let ratio = judged.ratio.as_ref().map_or_else(String::new, quantity::ratio_in_words);
    [quantity::value(judged.unit, judged.base), quantity::value(judged.unit, judged.candidate), ratio]
}

fn section(text: &mut String, probe: &ComparisonReport) {
    let verdict = &probe.verdict;
    let title = format!("{} {}", probe.comparison.measured.probe(), printable(&probe.name));
    reasons(text, &title, verdict);
    for failed in probe.comparison.measured.failures() {
        failures(text, failed);
    }
}

/// A title with a verdict, its reasons and its evidence.
fn reasons(text: &mut String, title: &str, verdict: &Verdict) {
    let status = styled(style_of(verdict.status), verdict.status.word());
    line(text, &format!("{}  {status}", styled(BOLD, title)));
    for reason in &verdict.reasons {
        line(text, &format!("  {}", printable(&sentence(reason))));
    }
    for evidence in &verdict.evidence {
        line(text, &styled(DIM, &format!("  · {}", printable(&sentence(evidence)))));
    }
}
