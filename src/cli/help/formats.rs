//! The one list of formats.

use std::fmt::Write;

use clap::ValueEnum;

use crate::report::export::Export;
use crate::report::format::{Format, Kind, fits};

/// Reports of which not every format says something.
const KINDS: [(Kind, &str); 3] = [(Kind::Graph, "imports"), (Kind::Audit, "audit"), (Kind::Trend, "trend")];

/// `vitals help formats`.
pub fn formats() -> String {
    let mut text =
        String::from("Reports: --format FORMAT, --json (short for --format json), -o [FORMAT=]PATH\n\n");
    list::<Format>(&mut text);
    text += "\nOf these there are not:\n";
    for (kind, command) in KINDS {
        let unfit: Vec<&str> = Format::value_variants()
            .iter()
            .filter(|format| fits(kind, **format).is_err())
            .map(|format| format.word())
            .collect();
        // Writing to a String cannot fail.
        let _ = writeln!(text, "  {:<13} {}", command, unfit.join(", "));
    }
    text += LISTS;
    list::<Export>(&mut text);
    text += FILES;
    text
}

/// A line for each of an enumeration's values, with what its documentation says.
fn list<F: ValueEnum>(text: &mut String) {
    for value in F::value_variants().iter().filter_map(ValueEnum::to_possible_value) {
        let help = value.get_help().map(ToString::to_string).unwrap_or_default();
        let _ = writeln!(text, "  {:<13} {}", value.get_name(), folded(&help, 16));
    }
}

/// At most 80 columns, of which the first so many are taken.
fn folded(help: &str, taken: usize) -> String {
    let mut lines = vec![String::new()];
    for word in help.split(' ') {
        let last = lines.last().map_or(0, |line| line.chars().count());
        if last > 0 && taken + last + 1 + word.chars().count() > 80 {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines.join(&format!("\n{}", " ".repeat(taken)))
}

const LISTS: &str = "
Lists: `baseline` and `history` have human and json, `history list` csv too.
`history export` writes json (everything, for `history import`) or csv (a line
for each number).

Traces: `vitals explain MODULE --export FORMAT`, or -o FORMAT=PATH

";

const FILES: &str = "
Files: -o [FORMAT=]PATH writes what the command answers to a file, and may be
given more than once where a report has several formats. Without FORMAT, the
path's ending decides: .txt human, .json, .xml junit, .md markdown,
.prom openmetrics, .csv, .sarif, .html; .svg for a flame graph. Any other ending
means the format that is printed. `-` is standard output.

docs/reference/formats.md describes each.
";
