//! A module tree as it is kept: one line a module, with its times in the fastest samples.

use std::path::Path;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vitals_probes::wire::{ModuleRecord, Site, Span, Trace};

use crate::quantity::{BytesDelta, Nanos};

/// Samples whose times are kept.
const SAMPLES: usize = 3;

/// One module, its imports included.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
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
    /// Change of the resident size likewise; None where it was not read.
    pub rss: Vec<Option<BytesDelta>>,
}

/// Keeps the traces of the fastest samples, as far as they hold the same modules. `fastest` is sorted by time.
pub fn keep(fastest: &[&Trace], top: &Path) -> Vec<StoredModule> {
    let Some(first) = fastest.first() else { return Vec::new() };
    let names = |trace: &Trace| trace.modules.iter().map(|module| module.name.clone()).collect::<Vec<_>>();
    let alike: Vec<&&Trace> =
        fastest.iter().filter(|trace| names(trace) == names(first)).take(SAMPLES).collect();
    first
        .modules
        .iter()
        .enumerate()
        .filter(|(_, module)| !module.other_thread)
        .map(|(index, module)| {
            let of_each = alike.iter().map(|trace| &trace.modules[index]);
            StoredModule {
                name: module.name.clone(),
                parent: module.parent,
                importer: module.importer.as_ref().map(|site| place(site, top)),
                start: module.start,
                time: of_each.clone().map(|module| module.span.active()).collect(),
                cpu: of_each.clone().map(|module| module.span.cpu).collect(),
                rss: of_each.map(|module| module.rss).collect(),
            }
        })
        .collect()
}

fn place(site: &Site, top: &Path) -> String {
    let file = Path::new(&site.file);
    format!("{}:{}", file.strip_prefix(top).unwrap_or(file).display(), site.line)
}

/// The traces again, one a kept sample, with every time multiplied by `scale`: the machine's speed now over then.
pub fn traces(modules: &[StoredModule], scale: f64) -> Vec<Trace> {
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
                    rss: module.rss.get(sample).copied().flatten(),
                    ..ModuleRecord::default()
                })
                .collect(),
            stalls: Vec::new(),
        })
        .collect()
}

fn site(place: &str) -> Option<Site> {
    let (file, line) = place.rsplit_once(':')?;
    Some(Site { file: file.to_owned(), line: line.parse().ok()?, function: String::new() })
}
