//! Markdown (GFM) for a pull request and a job's summary: a line, a table, and what did not pass, folded.

use std::fmt::Write;

use super::plain::{kind, line, summary};
use crate::report::Report;
use crate::report::judged::{Judged, judged, left_out};
use crate::report::words::sentence;
use crate::untrusted::shortened;
use crate::verdict::Status;

/// Most characters of a comment on a pull request.
pub const COMMENT: usize = 65_536;
/// Most bytes of a job's summary.
pub const STEP_SUMMARY: usize = 1 << 20;
/// Room for the end of a text that is cut.
const END: usize = 200;
/// Longest cell of the table.
const CELL: usize = 200;

/// The text, of at most so many bytes.
pub fn markdown(report: &Report, most: usize) -> String {
    let entries = judged(report);
    let mut text = String::new();
    // Writing to a String cannot fail.
    match report {
        Report::Comparison(document) if entries.is_empty() && document.pull_request.is_some() => {
            text.push_str("### vitals pr: the change touches no probe\n\n");
        }
        _ => {
            let _ = writeln!(text, "### vitals {}: {}\n", kind(report), summary(&entries));
        }
    }
    if let Report::Comparison(document) = report
        && let Some(pull_request) = &document.pull_request
    {
        let lines = std::iter::once(pull_request.headline()).chain(pull_request.locks_in_words());
        for one in lines {
            let _ = writeln!(text, "{}\n", inert(&one));
        }
    }
    if let Some(missing) = left_out(report) {
        let _ = writeln!(text, "**Not finished:** {}\n", inert(&missing));
    }
    if !entries.is_empty() {
        table(&mut text, &entries, most);
    }
    let bad = entries.iter().filter(|entry| entry.status != Status::Pass);
    let mut left = bad.clone().count();
    for entry in bad {
        let section = section(entry, report.reproduced_by(&entry.name));
        if text.len() + section.len() + END > most {
            let _ = writeln!(text, "\n… and {left} more that did not pass: `--format human` shows all.");
            return text;
        }
        text.push_str(&section);
        left -= 1;
    }
    for note in report.head().into_iter().flat_map(|head| &head.notes) {
        let note = format!("\n> {}\n", inert(&sentence(note)));
        if text.len() + note.len() + END <= most {
            text.push_str(&note);
        }
    }
    text
}

fn table(text: &mut String, entries: &[Judged<'_>], most: usize) {
    text.push_str("| verdict | probe | target | measured | limit |\n|---|---|---|---|---|\n");
    for (number, entry) in entries.iter().enumerate() {
        let cells = [&*entry.kind, &*entry.name, &entry.measured, &entry.limit].map(cell);
        let row = format!("| {} | {} |\n", mark(entry.status), cells.join(" | "));
        if text.len() + row.len() + END > most {
            let _ = writeln!(text, "\n… and {} more rows.", entries.len() - number);
            return;
        }
        text.push_str(&row);
    }
}

fn mark(status: Status) -> String {
    let sign = match status {
        Status::Pass => "✅",
        Status::Fail => "❌",
        Status::Error => "💥",
        Status::Inconclusive | Status::Vacuous => "⚠️",
    };
    format!("{sign} {}", status.word())
}

/// One that did not pass: its first reason shows, the rest is folded.
fn section(entry: &Judged<'_>, reproduced_by: Option<String>) -> String {
    // Markdown is not read in a line of HTML: a backslash would show there.
    let title = html(&entry.title());
    let first = entry.reasons.first().map_or_else(String::new, |reason| format!(": {}", html(reason)));
    let mut text = format!("\n<details><summary>{} {title}{first}</summary>\n\n", mark(entry.status));
    for reason in entry.reasons.iter().skip(1) {
        let _ = writeln!(text, "- {}", inert(reason));
    }
    for evidence in entry.evidence.iter() {
        let _ = writeln!(text, "- {}", inert(evidence));
    }
    if !entry.output.is_empty() {
        text.push_str(&fenced(&entry.output, "text"));
    }
    if let Some(command) = reproduced_by {
        text.push_str("\nreproduce:\n");
        text.push_str(&fenced(&[command], "sh"));
    }
    text.push_str("\n</details>\n");
    text
}

/// Lines of the target in a block that no line of them can close.
fn fenced(lines: &[String], language: &str) -> String {
    let lines: Vec<String> = lines.iter().map(|text| line(text)).collect();
    let longest = lines.iter().flat_map(|text| text.split(|c| c != '`')).map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("\n{fence}{language}\n{}\n{fence}\n", lines.join("\n"))
}

/// A text in a cell of a table, or in a line; a long one is cut.
pub fn cell(text: &str) -> String {
    let text = inert(&shortened(text, CELL));
    if text.is_empty() { " ".to_owned() } else { text }
}

/// Text that is only text: no markup, no link, no mention, no table.
pub fn inert(text: &str) -> String {
    let mut safe = String::new();
    for c in html(text).chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '!') {
            safe.push('\\');
        }
        safe.push(c);
    }
    safe
}

/// The same within a line of HTML, where Markdown is not read.
fn html(text: &str) -> String {
    let mut safe = String::new();
    for c in line(text).chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            // GitHub sets what stands between two of them as mathematics.
            '$' => safe.push_str("&#36;"),
            // An invisible joiner: nobody is mentioned, no issue is linked.
            '@' => safe.push_str("@\u{2060}"),
            '#' => safe.push_str("#\u{2060}"),
            c => safe.push(c),
        }
    }
    // No link of itself.
    safe.replace("://", ":\u{2060}//").replace("www.", "www\u{2060}.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        let hostile = "<script>|a|`x` @team #1 ![i](http://e) *b* \u{1b}[31m";
        let safe = inert(hostile);
        assert!(!safe.contains('<') && !safe.contains(" |") && !safe.contains("@team"), "{safe}");
        assert!(safe.contains("\\[i\\]") && safe.contains("\\*b\\*") && !safe.contains('\u{1b}'), "{safe}");
    }

    #[test]
    fn a_fence_is_longer_than_any_within() {
        let text = fenced(&["```".into(), "a ````` b".into()], "text");
        assert!(text.starts_with("\n``````text\n") && text.ends_with("\n``````\n"), "{text}");
    }
}
