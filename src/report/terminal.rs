//! How answers look at a terminal: lines, styles, tables, quotations of the target.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use comfy_table::Table;
use comfy_table::presets::NOTHING;

use super::head::Head;
use super::traceback::traceback_lines;
use crate::measure::FailedRun;
use crate::untrusted::printable;
use crate::verdict::Status;

pub(super) const BOLD: Style = Style::new().bold();
pub(super) const DIM: Style = Style::new().dimmed();

pub(super) fn style_of(status: Status) -> Style {
    let colour = match status {
        Status::Pass => AnsiColor::Green,
        Status::Fail | Status::Error => AnsiColor::Red,
        Status::Inconclusive | Status::Vacuous => AnsiColor::Yellow,
    };
    Style::new().bold().fg_color(Some(colour.into()))
}

pub(super) fn styled(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

pub(super) fn line(text: &mut String, content: &str) {
    // Writing to a String cannot fail.
    let _ = writeln!(text, "{content}");
}

pub(super) fn table() -> Table {
    let mut table = Table::new();
    table.load_style(NOTHING);
    table
}

/// A table whose first column is a verdict.
pub(super) fn verdict_table(text: &mut String, header: &[&str], verdicts: Vec<(Status, Vec<String>)>) {
    let word = |status: &Status| status.word().len();
    let widest = verdicts.iter().map(|(status, _)| word(status)).max().unwrap_or(7).max(7);
    let mut rows = table();
    rows.set_header(header);
    for (status, cells) in &verdicts {
        rows.add_row(std::iter::once(status.word().to_owned()).chain(cells.iter().cloned()));
    }
    // Colours are put on afterwards: the table must not count them as width.
    for (number, row) in rows.to_string().lines().enumerate() {
        let row = row.trim_end();
        let shown = match number.checked_sub(1).and_then(|index| verdicts.get(index)) {
            Some((status, _)) => {
                let end = (widest + 1).min(row.len());
                format!("{}{}", styled(style_of(*status), &row[..end]), &row[end..])
            }
            None => styled(DIM, row),
        };
        line(text, &shown);
    }
    line(text, "");
}

/// The end of a section: the command that reproduces what did not pass, where there is one.
pub(super) fn reproduced(text: &mut String, head: &Head, (status, name): (Status, &str)) {
    let command = head.reproduced_by(name).filter(|_| status != Status::Pass);
    if let Some(command) = command {
        line(text, &format!("  {} {}", styled(DIM, "reproduce:"), printable(&command)));
    }
    line(text, "");
}

/// Lines of the target's output and traceback that are shown.
const LINES: usize = 12;

/// The traceback and the last output of the first failure.
pub(super) fn failures<'a>(text: &mut String, failures: impl IntoIterator<Item = &'a FailedRun>) {
    let Some(failed) = failures.into_iter().next() else { return };
    if let crate::worker::Failure::Raised(raised) = &failed.failure {
        let traceback = traceback_lines(raised, LINES);
        quoted(text, "traceback", &traceback.iter().map(String::as_str).collect::<Vec<_>>());
    }
    let output = &failed.output;
    if output.stdout_bytes + output.stderr_bytes > 0 {
        let title = format!(
            "last output ({} bytes to stdout, {} to stderr)",
            output.stdout_bytes, output.stderr_bytes
        );
        quoted(text, &title, &output.last_lines(LINES));
    }
}

fn quoted(text: &mut String, title: &str, lines: &[&str]) {
    if lines.is_empty() {
        return;
    }
    line(text, &styled(DIM, &format!("  {title}:")));
    for quoted in lines {
        let short: String = printable(&crate::untrusted::redact(quoted)).chars().take(200).collect();
        line(text, &styled(DIM, &format!("  │ {short}")));
    }
}

/// Columns where there is no terminal to ask.
const COLUMNS: usize = 100;

/// Width of the terminal on standard output.
pub(super) fn columns() -> usize {
    rustix::termios::tcgetwinsize(std::io::stdout())
        .ok()
        .map(|size| usize::from(size.ws_col))
        .filter(|columns| *columns > 0)
        .unwrap_or(COLUMNS)
}
