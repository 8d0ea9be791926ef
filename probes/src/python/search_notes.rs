//! The Python sides of the search for a cause: which lines allocate, which open, and what holds.

use pyo3::prelude::*;

use super::accepted::is_accepted;
use super::attribute_cache;
use super::growth::temporary_folder;
use super::maker::Maker;
use super::resources::descriptor_kind;
use super::script;
use crate::quantity::BytesDelta;
use crate::wire::{
    AllocationSite, BoundedHolder, HeldBy, HolderSearch, OpenedAt, ResourceKind, RetentionTask, SearchOf,
    Site, is_standard_library,
};

/// The search for holders, each file after those that it uses.
pub const HOLDERS: [(&str, &str); 9] = [
    ("kinds", include_str!("holders/kinds.py")),
    ("roots", include_str!("holders/roots.py")),
    ("forward", include_str!("holders/forward.py")),
    ("backward", include_str!("holders/backward.py")),
    ("steps", include_str!("holders/steps.py")),
    ("lengths", include_str!("holders/lengths.py")),
    ("bounds", include_str!("holders/bounds.py")),
    ("weights", include_str!("holders/weights.py")),
    ("holders", include_str!("holders/holders.py")),
];

/// Bytes a round, of a line whose blocks grow but do not become more,
const LEAST_BYTES: u64 = 1024;
/// or this part of what is known to leak, where that is less.
const LEAST_PART: f64 = 0.25;

/// The Python sides of the search.
pub struct Notes<'py> {
    allocations: Bound<'py, PyAny>,
    holders: Bound<'py, PyAny>,
    /// Watches while objects are made.
    pub opened: Bound<'py, PyAny>,
    /// Which lines are the target's.
    pub places: Bound<'py, PyAny>,
}

impl<'py> Notes<'py> {
    /// Watches from here on.
    pub fn start(py: Python<'py>, maker: &Maker, task: &RetentionTask) -> PyResult<Self> {
        let holders = script::run_all(py, "holders", &HOLDERS)?.as_any().get_item("Holders")?;
        let allocations = script::run(py, include_str!("allocations.py"), "allocations")?;
        let places = script::run(py, include_str!("places.py"), "places")?.as_any().get_item("Places")?;
        let places = places.call1((wrap_pyfunction!(is_library, py)?,))?;
        let allocations = allocations.as_any().get_item("Allocations")?.call1((maker.python(py), &places))?;
        let ours = allocations.getattr("notes")?;
        let traced = allocations.getattr("tracer")?.getattr("_get_object_traceback")?;
        let standing = task.of != SearchOf::Growing;
        let opened = script::run(py, include_str!("opened.py"), "opened")?.as_any().get_item("Opened")?;
        let wanted: Vec<String> = task.resources.iter().map(|kind| word(*kind)).collect();
        let kind_of_descriptor = wrap_pyfunction!(kind_of_descriptor, py)?;
        let temporary = temporary_folder(py);
        let posix = py.import("posix")?;
        let is_accepted = wrap_pyfunction!(is_accepted, py)?;
        let opened = opened.call1((wanted, &places, kind_of_descriptor, is_accepted, temporary, posix))?;
        let of = (maker.python(py), &task.types, task.objects, standing, traced, ours, &opened);
        let holders = holders.call1(of)?;
        Ok(Self { allocations, holders, opened, places })
    }

    /// Of all three, at a moment.
    pub fn note(&self) -> PyResult<()> {
        attribute_cache::clear(self.holders.py());
        self.allocations.call_method0("note")?;
        self.holders.call_method0("note").map(drop)
    }

    /// Lines that allocate what is looked for.
    pub fn sites(&self, task: &RetentionTask) -> PyResult<Vec<AllocationSite>> {
        type Grown = (String, u32, String, i64, i64);
        let grown = match task.of {
            SearchOf::Growing => self.allocations.call_method1("grown", (task.rounds, least_bytes(task)))?,
            SearchOf::Kept | SearchOf::Held => self.allocations.call_method0("there")?,
        };
        let grown: Vec<Grown> = grown.extract()?;
        let site = |(file, line, function, bytes, blocks)| AllocationSite {
            site: Site { file, line, function },
            bytes: BytesDelta(bytes),
            blocks,
        };
        Ok(grown.into_iter().map(site).collect())
    }

    /// What holds what stays, and holders with a bound.
    pub fn held(&self, made: u64) -> PyResult<(Vec<HeldBy>, Vec<BoundedHolder>)> {
        type Found = (String, Vec<String>, bool, Option<(u64, u32, bool)>, bool);
        type Limit = (String, Vec<String>, bool, u64, u64, i64, Option<(String, u32, String)>);
        let (found, limits): (Vec<Found>, Vec<Limit>) =
            self.holders.call_method1("found", (made,))?.extract()?;
        let search = |(objects, depth, exhausted)| HolderSearch { objects, depth, exhausted };
        let held = |(type_name, chain, complete, searched, bounded): Found| HeldBy {
            type_name,
            chain,
            complete,
            bounded,
            search: searched.map(search),
        };
        let limit = |(holder, chain, certain, most, fill, gained, site): Limit| BoundedHolder {
            holder,
            chain,
            certain,
            most,
            fill,
            gained,
            site: site.map(|(file, line, function)| Site { file, line, function }),
        };
        Ok((found.into_iter().map(held).collect(), limits.into_iter().map(limit).collect()))
    }

    /// Lines that open what stays open.
    pub fn opened(&self, wanted: &[ResourceKind]) -> PyResult<Vec<OpenedAt>> {
        type Found = (String, Option<(String, u32, String)>, u64);
        let found: Vec<Found> = self.opened.call_method0("found")?.extract()?;
        let opened = |(kind, site, count): Found| {
            let what = *wanted.iter().find(|wanted| word(**wanted) == kind)?;
            let site = site.map(|(file, line, function)| Site { file, line, function });
            Some(OpenedAt { what, site, count })
        };
        Ok(found.into_iter().filter_map(opened).collect())
    }
}

/// What a line must gain whose blocks grow but do not become more.
fn least_bytes(task: &RetentionTask) -> u64 {
    let rounds = u64::from(task.rounds);
    let leaked = task.expected.map(|expected| (expected.0 as f64 * LEAST_PART) as u64);
    leaked.map_or(LEAST_BYTES * rounds, |bytes| bytes.min(LEAST_BYTES * rounds))
}

/// The name of a kind on the wire, which the Python side uses too.
fn word(kind: ResourceKind) -> String {
    serde_json::to_value(kind).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
}

#[pyfunction]
fn kind_of_descriptor(points_to: &str) -> String {
    word(descriptor_kind(points_to))
}

#[pyfunction]
fn is_library(file: &str) -> bool {
    is_standard_library(file)
}

#[cfg(feature = "python-tests")]
#[allow(clippy::unwrap_used)]
pub mod tests {
    use super::*;

    inside! {
        fn the_standard_library_is_known(_) {
            assert!(is_library("/usr/lib/python3.11/json/decoder.py") && !is_library("/srv/app/decoder.py"));
        }
    }
}
