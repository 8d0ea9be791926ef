//! A comparison as data, and as the answer for a person.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::head::Head;
use super::terminal::{BOLD, DIM, failures, line, style_of, styled, verdict_table};
use crate::comparison::Comparison;
use crate::config::Settings;
use crate::plan::ComparisonRule;
use crate::python::Fingerprint;
use crate::report::words::quantity;
use crate::report::words::sentence;
use crate::store::Baseline;
use crate::untrusted::printable;
use crate::verdict::{Planned, RunEnd, Status, Verdict};

/// A comparison of two variants.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ComparisonDocument {
    /// When, and by which command.
    #[serde(flatten)]
    pub head: Head,
    /// Base and candidate.
    pub sides: [SideRecord; 2],
    /// One entry a probe, in order.
    pub probes: Vec<ComparisonReport>,
}

/// What a report keeps of a variant.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
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
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
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
        Self { head: Head::begin(command, settings, settings.probes.len()), sides, probes: Vec::new() }
    }

    /// An empty document of two baselines, dated now.
    pub fn of_baselines(sides: [SideRecord; 2], planned: usize) -> Self {
        Self { head: Head::now(planned), sides, probes: Vec::new() }
    }

    /// Closes the document.
    pub fn end(&mut self, cut: Option<RunEnd>) {
        self.head.end(self.probes.len(), Planned::Probes, cut);
    }

    /// The worst of all: an unfinished run is never a pass.
    pub fn status(&self) -> Status {
        Status::worst(
            self.probes.iter().map(|probe| probe.verdict.status),
            self.probes.len() == self.head.planned,
        )
    }
}

/// The whole answer, with styles that the printing stream removes where they are not wanted.
pub fn human_comparison(document: &ComparisonDocument, everything: bool) -> String {
    let mut text = String::new();
    for (name, side) in ["base", "candidate"].into_iter().zip(&document.sides) {
        line(&mut text, &head(name, side));
    }
    line(&mut text, "");
    verdicts(&mut text, document);
    for probe in &document.probes {
        if everything || probe.verdict.status != Status::Pass {
            section(&mut text, probe);
        }
    }
    for note in &document.head.notes {
        line(&mut text, &format!("{} {}", styled(BOLD, "note:"), printable(&sentence(note))));
    }
    text
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
    let row = |probe: &ComparisonReport| {
        let [base, candidate, ratio] = in_brief(probe);
        let measured = &probe.comparison.measured;
        let cells = [
            measured.probe().to_owned(),
            printable(&probe.name),
            base,
            candidate,
            ratio,
            quantity::rests_on(measured),
        ];
        (probe.verdict.status, cells.into())
    };
    let header = ["verdict", "probe", "target", "base", "candidate", "ratio", "n"];
    verdict_table(text, &header, document.probes.iter().map(row).collect());
}

/// The judged quantity on both sides, and its ratio.
fn in_brief(probe: &ComparisonReport) -> [String; 3] {
    let Some(first) = probe.comparison.quantities.first() else {
        return ["not measured".into(), String::new(), String::new()];
    };
    let ratio = first.ratio.as_ref().map_or_else(String::new, quantity::ratio_in_words);
    [quantity::value(first.unit, first.base), quantity::value(first.unit, first.candidate), ratio]
}

fn section(text: &mut String, probe: &ComparisonReport) {
    let verdict = &probe.verdict;
    let title = format!("{} {}", probe.comparison.measured.probe(), printable(&probe.name));
    let status = styled(style_of(verdict.status), verdict.status.word());
    line(text, &format!("{}  {status}", styled(BOLD, &title)));
    for reason in &verdict.reasons {
        line(text, &format!("  {}", printable(&sentence(reason))));
    }
    for evidence in &verdict.evidence {
        line(text, &styled(DIM, &format!("  · {}", printable(&sentence(evidence)))));
    }
    for failed in probe.comparison.measured.failures() {
        failures(text, failed);
    }
    line(text, "");
}
