//! What every kind of report is made of: signs, tables, failures, where it came from.

use maud::{Markup, html};

use super::figure::rows;
use super::text::{output, pressed, reported};
use crate::measure::FailedRun;
use crate::python::Fingerprint;
use crate::report::Head;
use crate::report::charts::Table;
use crate::report::words;
use crate::report::words::quantity::known_or_dash;
use crate::verdict::Status;
use crate::worker::{Failure, LastOutput};

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
                    summary { (pressed(words::failure(&failed.failure).lines().next().unwrap_or_default())) " (after " (failed.wall) ")" }
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
        let mut cells: Vec<String> = sides.iter().map(|print| of(print)).collect();
        // What both sides share is said once.
        if let [base, candidate] = cells.as_mut_slice()
            && !base.is_empty()
            && base == candidate
        {
            *candidate = "the same".into();
        }
        std::iter::once((*name).to_owned()).chain(cells).collect::<Vec<_>>()
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
