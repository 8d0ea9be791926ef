//! A module tree as it is kept: one line a module, with its times in the fastest samples.

use std::path::Path;

use serde::{Deserialize, Serialize};
use vitals_probes::wire::{Collected, ModuleRecord, Site, Span, Trace};

use crate::quantity::{BytesDelta, Nanos};

/// Samples whose times are kept.
const SAMPLES: usize = 3;

/// One module, its imports included.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct StoredModule {
    /// Dotted name.
    pub name: String,
    /// The import in whose course this one began: an index into the list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<u32>,
    /// The statement that asked for it: `file:line`, relative to the target where it lies inside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub importer: Option<String>,
    /// Start since the start of the import, in the fastest sample.
    pub start: Nanos,
    /// Time in each kept sample, the fastest first: wall time without the wait for a processor.
    pub time: Vec<Nanos>,
    /// Processor time likewise.
    pub cpu: Vec<Nanos>,
    /// What garbage collections took of its own code's time likewise; none in versions that did not watch them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub collected: Vec<Nanos>,
    /// Change of the resident size likewise; None where it was not read.
    pub rss: Vec<Option<BytesDelta>>,
}

/// Keeps the traces of the fastest samples, as far as they hold the same modules. `fastest` is sorted by time.
pub fn keep(fastest: &[&Trace], top: &Path) -> Vec<StoredModule> {
    let Some(first) = fastest.first() else { return Vec::new() };
    let names = |trace: &Trace| trace.modules.iter().map(|module| module.name.clone()).collect::<Vec<_>>();
    let alike: Vec<&&Trace> =
        fastest.iter().filter(|trace| names(trace) == names(first)).take(SAMPLES).collect();
    let kept: Vec<usize> =
        (0..first.modules.len()).filter(|index| !first.modules[*index].other_thread).collect();
    // Those of other threads are left out: an index of the trace is another place in the list.
    let place_of = |parent: u32| kept.binary_search(&(parent as usize)).ok().map(|place| place as u32);
    kept.iter()
        .map(|index| {
            let module = &first.modules[*index];
            let of_each = alike.iter().map(|trace| &trace.modules[*index]);
            StoredModule {
                name: module.name.clone(),
                parent: module.parent.and_then(place_of),
                importer: module.importer.as_ref().map(|site| place(site, top)),
                start: module.start,
                time: of_each.clone().map(|module| module.span.active()).collect(),
                cpu: of_each.clone().map(|module| module.span.cpu).collect(),
                collected: collected(of_each.clone()),
                rss: of_each.map(|module| module.rss).collect(),
            }
        })
        .collect()
}

/// Nothing where there was none in any sample.
fn collected<'a>(of_each: impl Iterator<Item = &'a ModuleRecord>) -> Vec<Nanos> {
    let all: Vec<Nanos> =
        of_each.map(|module| module.collected.map(|collected| collected.cpu).unwrap_or_default()).collect();
    if all.iter().all(|time| *time == Nanos(0)) { Vec::new() } else { all }
}

fn place(site: &Site, top: &Path) -> String {
    let file = Path::new(&site.file);
    format!("{}:{}", file.strip_prefix(top).unwrap_or(file).display(), site.line)
}

/// The traces again, one a kept sample, with every time multiplied by `scale`: the machine's speed now over then.
///
/// None where the modules are not nested in each other. Older versions kept the indices of the whole trace although modules
/// of other threads were left out: what each module took itself is not known then.
pub fn traces(modules: &[StoredModule], scale: f64) -> Vec<Trace> {
    if !are_nested(modules) {
        return Vec::new();
    }
    let count = modules.iter().map(|module| module.time.len()).min().unwrap_or(0);
    let scaled = |time: Nanos| Nanos((time.0 as f64 * scale).round() as u64);
    (0..count)
        .map(|sample| Trace {
            modules: modules
                .iter()
                .map(|module| ModuleRecord {
                    name: module.name.clone(),
                    parent: module.parent,
                    importer: module.importer.as_deref().and_then(site),
                    start: module.start,
                    span: Span {
                        wall: scaled(module.time[sample]),
                        cpu: scaled(module.cpu[sample]),
                        ..Span::default()
                    },
                    collected: module.collected.get(sample).filter(|time| time.0 > 0).map(|time| {
                        let took = scaled(*time);
                        Collected { count: 1, full: 0, wall: took, cpu: took }
                    }),
                    rss: module.rss.get(sample).copied().flatten(),
                    ..ModuleRecord::default()
                })
                .collect(),
            stalls: Vec::new(),
        })
        .collect()
}

/// Whether each module began in the course of the one before it, or of one that this one began in.
fn are_nested(modules: &[StoredModule]) -> bool {
    let mut open: Vec<u32> = Vec::new();
    modules.iter().zip(0..).all(|(module, index)| {
        while open.last().is_some_and(|innermost| Some(*innermost) != module.parent) {
            open.pop();
        }
        let nested = open.last().copied() == module.parent;
        open.push(index);
        nested
    })
}

fn site(place: &str) -> Option<Site> {
    let (file, line) = place.rsplit_once(':')?;
    Some(Site { file: file.to_owned(), line: line.parse().ok()?, function: String::new() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::own_times;

    fn trace() -> Trace {
        let module = |name: &str, parent, wall, other_thread| {
            let span = Span { wall: Nanos(wall), cpu: Nanos(wall), ..Span::default() };
            ModuleRecord { name: name.into(), parent, span, other_thread, ..ModuleRecord::default() }
        };
        let modules = vec![
            module("shop", None, 100, false),
            module("background", None, 500, true),
            module("background.worker", Some(1), 400, true),
            module("shop.cart", Some(0), 70, false),
            module("shop.price", Some(3), 50, false),
        ];
        Trace { modules, stalls: Vec::new() }
    }

    #[test]
    fn a_kept_modules_parent_is_its_place_among_those_that_are_kept() {
        let trace = trace();
        let kept = keep(&[&trace], Path::new("/srv"));
        let parents: Vec<_> = kept.iter().map(|module| (module.name.as_str(), module.parent)).collect();
        assert_eq!(parents, [("shop", None), ("shop.cart", Some(0)), ("shop.price", Some(1))]);
        let [again] = &traces(&kept, 1.0)[..] else { panic!("one sample") };
        let own = |trace: &Trace| {
            own_times(trace).into_iter().map(|time| (time.name, time.own.wall)).collect::<Vec<_>>()
        };
        assert_eq!(own(again), own(&trace), "what each took itself");
    }

    /// As older versions kept them: the indices of the whole trace.
    #[test]
    fn modules_whose_parents_are_not_known_are_not_made_into_a_tree() {
        let trace = trace();
        let mut kept = keep(&[&trace], Path::new("/srv"));
        kept[2].parent = Some(3);
        assert!(traces(&kept, 1.0).is_empty());
    }
}
