//! How answers look at a terminal: lines, styles, tables, quotations of the target.

use std::fmt::Write;

use super::head::Head;
use super::table::{RowLine, Rows};
use super::traceback::traceback_lines;
use crate::measure::FailedRun;
use crate::untrusted::printable;
use crate::verdict::Status;
use anstyle::{AnsiColor, Style};

pub(super) const BOLD: Style = Style::new().bold();
pub(super) const DIM: Style = Style::new().dimmed();
pub(super) const PLAIN: Style = Style::new();

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

/// A table whose first column is a verdict.
pub(super) fn verdict_table(text: &mut String, header: &[&str], verdicts: Vec<(Status, Vec<String>)>) {
    let widest = verdicts.iter().map(|(status, _)| status.word().len()).max().unwrap_or(7).max(7);
    let mut rows = Rows::of(header);
    for (status, cells) in &verdicts {
        rows.add(std::iter::once(status.word().to_owned()).chain(cells.iter().cloned()));
    }
    let mut last = None;
    // Colours are put on afterwards: the table must not count them as width.
    for RowLine { row, text: shown } in rows.lines(width()) {
        let is_first = row != last;
        last = row;
        let shown = match row.and_then(|row| verdicts.get(row)) {
            Some((status, _)) if is_first => {
                let end = (widest + 1).min(shown.len());
                format!("{}{}", styled(style_of(*status), &shown[..end]), &shown[end..])
            }
            Some(_) => shown,
            None => styled(DIM, &shown),
        };
        line(text, &shown);
    }
    line(text, "");
}

/// Any other table, after so much space, with its header in this style.
pub(super) fn plain_table(text: &mut String, rows: &Rows, indent: &str, header: Style) {
    let width = width().map(|width| width.saturating_sub(indent.len()));
    for RowLine { row, text: shown } in rows.lines(width) {
        let shown = if row.is_none() { styled(header, &shown) } else { shown };
        line(text, &format!("{indent}{shown}"));
    }
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

/// Width of the terminal on standard output, or what stands for it.
pub(super) fn columns() -> usize {
    width().unwrap_or(COLUMNS)
}

/// The same; None where there is no terminal: then a row is a line, for whoever looks for it.
fn width() -> Option<usize> {
    let size = rustix::termios::tcgetwinsize(std::io::stdout()).ok()?;
    Some(usize::from(size.ws_col)).filter(|columns| *columns > 0)
}
