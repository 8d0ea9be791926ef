//! A trace as properly nested stretches: viewers refuse a child that outlasts its parent by a clock's tick.

use vitals_probes::wire::Trace;

use crate::cause::parent_of;
use crate::quantity::Nanos;

/// One module's stretch, its imports included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Index into the trace.
    pub index: usize,
    /// Imports around it.
    pub depth: usize,
    /// Since the start of the import.
    pub begin: Nanos,
    /// Not before `begin`, nor after the end of the import around it.
    pub end: Nanos,
}

/// The importing thread's modules in the order in which they began, each within its parent and after its elder.
pub fn stretches(trace: &Trace) -> Vec<Stretch> {
    let mut open: Vec<Stretch> = Vec::new();
    let mut done: Vec<Stretch> = Vec::new();
    // Where the next may begin: after all that has ended.
    let mut ended = Nanos(0);
    for (index, module) in trace.modules.iter().enumerate().filter(|(_, module)| !module.other_thread) {
        let parent = parent_of(trace, module);
        while open.last().is_some_and(|around| Some(around.index) != parent) {
            ended = open.pop().map_or(ended, |closed| ended.max(closed.end));
        }
        let around = open.last();
        let latest = around.map_or(Nanos(u64::MAX), |around| around.end);
        let begin = module.start.max(ended).max(around.map_or(Nanos(0), |around| around.begin)).min(latest);
        let end = Nanos(module.start.0.saturating_add(module.span.wall.0)).max(begin).min(latest);
        let stretch = Stretch { index, depth: open.len(), begin, end };
        open.push(stretch);
        done.push(stretch);
    }
    done
}

/// The same with each module after those that it imports: the order in which they ended.
pub fn by_end(trace: &Trace) -> Vec<Stretch> {
    let mut open: Vec<Stretch> = Vec::new();
    let mut ended = Vec::new();
    for stretch in stretches(trace) {
        while open.last().is_some_and(|around| around.depth >= stretch.depth) {
            ended.extend(open.pop());
        }
        open.push(stretch);
    }
    ended.extend(open.into_iter().rev());
    ended
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use vitals_probes::wire::{ModuleRecord, Span};

    use super::*;
    use crate::report::export::sample;

    #[test]
    fn other_threads_are_left_out_and_children_end_first() {
        let names = |stretches: Vec<Stretch>| -> Vec<(usize, usize)> {
            stretches.iter().map(|stretch| (stretch.index, stretch.depth)).collect()
        };
        assert_eq!(names(stretches(&sample())), [(0, 0), (1, 1), (2, 2), (3, 1)]);
        assert_eq!(names(by_end(&sample())), [(2, 2), (1, 1), (3, 1), (0, 0)]);
    }

    proptest! {
        /// Whatever the clocks said, what a viewer gets is nested.
        #[test]
        fn always_nested(modules in prop::collection::vec((0_u64..1000, 0_u64..1000, any::<Option<u8>>()), 1..40)) {
            let modules: Vec<ModuleRecord> = modules
                .into_iter()
                .enumerate()
                .map(|(index, (start, wall, parent))| ModuleRecord {
                    parent: parent.map(u32::from).filter(|parent| (*parent as usize) < index),
                    start: Nanos(start),
                    span: Span { wall: Nanos(wall), ..Span::default() },
                    ..ModuleRecord::default()
                })
                .collect();
            let trace = Trace { modules, stalls: Vec::new() };
            let all = stretches(&trace);
            prop_assert_eq!(all.len(), trace.modules.len());
            prop_assert_eq!(by_end(&trace).len(), all.len());
            for (number, stretch) in all.iter().enumerate() {
                prop_assert!(stretch.begin <= stretch.end);
                for later in &all[number + 1..] {
                    let within = later.begin >= stretch.begin && later.end <= stretch.end;
                    let after = later.begin >= stretch.end;
                    prop_assert!(within || after, "{:?} and {:?}", stretch, later);
                }
            }
        }
    }
}
