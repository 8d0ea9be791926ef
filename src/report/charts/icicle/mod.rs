//! The import tree as an icicle: a module hangs below its importer, as wide as what it took, in four views.
//!
//! inferno lays it out, from the collapsed lines that its flame graphs are made of. The frames are drawn here: they take
//! the width of the page, cut their own labels, need no script, and carry nothing of the target's that was not escaped.
//! Of a comparison it shows the candidate, coloured by what changed, and below it what is gone.

mod active;
mod change;
mod fold;
mod frame;
mod layout;
mod numbers;
mod package;
mod text;
mod tree;
mod view;

use std::collections::HashSet;

use vitals_probes::wire::Trace;

use self::active::active;
use self::change::Changes;
use self::package::Sources;
use self::tree::{Colours, Tree, own_by_index};
use self::view::View;
use super::chart::{Chart, Picture};
use super::room::Room;
use crate::cause::Difference;
use crate::report::export::nesting::{Stretch, stretches};

/// Draws a trace, coloured by where modules come from.
pub fn icicle(trace: &Trace, side: &str, room: Room) -> Option<Chart> {
    let own = own_by_index(trace);
    let colours = Colours::Sources(Sources::of(trace, &own));
    let tree = Tree { trace, stretches: stretches(trace), own, colours, room, whole: None };
    let of = if side.is_empty() { String::new() } else { format!(" of the {side}") };
    let title = format!("Modules{of}, each below its importer, as wide as what it took");
    chart(&tree, &View::ALL, "modules", title)
}

/// Draws the candidate's trace, coloured by what changed, and what is gone on the same scale.
pub fn differential(
    candidate: &Trace,
    base: Option<&Trace>,
    difference: Option<&Difference>,
    room: Room,
) -> Vec<Chart> {
    let (drawn, before) = (active(candidate), base.map(active));
    let changes = Changes::of(difference, before.as_ref());
    let tree = Tree {
        trace: &drawn,
        stretches: stretches(candidate),
        own: own_by_index(&drawn),
        colours: Colours::Changes(&changes),
        room,
        whole: None,
    };
    let title = "Modules of the candidate, as wide as what they took, coloured by what changed";
    let whole = tree.sum(View::Wall);
    let shown = chart(&tree, &View::ALL, "modules", title.into());
    let gone = base.zip(before.as_ref()).and_then(|(base, before)| {
        let stretches = gone(base, candidate);
        let room = Room { frames: room.frames / 2, ..room };
        let own = own_by_index(before);
        let tree = Tree { trace: before, stretches, own, colours: Colours::Gone, room, whole: Some(whole) };
        chart(&tree, &[View::Wall], "modules-gone", "Modules that are gone".into())
    });
    shown.into_iter().chain(gone).collect()
}

/// What the candidate does not import, each below what of its importers is gone too.
fn gone(base: &Trace, candidate: &Trace) -> Vec<Stretch> {
    let kept: HashSet<&str> = candidate.modules.iter().map(|module| module.name.as_str()).collect();
    let mut around: Vec<usize> = Vec::new();
    let mut gone = Vec::new();
    for stretch in stretches(base) {
        around.retain(|depth| *depth < stretch.depth);
        if !kept.contains(base.modules[stretch.index].name.as_str()) {
            gone.push(Stretch { depth: around.len(), ..stretch });
            around.push(stretch.depth);
        }
    }
    gone
}

fn chart(tree: &Tree<'_>, views: &[View], id: &'static str, title: String) -> Option<Chart> {
    let placed: Vec<_> = views.iter().filter_map(|view| Some((*view, tree.placed(*view)?))).collect();
    if placed.is_empty() {
        return None;
    }
    let rows = tree.rows(&placed);
    let numbered = Tree::numbered(&rows);
    let drawn = placed.iter().map(|(view, frames)| (tree.name(*view), tree.draw(*view, frames, &numbered)));
    Some(Chart {
        id,
        title,
        description: match tree.colours {
            Colours::Gone => tree.describe_gone(&placed),
            Colours::Sources(_) | Colours::Changes(_) => tree.describe(&placed),
        },
        picture: Picture::Views(drawn.collect()),
        legend: tree.legend(),
        table: tree.table(&rows),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::export::sample;

    fn wall(chart: &Chart) -> String {
        let Picture::Views(views) = &chart.picture else { panic!("views") };
        views[0].1.body.clone().into_string()
    }

    #[test]
    fn names_are_inert_and_changes_are_reported_without_colour() {
        let base = sample();
        let mut candidate = sample();
        candidate.modules[3].name = "<script>alert(1)</script>\u{202e}".into();
        let charts = differential(&candidate, Some(&base), None, Room::alone());
        let [tree, gone] = charts.as_slice() else { panic!("{} charts", charts.len()) };
        let Picture::Views(views) = &tree.picture else { panic!("views") };
        let names: Vec<_> = views.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["active time", "processor time", "blocked time", "resident memory"]);
        let drawn = wall(tree);
        assert!(!drawn.contains("<script>") && !drawn.contains('\u{202e}'), "{drawn}");
        assert!(drawn.contains("&lt;script&gt;") && drawn.contains("data-sign=\"+ \""), "{drawn}");
        assert_eq!(tree.table.rows.len(), 4, "another thread's module is left out");
        assert!(tree.table.rows.iter().any(|row| row.contains(&"new".to_owned())), "{:?}", tree.table.rows);
        let name = &base.modules[3].name;
        assert_eq!(gone.table.rows.iter().map(|row| &row[0]).collect::<Vec<_>>(), [name]);
        assert!(gone.description.contains("1 module more"), "{}", gone.description);
    }

    #[test]
    fn what_waits_is_hatched_and_sources_have_a_legend() {
        let chart = icicle(&sample(), "", Room::alone()).expect("modules");
        assert!(
            chart.legend.iter().any(|(_, words)| words.contains("standard library")),
            "{:?}",
            chart.legend
        );
        let waits = chart.legend.iter().any(|(_, words)| words.starts_with("hatched"));
        assert_eq!(waits, wall(&chart).contains("url(#waits)"));
    }

    #[test]
    fn fifty_thousand_modules_are_a_small_chart() {
        let mut trace = sample();
        let like = trace.modules[1].clone();
        for number in 0..50_000_u64 {
            let mut module = like.clone();
            module.name =
                format!("package{}.{}", number % 700, "x".repeat(10_000 * usize::from(number == 7)));
            module.parent = Some(0);
            module.start.0 = 10 * number;
            module.span.wall.0 = 10;
            trace.modules.push(module);
        }
        trace.modules[0].span.wall.0 += 600_000;
        let chart = icicle(&trace, "", Room::alone()).expect("modules");
        let Picture::Views(views) = &chart.picture else { panic!("views") };
        for (_, view) in views {
            let drawn = view.body.clone().into_string();
            assert!(drawn.len() < 100_000 && drawn.matches("class=\"f\"").count() <= 400, "{}", drawn.len());
        }
        assert!(
            chart.table.rows.len() <= 800 && chart.table.left_out.is_some(),
            "{}",
            chart.table.rows.len()
        );
        assert!(chart.description.contains("too narrow to be drawn"), "{}", chart.description);
    }
}
