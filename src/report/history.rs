//! The history for a person, and as a table for a spreadsheet.

use super::table::Rows;
use super::terminal::{BOLD, DIM, line, plain_table, styled, verdict_table};
use crate::comparison::Unit;
use crate::report::words::quantity;
use crate::store::history::{History, HistoryError, Measure, Pruned, Relation, RunRow, Variant};
use crate::untrusted::printable;
use crate::verdict::Status;

/// A stored word; one that is none has not passed.
fn status(word: &str) -> Status {
    let all = [Status::Pass, Status::Fail, Status::Inconclusive, Status::Vacuous, Status::Error];
    all.into_iter().find(|status| status.word() == word).unwrap_or(Status::Error)
}

/// The runs, the newest first. `runs` are in order, the oldest first.
pub fn human_runs(runs: &[RunRow]) -> String {
    let mut text = String::new();
    if runs.is_empty() {
        line(&mut text, "no such run");
        return text;
    }
    let row = |run: &RunRow| {
        let cells = [
            run.id.0.to_string(),
            run.uid.chars().take(8).collect(),
            when(run),
            printable(&run.kind),
            printable(&of(&run.variant)),
            run.measures.to_string(),
        ];
        (status(&run.status), cells.into())
    };
    let header = ["verdict", "run", "uid", "began", "command", "of", "numbers"];
    verdict_table(&mut text, &header, runs.iter().rev().map(row).collect());
    if runs.iter().any(wrong_clock) {
        line(&mut text, &styled(DIM, WRONG_CLOCK));
    }
    text
}

const WRONG_CLOCK: &str =
    "* the clock was wrong: the run stands in the order of recording, with the time of the run beside it";

fn wrong_clock(run: &RunRow) -> bool {
    run.at.as_millisecond() != run.started.as_millisecond()
}

fn when(run: &RunRow) -> String {
    let wrong = if wrong_clock(run) { "*" } else { "" };
    format!("{}{wrong}", run.started)
}

fn of(variant: &Variant) -> String {
    let label = variant.label.as_deref().map_or_else(String::new, |label| format!("{label}  "));
    let dirty = if variant.dirty == Some(true) { "+" } else { "" };
    let commit = variant.commit.as_ref().map_or_else(
        || "no commit".to_owned(),
        |commit| format!("{}{dirty} {}", commit.short(), commit.subject),
    );
    format!("{label}{commit}").trim_end().chars().take(60).collect()
}

/// One run with its numbers.
pub fn human_run(run: &RunRow, measures: &[Measure]) -> String {
    let mut text = String::new();
    let title = format!("run {}  {}", run.id.0, printable(&run.kind));
    line(&mut text, &format!("{}  began {}", styled(BOLD, &title), when(run)));
    line(&mut text, &styled(DIM, &printable(&of(&run.variant))));
    line(&mut text, &styled(DIM, &printable(&run.variant.machine)));
    line(&mut text, &styled(DIM, &format!("verdict {}, uid {}", printable(&run.status), run.uid)));
    if wrong_clock(run) {
        line(&mut text, &styled(DIM, WRONG_CLOCK));
    }
    line(&mut text, "");
    let mut rows =
        Rows::of(&["probe", "target", "quantity", "measured", "interval", "n", "against", "verdict"]);
    let row = |measure: &Measure| {
        let shown = |value: Option<f64>| value.map_or("?".to_owned(), |value| in_words(measure, value));
        let interval = match (measure.low, measure.high) {
            (None, None) => String::new(),
            (low, high) => format!("{} … {}", shown(low), shown(high)),
        };
        let against = match &measure.relation {
            Relation::Raw => measure.variant.as_ref().map_or_else(String::new, of),
            Relation::Ratio(base) => format!("over {}", base.chars().take(10).collect::<String>()),
            Relation::Calibrated => "over the calibration".into(),
        };
        let series = &measure.series;
        [
            printable(&series.probe),
            printable(&series.target),
            printable(&series.quantity),
            in_words(measure, measure.value),
            interval,
            measure.n.to_string(),
            printable(&against),
            printable(measure.verdict.as_deref().unwrap_or_default()),
        ]
    };
    for measure in measures {
        rows.add(row(measure));
    }
    plain_table(&mut text, &rows, "", DIM);
    text
}

fn in_words(measure: &Measure, value: f64) -> String {
    match (&measure.relation, measure.series.unit.as_str()) {
        (Relation::Raw, "seconds") => quantity::value(Unit::Seconds, value),
        (Relation::Raw, "bytes") => quantity::value(Unit::Bytes, value),
        (Relation::Raw, "part") => quantity::percent(value),
        (Relation::Raw, _) => quantity::value(Unit::Count, value),
        _ => format!("{value:.3}"),
    }
}

/// What went, or would go.
pub fn human_pruned(pruned: &Pruned) -> String {
    let mut text = String::new();
    if !pruned.runs.is_empty() {
        text.push_str(&human_runs(&pruned.runs));
    }
    let (runs, samples) = if pruned.done { ("went", "went") } else { ("would go", "would go") };
    line(&mut text, &format!("{} runs {runs}, {} stay", pruned.runs.len(), pruned.kept));
    if pruned.needed > 0 {
        line(
            &mut text,
            &format!(
                "{} stay: something was reported of them, or a commit accepted after them",
                pruned.needed
            ),
        );
    }
    if pruned.samples > 0 {
        line(&mut text, &format!("{} lists of samples {samples}, of runs that stay", pruned.samples));
    }
    if !pruned.done {
        line(&mut text, "nothing was changed: add --yes to do it");
    }
    text
}

const RUN_COLUMNS: [&str; 11] =
    ["run", "uid", "started", "at", "kind", "status", "label", "commit", "subject", "dirty", "machine"];
const NUMBER_COLUMNS: [&str; 11] =
    ["probe", "target", "quantity", "unit", "relation", "base", "value", "low", "high", "n", "verdict"];

/// One line a run, the oldest first.
pub fn csv_runs(runs: &[RunRow]) -> String {
    let header = csv(&RUN_COLUMNS.map(str::to_owned));
    header + &runs.iter().map(|run| csv(&run_cells(run, &run.variant))).collect::<String>()
}

/// One line a number, run after run: of this module, factory, check or kind of probe, or all.
///
/// # Errors
/// Where the history cannot be read.
pub fn csv_numbers(history: &History, runs: &[RunRow], probe: Option<&str>) -> Result<String, HistoryError> {
    let wanted = |measure: &Measure| {
        probe.is_none_or(|probe| measure.series.target == probe || measure.series.probe == probe)
    };
    let header: Vec<String> =
        RUN_COLUMNS.iter().chain(&NUMBER_COLUMNS).map(|name| (*name).to_owned()).collect();
    let mut text = csv(&header);
    for run in runs {
        for (_, measure) in history.measures(run.id)?.into_iter().filter(|(_, measure)| wanted(measure)) {
            let mut cells = run_cells(run, measure.variant.as_ref().unwrap_or(&run.variant)).to_vec();
            cells.extend(number_cells(&measure));
            text.push_str(&csv(&cells));
        }
    }
    Ok(text)
}

fn run_cells(run: &RunRow, variant: &Variant) -> [String; 11] {
    let commit = variant.commit.as_ref();
    [
        run.id.0.to_string(),
        run.uid.clone(),
        run.started.to_string(),
        run.at.to_string(),
        run.kind.clone(),
        run.status.clone(),
        variant.label.clone().unwrap_or_default(),
        commit.map_or_else(String::new, |commit| commit.hash.clone()),
        commit.map_or_else(String::new, |commit| commit.subject.clone()),
        variant.dirty.map_or_else(String::new, |dirty| dirty.to_string()),
        variant.machine.clone(),
    ]
}

fn number_cells(measure: &Measure) -> [String; 11] {
    let bound = |bound: Option<f64>| bound.map_or_else(String::new, |bound| bound.to_string());
    let series = &measure.series;
    [
        series.probe.clone(),
        series.target.clone(),
        series.quantity.clone(),
        series.unit.clone(),
        measure.relation.kind().word().to_owned(),
        measure.relation.base().unwrap_or_default().to_owned(),
        measure.value.to_string(),
        bound(measure.low),
        bound(measure.high),
        measure.n.to_string(),
        measure.verdict.clone().unwrap_or_default(),
    ]
}

/// A line after RFC 4180; what a spreadsheet would take for a formula begins with an apostrophe.
pub(super) fn csv(cells: &[String]) -> String {
    let cell = |cell: &String| {
        let number = cell.parse::<f64>().is_ok();
        let formula = !number && cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
        let cell = if formula { format!("'{cell}") } else { cell.clone() };
        if cell.contains(['"', ',', '\n', '\r']) {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell
        }
    };
    cells.iter().map(cell).collect::<Vec<_>>().join(",") + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::csv;

    #[test]
    fn cells_are_quoted_and_no_formula_gets_through() {
        let cells = ["plain", "a,b", "say \"x\"", "two\nlines", "=1+1", "-0.5", "@x"].map(str::to_owned);
        assert_eq!(csv(&cells), "plain,\"a,b\",\"say \"\"x\"\"\",\"two\nlines\",'=1+1,-0.5,'@x\r\n");
    }
}
