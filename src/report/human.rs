//! The answer for a person at a terminal: a verdict table, then for each failure its reasons and its modules.

use super::comparison::human_comparison;
use super::document::Document;
use super::module_tree;
use super::table::Rows;
use super::terminal::{
    BOLD, DIM, PLAIN, failures, line, plain_table, reproduced, style_of, styled, verdict_table,
};
use crate::measure::Timed;
use crate::python::Mode;
use crate::quantity::Nanos;
use crate::report::words::probe::{in_brief, limit, times};
use crate::report::words::python::origin;
use crate::report::words::quantity::{self, known_or_dash};
use crate::report::words::sentence;
use crate::untrusted::printable;
use crate::verdict::{JudgedTime, Measured, ProbeReport, Status};

/// How much is shown of probes that passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Only the table.
    Failures,
    /// Reasons, evidence and modules of each.
    Everything,
}

impl Detail {
    /// By what the user asked for.
    pub fn of(everything: bool) -> Self {
        if everything { Self::Everything } else { Self::Failures }
    }
}

/// The whole answer, with styles that the printing stream removes where they are not wanted.
pub fn human(document: &Document, detail: Detail) -> String {
    let mut text = String::new();
    head(&mut text, document);
    verdicts(&mut text, document);
    for probe in &document.probes {
        if detail == Detail::Everything || probe.verdict.status != Status::Pass {
            section(&mut text, probe);
            reproduced(&mut text, &document.head, (probe.verdict.status, probe.measured.target()));
        }
    }
    for note in &document.head.notes {
        line(&mut text, &format!("{} {}", styled(BOLD, "note:"), printable(&sentence(note))));
    }
    if let Some(compared) = &document.comparison {
        text.push('\n');
        text.push_str(&human_comparison(compared, detail == Detail::Everything));
    }
    text
}

fn head(text: &mut String, document: &Document) {
    let python = &document.fingerprint.python;
    let mode = match python.mode {
        Mode::Embedded => "embedded",
        Mode::Hosted => "hosted",
    };
    let version = python.version();
    let place = printable(&python.executable.display().to_string());
    line(
        text,
        &format!(
            "{} Python {version}, {mode}  {}",
            styled(BOLD, "vitals"),
            styled(DIM, &format!("{place} ({})", origin(python.origin)))
        ),
    );
    line(text, "");
}

fn verdicts(text: &mut String, document: &Document) {
    let header = ["verdict", "probe", "target", "measured (median)", "limit"];
    verdict_table(text, &header, document.probes.iter().flat_map(rows).collect());
}

/// A row for each thing that was judged.
fn rows(probe: &ProbeReport) -> Vec<(Status, Vec<String>)> {
    let target = printable(probe.measured.target());
    if probe.creations.is_empty() {
        let cells = [probe.measured.probe().to_owned(), target, in_brief(probe), limit(&probe.limit)];
        return vec![(probe.verdict.status, cells.into())];
    }
    let row = |judged: &JudgedTime| {
        // As many repeated creations are taken as are needed.
        let asked = probe.asked().filter(|_| judged.of != Timed::RepeatedCreation);
        let summary = judged.summary.as_ref();
        let measured = summary.map_or_else(|| "not measured".into(), |summary| times(summary, asked));
        let cells =
            [quantity::probe(judged.of).to_owned(), target.clone(), measured, judged.limit.to_string()];
        (judged.status, cells.into())
    };
    probe.creations.iter().map(row).collect()
}

fn section(text: &mut String, probe: &ProbeReport) {
    let verdict = &probe.verdict;
    let title = format!("{} {}", probe.measured.probe(), printable(probe.measured.target()));
    line(
        text,
        &format!("{}  {}", styled(BOLD, &title), styled(style_of(verdict.status), verdict.status.word())),
    );
    for reason in &verdict.reasons {
        line(text, &format!("  {}", printable(&sentence(reason))));
    }
    for evidence in &verdict.evidence {
        line(text, &styled(DIM, &format!("  · {}", printable(&sentence(evidence)))));
    }
    match &probe.measured {
        Measured::Import(import) => {
            if let Some(trace) = &import.trace
                && verdict.status != Status::Error
            {
                text.push('\n');
                text.push_str(&tree_of(trace, module_tree::LINES));
                text.push('\n');
            }
            let start_ups: Vec<f64> =
                import.samples.iter().filter_map(|run| Some(run.start_up?.as_secs_f64())).collect();
            if let Some(start_up) = crate::statistics::quantile(&start_ups, 0.5) {
                let start_up = Nanos::from_secs_f64(start_up);
                line(
                    text,
                    &styled(DIM, &format!("  interpreter start-up, not part of the import: {start_up}")),
                );
            }
            failures(text, &import.failures);
        }
        Measured::Create(create) => failures(text, &create.failures),
        Measured::Growth(growth) => failures(text, &growth.failures),
    }
}

/// The costliest modules of a trace as a tree with wall, own, CPU, blocked and RSS, at most `lines` of them.
pub fn tree_of(trace: &vitals_probes::wire::Trace, lines: usize) -> String {
    let mut text = String::new();
    let rows = module_tree::rows(trace, lines);
    if rows.is_empty() {
        return text;
    }
    let mut tree = Rows::of_numbers(&["module (fastest sample)", "wall", "own", "cpu", "blocked", "rss"]);
    for row in rows {
        tree.add([
            format!("{}{}", "  ".repeat(row.depth.min(12)), printable(&row.name)),
            row.span.wall.to_string(),
            row.own.to_string(),
            row.span.cpu.to_string(),
            row.span.blocked().to_string(),
            known_or_dash(row.rss),
        ]);
    }
    // As plain text: it is written to files too, to the byte.
    plain_table(&mut text, &tree, "  ", PLAIN);
    text
}
