//! The costliest branches of an import: modules with all that they import, where no single module takes most of the time.

use vitals_probes::wire::{ModuleRecord, Site, Trace, is_standard_library};

use super::own_times::parent_of;
use crate::quantity::Nanos;

/// A module with all that it imports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Branch {
    /// Index into the trace.
    pub index: usize,
    /// Wall time of the module and of all that it imports, without garbage collections.
    pub wall: Nanos,
    /// Modules in it, itself included.
    pub modules: usize,
}

/// Branches that take at least `part` of the whole each, the costliest first. No one is part of another: a module of which
/// more than half lies in such branches of its own is not named, they are. Nor is the module that was asked for.
pub fn branches(trace: &Trace, part: f64) -> Vec<Branch> {
    let tree = Tree::of(trace);
    let whole: Nanos = tree.roots.iter().map(|root| tree.walls[*root]).sum();
    let least = Nanos((whole.0 as f64 * part) as u64).max(Nanos(1));
    let mut found = Vec::new();
    let mut open = tree.roots.clone();
    while let Some(index) = open.pop() {
        let wall = tree.walls[index];
        let is_large = |child: &usize| {
            let module = &trace.modules[*child];
            // What the standard library imports cannot be changed: it is a part of what asked for it.
            let asked = |site: &Site| !is_standard_library(&site.file);
            tree.walls[*child] >= least && module.importer.as_ref().is_none_or(asked)
        };
        let large: Vec<usize> = tree.children[index].iter().copied().filter(is_large).collect();
        let in_them: Nanos = large.iter().map(|child| tree.walls[*child]).sum();
        if tree.roots.contains(&index) || in_them.0 * 2 > wall.0 {
            open.extend(large);
        } else {
            found.push(Branch { index, wall, modules: tree.sizes[index] });
        }
    }
    found.sort_by_key(|branch| (std::cmp::Reverse(branch.wall), branch.index));
    found
}

/// Who imports whom, in the thread that was asked.
struct Tree {
    roots: Vec<usize>,
    children: Vec<Vec<usize>>,
    /// Modules of each branch.
    sizes: Vec<usize>,
    /// Wall time of each branch, without garbage collections.
    walls: Vec<Nanos>,
}

impl Tree {
    fn of(trace: &Trace) -> Self {
        let count = trace.modules.len();
        let (mut roots, mut children, mut sizes) = (Vec::new(), vec![Vec::new(); count], vec![1; count]);
        let own =
            |module: &ModuleRecord| module.collected.map(|collected| collected.wall).unwrap_or_default();
        let mut collected: Vec<Nanos> = trace.modules.iter().map(own).collect();
        // A module begins after the one that imports it: from the last to the first, each is complete.
        for (index, module) in
            trace.modules.iter().enumerate().rev().filter(|(_, module)| !module.other_thread)
        {
            match parent_of(trace, module) {
                Some(parent) => {
                    children[parent].push(index);
                    sizes[parent] += sizes[index];
                    let below = collected[index];
                    collected[parent] += below;
                }
                None => roots.push(index),
            }
        }
        let walls = trace.modules.iter().zip(collected);
        let walls = walls.map(|(module, collected)| module.span.wall.saturating_sub(collected)).collect();
        Self { roots, children, sizes, walls }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vitals_probes::wire::Span;

    fn trace(modules: &[(Option<u32>, u64)]) -> Trace {
        let module = |(parent, wall): &(Option<u32>, u64)| ModuleRecord {
            parent: *parent,
            span: Span { wall: Nanos(*wall), ..Span::default() },
            ..ModuleRecord::default()
        };
        Trace { modules: modules.iter().map(module).collect(), stalls: Vec::new() }
    }

    #[test]
    fn c3_what_is_spread_is_named_by_its_branches_and_none_is_part_of_another() {
        // The first imports a (of which b and c take most), d, and a trifle.
        let parents = [
            (None, 100),
            (Some(0), 50),
            (Some(1), 25),
            (Some(1), 20),
            (Some(0), 30),
            (Some(4), 4),
            (Some(0), 1),
        ];
        let found = branches(&trace(&parents), 0.1);
        let found: Vec<_> =
            found.iter().map(|branch| (branch.index, branch.wall.0, branch.modules)).collect();
        assert_eq!(found, [(4, 30, 2), (2, 25, 1), (3, 20, 1)]);
    }

    #[test]
    fn c3_what_the_standard_library_imports_is_a_part_of_what_asked_for_it() {
        let mut trace = trace(&[(None, 100), (Some(0), 90), (Some(1), 85)]);
        let file = "/usr/lib/python3.11/http/client.py".to_owned();
        trace.modules[2].importer = Some(Site { file, line: 1439, function: String::new() });
        assert_eq!(branches(&trace, 0.1), [Branch { index: 1, wall: Nanos(90), modules: 2 }]);
    }

    #[test]
    fn c3_a_module_whose_time_lies_in_no_large_branch_is_named_as_a_whole() {
        let parents = [(None, 100), (Some(0), 90), (Some(1), 30), (Some(1), 9), (Some(1), 9)];
        let found = branches(&trace(&parents), 0.1);
        assert_eq!(found, [Branch { index: 1, wall: Nanos(90), modules: 4 }]);
        assert_eq!(branches(&trace(&[(None, 100)]), 0.1), []);
        assert_eq!(branches(&trace(&[]), 0.1), []);
    }
}
