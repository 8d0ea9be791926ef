//! What every kind of report is made of: verdicts, reasons, failures, where it came from.

use maud::{Markup, html};

use super::figure::rows;
use super::text::{output, reported};
use crate::measure::FailedRun;
use crate::python::Fingerprint;
use crate::report::Head;
use crate::report::charts::Table;
use crate::report::words::quantity::known_or_dash;
use crate::report::words::{self, sentences};
use crate::verdict::{Status, Verdict};
use crate::worker::{Failure, LastOutput};

/// Reasons that the first screen shows of each verdict.
const REASONS: usize = 4;
/// Evidence that it shows.
const EVIDENCE: usize = 2;

/// One verdict, as the first screen shows it.
pub struct Line {
    /// The section that it leads to.
    pub section: String,
    /// `import`, `pytest`, …
    pub kind: String,
    /// Module, factory or check.
    pub name: String,
    /// What was measured against what, in few words.
    pub measured: String,
    /// Of a pass, that is all that there is to say.
    pub says_it_all: bool,
    /// What it came to.
    pub verdict: Worded,
    /// The command that asks for it again, where it did not pass.
    pub reproduced_by: Option<String>,
}

/// A verdict with its sentences.
pub struct Worded {
    /// What it came to.
    pub status: Status,
    /// Why.
    pub reasons: Vec<String>,
    /// What it rests on.
    pub evidence: Vec<String>,
}

impl From<&Verdict> for Worded {
    fn from(verdict: &Verdict) -> Self {
        Self {
            status: verdict.status,
            reasons: sentences(&verdict.reasons),
            evidence: sentences(&verdict.evidence),
        }
    }
}

impl Line {
    /// The most relevant reasons; none where what was measured says it all.
    fn first_reasons(&self) -> &[String] {
        let says_it_all = self.verdict.status == Status::Pass && self.says_it_all;
        let reasons = &self.verdict.reasons;
        &reasons[..if says_it_all { 0 } else { reasons.len().min(REASONS) }]
    }
}

/// A status by word, sign and colour: any of them will do.
pub fn badge(status: Status) -> Markup {
    html! { span class={ "badge " (class(status)) } { span aria-hidden="true" { (sign(status)) } " " (status.word()) } }
}

/// Its class in the style sheet.
pub fn class(status: Status) -> &'static str {
    match status {
        Status::Pass => "pass",
        Status::Fail | Status::Error => "fail",
        Status::Inconclusive | Status::Vacuous => "doubt",
    }
}

fn sign(status: Status) -> &'static str {
    match status {
        Status::Pass => "✓",
        Status::Fail => "✗",
        Status::Error => "!",
        Status::Inconclusive => "?",
        Status::Vacuous => "∅",
    }
}

/// The first screen.
pub fn verdicts(lines: &[Line]) -> Markup {
    html! {
        ol class="verdicts" {
            @for line in lines {
                li class={ "row " (class(line.verdict.status)) } {
                    a href={ "#" (line.section) } {
                        (badge(line.verdict.status)) " "
                        span class="kind" { (line.kind) } " "
                        strong { (reported(&line.name)) }
                    }
                    @if !line.measured.is_empty() { p class="measured" { (reported(&line.measured)) } }
                    ul {
                        @for reason in line.first_reasons() { li class="reason" { (reported(reason)) } }
                        @for evidence in line.verdict.evidence.iter().take(EVIDENCE) { li class="evidence" { (reported(evidence)) } }
                        @if let Some(command) = &line.reproduced_by { li class="evidence" { "reproduce: " code { (reported(command)) } } }
                    }
                }
            }
        }
    }
}

/// The head of a section: the verdict with all its reasons and evidence.
pub fn judged(line: &Line) -> Markup {
    let verdict = &line.verdict;
    html! {
        h2 { (badge(verdict.status)) " " span class="kind" { (line.kind) } " " (reported(&line.name)) }
        @if !line.measured.is_empty() { p class="measured" { (reported(&line.measured)) } }
        @if !verdict.reasons.is_empty() {
            ul class="reasons" { @for reason in &verdict.reasons { li { (reported(reason)) } } }
        }
        @if !verdict.evidence.is_empty() {
            ul class="evidence" { @for evidence in &verdict.evidence { li { (reported(evidence)) } } }
        }
    }
}

/// A table that is always open, under its own heading, without columns that say nothing. Nothing where it has no row.
pub fn listed(heading: &str, table: &Table) -> Markup {
    html! { @if !table.rows.is_empty() { h3 { (heading) } (rows(&table.without_empty_columns(), heading)) } }
}

/// Runs that gave no answer: why, and what was printed.
pub fn failures<'a>(failures: impl IntoIterator<Item = &'a FailedRun>) -> Markup {
    let failures: Vec<&FailedRun> = failures.into_iter().collect();
    let reported_of = 5;
    html! {
        @if !failures.is_empty() {
            h3 { "Runs without an answer" }
            @for (number, failed) in failures.iter().take(reported_of).enumerate() {
                details open[number == 0] class="failure" {
                    summary { (reported(words::failure(&failed.failure).lines().next().unwrap_or_default())) " (after " (failed.wall) ")" }
                    @if let Failure::Raised(raised) = &failed.failure { (output("Traceback", &raised.traceback)) }
                    (last_output(&failed.output))
                }
            }
            @if failures.len() > reported_of { p class="faint" { (failures.len() - reported_of) " more are in report.json" } }
        }
    }
}

/// The end of what was printed.
pub fn last_output(printed: &LastOutput) -> Markup {
    html! {
        (output(&format!("Last of {} bytes on standard output", printed.stdout_bytes), &crate::untrusted::redact(&printed.stdout)))
        (output(&format!("Last of {} bytes on standard error", printed.stderr_bytes), &crate::untrusted::redact(&printed.stderr)))
    }
}

/// How the report came about: what a reader needs to make it again.
pub fn origin(head: &Head, sides: &[&Fingerprint]) -> Markup {
    html! {
        section id="origin" {
            h2 { "How this was measured" }
            @if !head.notes.is_empty() {
                ul class="notes" { @for note in &head.notes { li { (reported(&words::sentence(note))) } } }
            }
            dl {
                dt { "Command" } dd { code { (reported(&command(head))) } }
                dt { "Began" } dd { time datetime=(head.started) { (head.started) } }
                @if let Some(file) = &head.configuration { dt { "Configuration" } dd { (reported(&file.display().to_string())) } }
            }
            (listed("Machine and interpreter", &fingerprints(sides)))
        }
    }
}

/// The program by its name: where it lies says nothing.
fn command(head: &Head) -> String {
    let mut words = head.command.iter().map(String::as_str);
    let program = words.next().map_or("vitals", |program| program.rsplit('/').next().unwrap_or(program));
    std::iter::once(program).chain(words).map(quoted).collect::<Vec<_>>().join(" ")
}

fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./:=,%@+".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

/// One thing about a machine.
type Fact = fn(&Fingerprint) -> String;

fn fingerprints(sides: &[&Fingerprint]) -> Table {
    let rows: [(&str, Fact); 8] =
        [
            ("vitals", |print| print.vitals.clone()),
            ("Python", |print| {
                format!("{}, {}", print.python.version(), words::python::origin(print.python.origin))
            }),
            ("interpreter", |print| print.python.executable.display().to_string()),
            ("commit", |print| {
                let dirty =
                    if print.git_dirty == Some(true) { ", with changes that are not committed" } else { "" };
                print.git_commit.as_deref().map_or_else(String::new, |commit| format!("{commit}{dirty}"))
            }),
            ("processor", |print| format!("{} × {}", print.cpus, print.cpu_model)),
            ("memory", |print| known_or_dash(print.memory)),
            ("kernel", |print| known_or_dash(print.kernel.as_ref())),
            ("load before", |print| {
                known_or_dash(print.load.map(|load| {
                    format!("{:.2} (one minute), {:.2} (five)", load.one_minute, load.five_minutes)
                }))
            }),
        ];
    let row = |(name, of): &(&str, Fact)| {
        std::iter::once((*name).to_owned()).chain(sides.iter().map(|print| of(print))).collect::<Vec<_>>()
    };
    let header = if sides.len() == 2 { vec!["what", "base", "candidate"] } else { vec!["what", "value"] };
    let filled = rows.iter().map(row).filter(|row| row.iter().skip(1).any(|cell| !cell.is_empty()));
    Table { header, rows: filled.collect(), left_out: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_can_be_given_again() {
        let words = ["/srv/bin/vitals", "compare", "main~1", ".", "--env", "A=it's"].map(str::to_owned);
        let head = Head { command: words.into(), ..Head::default() };
        assert_eq!(command(&head), r"vitals compare 'main~1' . --env 'A=it'\''s'");
    }
}
