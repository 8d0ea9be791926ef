//! Sampled creations as tables: the lines of one side, and those that differ between two.

use vitals_probes::wire::{HotLine, Life, Owner};

use super::charts::{Table, place};
use super::words::cause::short_place;
use crate::cause::{LineChange, LineChanges};
use crate::measure::{CreationMeasurement, SampledCreation};
use crate::quantity::Nanos;
use crate::report::words::quantity::{counted, percent};
use crate::verdict::changed_lines;

/// Lines that a table has.
const LINES: usize = 12;

/// Where first creations work, and where later ones do: a heading and a table each.
pub fn lines(measured: &CreationMeasurement) -> Vec<(&'static str, Table)> {
    let of = |found: &SampledCreation| Some((heading(found.life), table(found)?));
    measured.sampled.iter().filter_map(of).collect()
}

fn heading(life: Life) -> &'static str {
    match life {
        Life::First => "Where the first creation works",
        Life::Repeated => "Where a repeated creation works",
    }
}

/// The target's lines first; then by the time that passes through them.
fn table(found: &SampledCreation) -> Option<Table> {
    let lines = found.lines.as_ref()?;
    let mut sorted: Vec<&HotLine> = lines.lines.iter().collect();
    sorted.sort_by_key(|line| (line.owner != Owner::Target, std::cmp::Reverse((line.inclusive, line.depth))));
    let part = |time: Nanos| percent(time.0 as f64 / lines.sampled.0.max(1) as f64);
    let row = |line: &&HotLine| {
        let native: Vec<&str> = line.native.iter().map(|native| &*native.library).collect();
        vec![
            short_place(&line.site),
            line.site.function.clone(),
            part(line.own),
            part(line.inclusive),
            native.join(", "),
            line.text.clone().unwrap_or_default(),
        ]
    };
    let rest = sorted.len().saturating_sub(LINES);
    Some(Table {
        header: vec!["line", "function", "itself", "with what it calls", "native", "source"],
        rows: sorted.iter().take(LINES).map(row).collect(),
        left_out: (rest > 0)
            .then(|| format!("{} in report.json", counted(rest, "more line is", "more lines are"))),
    })
}

/// The lines that make two sides differ.
pub fn changes(base: &CreationMeasurement, candidate: &CreationMeasurement) -> Vec<Table> {
    let here = std::path::Path::new("");
    changed_lines(base, candidate, [here, here]).map(|changes| changed(&changes)).collect()
}

fn changed(changes: &LineChanges) -> Table {
    let row = |change: &LineChange| {
        let known = |time: Option<Nanos>| time.map_or_else(|| "-".to_owned(), |time| time.to_string());
        vec![
            place(&change.site),
            change.site.function.clone(),
            known(change.base),
            known(change.candidate),
            change.difference().to_string(),
            change.library.clone().unwrap_or_default(),
            change.text.clone().unwrap_or_default(),
        ]
    };
    let whole = vec![
        "all together".to_owned(),
        String::new(),
        String::new(),
        String::new(),
        changes.whole.to_string(),
    ];
    let lines = changes.lines.iter().chain(&changes.below).take(LINES).map(row);
    Table {
        header: vec!["line", "function", "base", "candidate", "difference", "native", "source"],
        rows: lines.chain([whole]).collect(),
        left_out: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vitals_probes::wire::{HotLines, Site};

    #[test]
    fn the_targets_lines_stand_first_and_the_rest_is_counted() {
        let line = |number, owner, inclusive| HotLine {
            site: Site { file: format!("/srv/app{number}.py"), line: number, function: "make".into() },
            owner,
            inclusive: Nanos(inclusive),
            ..HotLine::default()
        };
        let mut lines =
            vec![line(1, Owner::Library, 100), line(2, Owner::Target, 40), line(3, Owner::Target, 90)];
        lines.extend((10..20).map(|number| line(number, Owner::StandardLibrary, 1)));
        let lines = Some(HotLines { sampled: Nanos(100), lines, ..HotLines::default() });
        let table = table(&SampledCreation { life: Life::First, cpu: Nanos(1), lines, failure: None })
            .expect("lines");
        let rows: Vec<(&str, &str)> = table.rows.iter().take(3).map(|row| (&*row[0], &*row[3])).collect();
        assert_eq!(
            rows,
            [("/srv/app3.py:3", "90 %"), ("/srv/app2.py:2", "40 %"), ("/srv/app1.py:1", "100 %")]
        );
        assert_eq!(table.left_out.as_deref(), Some("1 more line is in report.json"));
    }
}
