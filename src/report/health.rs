//! Health as data, and as the answer for a person and for a monitor.

use serde::{Deserialize, Serialize};

use super::head::Head;
use super::terminal::{BOLD, DIM, failures, line, reproduced, style_of, styled, verdict_table};
use crate::config::Settings;
use crate::health::{CheckOutcome, CheckReport, Finding, Health, NextCommand, Score, score, triage};
use crate::python::Fingerprint;
use crate::quantity::Nanos;
use crate::report::words::change;
use crate::report::words::check::{in_brief, operations};
use crate::report::words::sentence;
use crate::report::words::triage as words;
use crate::untrusted::{printable, redact};
use crate::verdict::{ChangeReason, Planned, Reason, RunEnd, Status};

/// Lines of output that are shown of a check that did not pass.
const LINES: usize = 8;

/// All checks.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct HealthDocument {
    /// When, and by which command.
    #[serde(flatten)]
    pub head: Head,
    /// Machine, interpreter, commit.
    pub fingerprint: Fingerprint,
    /// One entry a check, in the order of the configuration.
    pub checks: Vec<CheckReport>,
    /// Of all together.
    pub score: Score,
    /// Scenarios of an emergency that are seen, the worst first.
    #[serde(alias = "seen")]
    pub findings: Vec<Finding>,
}

impl HealthDocument {
    /// An empty document, dated now.
    pub fn begin(fingerprint: Fingerprint, command: &[String], settings: &Settings, planned: usize) -> Self {
        let head = Head::begin(command, settings, planned);
        Self { head, fingerprint, checks: Vec::new(), score: score(&[]), findings: Vec::new() }
    }

    /// The worst verdict of all; the score and the exit code are the health's own.
    pub fn status(&self) -> Status {
        let statuses = self.checks.iter().map(|check| check.outcome.verdict.status);
        Status::worst(statuses, self.checks.len() >= self.head.planned)
    }

    /// Adds up and closes the document.
    pub fn end(&mut self, by: Option<RunEnd>, next: &NextCommand) {
        self.score = score(&self.checks);
        self.findings = triage(&self.checks, next);
        if self.checks.len() < self.head.planned {
            self.score.health = Health::Indeterminate;
        }
        self.head.end(self.checks.len(), Planned::Checks, by);
    }
}

/// One line for a check that has just ended.
pub fn check_line(check: &CheckReport) -> String {
    let verdict = &check.outcome.verdict;
    let status = styled(style_of(verdict.status), &format!("{:12}", verdict.status.word()));
    let reason = verdict.reasons.first().map(sentence).unwrap_or_default();
    format!(
        "{status} {}  {} {}",
        printable(&check.name),
        styled(DIM, &check.took.to_string()),
        printable(&reason)
    )
}

/// One line for a check that did not pass, with the time since the run began.
pub fn found_line(after: Nanos, check: &CheckReport) -> String {
    format!("{} {}", styled(DIM, &format!("after {after:>7}")), check_line(check))
}

/// One line for what became of a name that a check lacks.
pub fn changed_line(after: Nanos, reason: &ChangeReason) -> String {
    let said = redact(&change::sentence(reason));
    format!("{} {}", styled(DIM, &format!("after {after:>7}")), printable(&said))
}

/// The whole answer, with styles that the printing stream removes where they are not wanted.
pub fn human_health(document: &HealthDocument, everything: bool) -> String {
    let mut text = String::new();
    let row = |check: &CheckReport| {
        let critical = if check.critical { "critical" } else { "" };
        let measured = printable(&in_brief(&check.outcome));
        let [kind, took] = [check.kind.to_string(), check.took.to_string()];
        let cells = vec![printable(&check.name), kind, measured, took, critical.to_owned()];
        (check.outcome.verdict.status, cells)
    };
    verdict_table(
        &mut text,
        &["verdict", "check", "kind", "measured (median)", "took", ""],
        document.checks.iter().map(row).collect(),
    );
    for check in &document.checks {
        if everything || check.outcome.verdict.status != Status::Pass || check.outcome.unproven {
            section(&mut text, check);
            reproduced(&mut text, &document.head, (check.outcome.verdict.status, &check.name));
        }
    }
    for note in &document.head.notes {
        line(&mut text, &format!("{} {}", styled(BOLD, "note:"), printable(&sentence(note))));
    }
    for next in document.findings.iter().flat_map(|finding| finding.rollback.iter().chain(&finding.search)) {
        line(&mut text, &format!("{} {}", styled(DIM, "next:"), printable(next)));
    }
    let Score { part, health } = document.score;
    line(&mut text, &format!("{}: {} % of the weight passed", styled(BOLD, health.word()), part.percent()));
    text
}

fn section(text: &mut String, check: &CheckReport) {
    let CheckOutcome { verdict, output, measured, .. } = &check.outcome;
    let status = styled(style_of(verdict.status), verdict.status.word());
    line(text, &format!("{}  {status}", styled(BOLD, &printable(&check.name))));
    for reason in &verdict.reasons {
        line(text, &format!("  {}", printable(&sentence(reason))));
    }
    for evidence in &verdict.evidence {
        line(text, &styled(DIM, &format!("  · {}", printable(&sentence(evidence)))));
    }
    if let Some(probe) = measured {
        failures(text, probe.measured.failures());
    }
    for quoted in output.as_ref().map(|output| output.last_lines(LINES)).unwrap_or_default() {
        let short: String = printable(&redact(quoted)).chars().take(200).collect();
        line(text, &styled(DIM, &format!("  │ {short}")));
    }
    for written in check.outcome.server_output() {
        line(text, &styled(DIM, &format!("  │ {}", printable(written))));
    }
}

/// What is seen, why, and what to do next: for someone who was woken up.
pub fn human_triage(document: &HealthDocument) -> String {
    let mut text = String::new();
    let Score { part, health } = document.score;
    line(&mut text, &format!("{}: {} % of the weight passed", styled(BOLD, health.word()), part.percent()));
    line(&mut text, "");
    for finding in &document.findings {
        let status = if finding.certain { Status::Fail } else { Status::Inconclusive };
        let doubt = if finding.certain { String::new() } else { format!(" {}", words::certainty(finding)) };
        let scenario = words::scenario(finding.scenario);
        line(&mut text, &styled(style_of(status), &format!("{scenario}{doubt}")));
        let mut said: Vec<String> = Vec::new();
        for evidence in &finding.evidence {
            line(&mut text, &format!("  {}", printable(&words::evidence(evidence))));
            for cause in words::causes(evidence) {
                // What explains several checks is said once.
                if !said.contains(&cause) {
                    line(&mut text, &format!("    {}", printable(&cause)));
                    said.push(cause);
                }
            }
        }
        for next in std::iter::once(&finding.next).chain(&finding.rollback).chain(&finding.search) {
            line(&mut text, &format!("  {} {}", styled(DIM, "next:"), printable(next)));
        }
        line(&mut text, "");
    }
    if document.findings.is_empty() {
        line(&mut text, "none of the four scenarios is seen: every check passed");
    }
    for check in &document.checks {
        if let Some(operations) = operations(&check.outcome) {
            let (head, name) = (styled(BOLD, "operations:"), printable(&check.name));
            line(&mut text, &format!("{head} {name}: {}", printable(&operations)));
        }
    }
    for note in &document.head.notes {
        match note {
            Reason::Change(since) => changed(&mut text, since),
            note => line(&mut text, &format!("{} {}", styled(BOLD, "note:"), printable(&sentence(note)))),
        }
    }
    text
}

/// What was committed since all was well: a line for each commit.
fn changed(text: &mut String, since: &ChangeReason) {
    let lines = change::since(since);
    for (number, said) in lines.iter().enumerate() {
        let said = printable(&redact(said));
        let head = if number == 0 { format!("{} ", styled(BOLD, "changed:")) } else { "  ".into() };
        line(text, &format!("{head}{said}"));
    }
}

/// One line in the manner of a Nagios plugin, and its exit code: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.
pub fn nagios(document: &HealthDocument) -> (String, u8) {
    let (word, code) = match document.score.health {
        Health::Healthy => ("OK", 0),
        Health::Degraded | Health::Impaired => ("WARNING", 1),
        Health::Critical => ("CRITICAL", 2),
        Health::Indeterminate => ("UNKNOWN", 3),
    };
    let bad: Vec<String> = document
        .checks
        .iter()
        .filter(|check| check.outcome.verdict.status != Status::Pass)
        .map(|check| format!("{} {}", check.name, check.outcome.verdict.status.word()))
        .collect();
    let passed = document.checks.len() - bad.len();
    let reported = if bad.is_empty() { String::new() } else { format!(": {}", bad.join(", ")) };
    let times: Vec<String> = document
        .checks
        .iter()
        .map(|check| {
            format!("'{}'={:.3}s", check.name.replace(['\'', '=', '|', '\n'], "_"), check.took.as_secs_f64())
        })
        .collect();
    let part = document.score.part.percent();
    // A bar would begin the performance data.
    let reported = printable(&reported).replace(['|', '\n'], " ");
    let line = format!(
        "VITALS {word} - {passed} of {} checks passed{reported} | score={part}%;80;60;0;100 {}\n",
        document.checks.len(),
        printable(&times.join(" "))
    );
    (line, code)
}
