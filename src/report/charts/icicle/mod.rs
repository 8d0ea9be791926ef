//! The import tree as an icicle: a module hangs below its importer, as wide as what it took, in four views.
//!
//! inferno lays it out, from the collapsed lines that its flame graphs are made of. The frames are drawn here: they take
//! the width of the page, cut their own labels, need no script, and carry nothing of the target's that was not escaped.

mod change;
mod layout;
mod text;
mod tree;
mod view;

use vitals_probes::wire::Trace;

use self::tree::Tree;
use self::view::View;
use super::chart::{Chart, Picture};
use crate::cause::{OwnTime, own_times};
use crate::report::export::nesting::stretches;

pub use change::{Changes, changes};

/// Draws a trace; modules that changed are coloured.
pub fn icicle(trace: &Trace, side: &str, changes: &Changes<'_>) -> Option<Chart> {
    let all = stretches(trace);
    let mut own: Vec<Option<OwnTime>> = vec![None; trace.modules.len()];
    for time in own_times(trace) {
        let index = time.index;
        own[index] = Some(time);
    }
    let tree = Tree { trace, stretches: &all, own: &own, changes };
    let views: Vec<_> =
        View::ALL.into_iter().filter_map(|view| Some((view.name(), tree.draw(view)?))).collect();
    if views.is_empty() {
        return None;
    }
    let of = if side.is_empty() { String::new() } else { format!(" of the {side}") };
    Some(Chart {
        id: if side == "base" { "modules-base" } else { "modules" },
        title: format!("Modules{of}, each below its importer, as wide as what it took"),
        description: tree.describe(),
        picture: Picture::Views(views),
        legend: tree.legend(),
        table: tree.table(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::Change;
    use crate::report::export::sample;

    #[test]
    fn names_are_inert_and_changes_are_reported_without_colour() {
        let mut trace = sample();
        trace.modules[3].name = "<script>alert(1)</script>\u{202e}".into();
        let name = trace.modules[3].name.clone();
        let chart = icicle(&trace, "", &[(name.as_str(), Change::Added)].into()).expect("modules");
        let Picture::Views(views) = &chart.picture else { panic!("views") };
        let names: Vec<_> = views.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["wall time", "processor time", "blocked time", "resident memory"]);
        let wall = views[0].1.body.clone().into_string();
        assert!(!wall.contains("<script>") && !wall.contains('\u{202e}'), "{wall}");
        assert!(
            wall.contains("&lt;script&gt;") && wall.contains("data-sign=\"+ \"") && wall.contains("(new)"),
            "{wall}"
        );
        assert_eq!(chart.table.rows.len(), 4, "another thread's module is left out");
    }
}
