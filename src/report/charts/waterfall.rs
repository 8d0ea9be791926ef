//! The import over time: when each module began and ended, and where the import stood still.

use vitals_probes::wire::{ModuleRecord, Stall, Trace};

use super::axis::axis_below;
use super::canvas::{Canvas, Side, Svg, drawn, fitting};
use super::chart::{Chart, Picture, Table};
use super::palette::Ink;
use super::room::Room;
use super::scale::Scale;
use crate::cause::{Waiting, parent_of, relevant_site};
use crate::comparison::Unit;
use crate::quantity::Nanos;
use crate::report::words::cause::waiting;
use crate::untrusted::printable;

/// A module that is drawn takes at least this part of the whole.
const WORTH_NAMING: f64 = 0.01;
/// Rows of the table of what stood still.
const ROWS: usize = 200;

/// Draws a trace over time.
pub fn waterfall(trace: &Trace, side: &str, room: Room) -> Option<Chart> {
    let shown = shown(trace, room.bars);
    if shown.len() < 2 {
        return None;
    }
    let of = if side.is_empty() { String::new() } else { format!(" of the {side}") };
    Some(Chart {
        id: "waterfall",
        title: format!("The import{of} over time"),
        description: describe(trace, &shown),
        picture: Picture::of(|width| draw(trace, &shown, width)),
        legend: legend(trace),
        table: table(trace, &shown),
    })
}

fn legend(trace: &Trace) -> Vec<(Ink, String)> {
    let mut legend = vec![(Ink::Base, "a module, its imports included".into())];
    if !trace.stalls.is_empty() {
        legend.push((Ink::Blocked, "the import stands still".into()));
    }
    legend
}

fn end_of(module: &ModuleRecord) -> Nanos {
    module.start + module.span.wall
}

/// The costliest modules in the order in which they began: an importer never costs less than what it imports.
fn shown(trace: &Trace, most: usize) -> Vec<usize> {
    let whole = trace.modules.iter().map(end_of).max().unwrap_or_default().0 as f64;
    let mut shown: Vec<usize> = (0..trace.modules.len())
        .filter(|index| trace.modules[*index].span.wall.0 as f64 >= WORTH_NAMING * whole)
        .collect();
    shown.sort_by_key(|index| (std::cmp::Reverse(trace.modules[*index].span.wall), *index));
    shown.truncate(most);
    shown.sort_unstable();
    shown
}

fn describe(trace: &Trace, shown: &[usize]) -> String {
    let still: Nanos = trace.stalls.iter().map(|stall| stall.lasted).sum();
    let longest = trace.stalls.iter().max_by_key(|stall| stall.lasted);
    let longest =
        longest.map_or_else(String::new, |stall| format!(", the longest time for {}", reported_of(stall)));
    let stood = match trace.stalls.len() {
        0 => "The import never stood still for 20 ms and more".into(),
        1 => format!("The import stood still once{longest}"),
        times => format!("The import stood still {times} times, {still} in all{longest}"),
    };
    format!(
        "The {} costliest of {} modules, in the order in which they began. {stood}.",
        shown.len(),
        trace.modules.len()
    )
}

/// How long, where, and for what.
fn reported_of(stall: &Stall) -> String {
    let place = relevant_site(stall)
        .filter(|site| site.has_file())
        .map_or_else(String::new, |site| format!(" at {}:{} in {}", site.file, site.line, site.function));
    let why = Waiting::of(stall).map_or_else(String::new, |why| format!(", {}", waiting(why)));
    printable(&format!("{}{place}{why}", stall.lasted))
}

/// Height of a row: on a phone the name stands above its bar.
fn row_height(narrow: bool) -> i32 {
    if narrow { 28 } else { 18 }
}

fn draw(trace: &Trace, shown: &[usize], width: i32) -> Svg {
    let narrow = width < 500;
    let row = row_height(narrow);
    let (left, top) = (if narrow { 8 } else { 250 }, 6);
    let bottom = top + row * shown.len() as i32 + 4;
    drawn(width, bottom + 42, |canvas| {
        let whole = trace.modules.iter().map(end_of).max().unwrap_or_default();
        let across = Scale::linear(0.0, whole.as_secs_f64(), left, width - 16);
        axis_below(canvas, &across, Unit::Seconds, [top, bottom], "time since the import began");
        for (number, index) in (0_i32..).zip(shown) {
            bar(canvas, trace, *index, &across, [top + row * number, row, i32::from(narrow)]);
        }
        for stall in &trace.stalls {
            let Some(number) = row_of(trace, shown, stall) else { continue };
            let y = top + row * number + if narrow { 16 } else { 4 };
            let [from, to] = [stall.start, stall.start + stall.lasted].map(|at| across.at(at.as_secs_f64()));
            canvas.block((from, y), (to.max(from + 1), y + 9), Ink::Blocked, 1.0);
            canvas.spot_in([from, y - 2, to - from, 13], format!("stands still: {}", reported_of(stall)));
        }
    })
}

fn bar(canvas: &mut Canvas<'_>, trace: &Trace, index: usize, across: &Scale, [top, row, narrow]: [i32; 3]) {
    let module = &trace.modules[index];
    let narrow = narrow == 1;
    let depth =
        std::iter::successors(parent_of(trace, module), |parent| parent_of(trace, &trace.modules[*parent]))
            .count();
    let elsewhere = if module.other_thread { " (another thread)" } else { "" };
    let name = format!("{}{elsewhere}", module.name);
    let indent = 6 * depth.min(12) as i32;
    if narrow {
        canvas.words(
            &fitting(&name, canvas.width - 24 - indent),
            (8 + indent, top + 8),
            Side::Right,
            Ink::Text,
        );
    } else {
        canvas.words(&fitting(&name, 232 - indent), (6 + indent, top + row / 2), Side::Right, Ink::Text);
    }
    let y = top + if narrow { 16 } else { 4 };
    let [from, to] = [module.start, end_of(module)].map(|at| across.at(at.as_secs_f64()));
    canvas.block(
        (from, y),
        (to.max(from + 1), y + 9),
        Ink::Base,
        if module.other_thread { 0.4 } else { 0.75 },
    );
    let span = module.span;
    canvas.spot_in(
        [from, top, (to - from).max(6), row],
        format!(
            "{name}: begins at {}, wall {}, processor {}, blocked {}",
            module.start,
            span.wall,
            span.cpu,
            span.blocked()
        ),
    );
}

/// The row of the innermost module around a stall that has one.
fn row_of(trace: &Trace, shown: &[usize], stall: &Stall) -> Option<i32> {
    let first = stall.module.map(|module| module as usize).filter(|module| *module < trace.modules.len());
    let mut around = std::iter::successors(first, |module| parent_of(trace, &trace.modules[*module]));
    around.find_map(|module| shown.binary_search(&module).ok()).and_then(|row| i32::try_from(row).ok())
}

fn table(trace: &Trace, shown: &[usize]) -> Table {
    let modules = shown.iter().map(|index| {
        let module = &trace.modules[*index];
        vec![
            module.name.clone(),
            module.start.to_string(),
            module.span.wall.to_string(),
            "module".into(),
            String::new(),
        ]
    });
    let stalls = trace.stalls.iter().map(|stall| {
        vec![
            stall.module_name.clone().unwrap_or_default(),
            stall.start.to_string(),
            stall.lasted.to_string(),
            "stands still".into(),
            reported_of(stall),
        ]
    });
    let count = shown.len() + trace.stalls.len();
    Table {
        header: vec!["module", "begins at", "lasts", "what", "where and why"],
        rows: modules.chain(stalls).take(ROWS).collect(),
        left_out: (count > ROWS).then(|| format!("{} more stretches are in report.json", count - ROWS)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::export::sample;

    #[test]
    fn a_row_a_module_and_what_stood_still_on_the_row_around_it() {
        let mut trace = sample();
        trace.stalls[0].module = Some(2);
        let chart = waterfall(&trace, "", Room::alone()).expect("modules");
        let Picture::Sizes { wide, .. } = &chart.picture else { panic!("sizes") };
        let svg = wide.body.clone().into_string();
        assert_eq!(svg.matches("var(--blocked)").count(), 1);
        assert!(svg.contains("b;&lt;&amp;&quot;") && !svg.contains("b;<&"), "{svg}");
        assert!(svg.contains("stands still: 20.0 µs, asleep"), "{svg}");
        assert_eq!(
            row_of(&trace, &[0, 1], &trace.stalls[0]),
            Some(1),
            "its importer's row where its own is not shown"
        );
    }

    #[test]
    fn one_module_has_no_waterfall() {
        let mut trace = sample();
        trace.modules.truncate(1);
        assert!(waterfall(&trace, "", Room::alone()).is_none());
    }
}
