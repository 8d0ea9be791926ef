//! The top of a module tree, as lines.

use vitals_probes::wire::{Span, Trace};

use super::words::cause;
use crate::cause::{collections, own_times, parent_of};
use crate::quantity::{BytesDelta, Nanos};

/// In a short tree a module is shown where it takes this part of the whole, its imports included.
const SHOWN: f64 = 0.03;
/// Lines of a short tree, at most.
pub const LINES: usize = 16;

/// One line of the tree.
pub struct Row {
    /// Levels below the import statement.
    pub depth: usize,
    /// Dotted name.
    pub name: String,
    /// Its imports included.
    pub span: Span,
    /// Without them.
    pub own: Nanos,
    /// Its imports included; None where it was not read.
    pub rss: Option<BytesDelta>,
}

/// The costliest modules of a trace, as a tree in the order of import.
pub fn rows(trace: &Trace, lines: usize) -> Vec<Row> {
    let mut own = vec![Nanos(0); trace.modules.len()];
    for time in own_times(trace) {
        own[time.index] = time.own.wall;
    }
    let mut whole: Vec<usize> =
        (0..trace.modules.len()).filter(|index| !trace.modules[*index].other_thread).collect();
    let total: Nanos = whole
        .iter()
        .filter(|index| trace.modules[**index].parent.is_none())
        .map(|index| trace.modules[*index].span.wall)
        .sum();
    let shown = if lines > LINES { 0.0 } else { SHOWN };
    whole.retain(|index| trace.modules[*index].span.wall.0 as f64 >= shown * total.0 as f64);
    // The costliest lines, but always with the path that leads to them: a parent never costs less than its child.
    whole.sort_by_key(|index| (std::cmp::Reverse(trace.modules[*index].span.wall), *index));
    whole.truncate(lines);
    whole.sort_unstable();
    let modules = whole.into_iter().map(|index| {
        let module = &trace.modules[index];
        Row {
            depth: depth(trace, index),
            name: module.name.clone(),
            span: module.span,
            own: own[index],
            rss: module.rss,
        }
    });
    modules.chain(collected(trace)).collect()
}

/// Garbage collections, which are in the time of no module's own.
fn collected(trace: &Trace) -> Option<Row> {
    let all = collections(trace);
    all.any().then(|| Row {
        depth: 0,
        name: cause::garbage_collection(all),
        span: Span { wall: all.wall, cpu: all.cpu, ..Span::default() },
        own: all.wall,
        rss: None,
    })
}

fn depth(trace: &Trace, index: usize) -> usize {
    std::iter::successors(parent_of(trace, &trace.modules[index]), |parent| {
        parent_of(trace, &trace.modules[*parent])
    })
    .count()
}
