//! From two sets of traces to the modules that make the difference, each with its part of it.

mod collections;
mod parts;
mod shares;
mod side;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use self::parts::OwnParts;

pub use collections::CollectionsShare;
pub use parts::Part;
pub use shares::{Change, Share};
pub use side::{Measured, Side};

/// The whole difference and its parts: `whole` = the shares + `collections` + `others` + `outside`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Difference {
    /// Mean of the candidate's samples less that of the base's.
    pub whole: Part,
    /// Modules that are named, the largest part first.
    pub shares: Vec<Share>,
    /// Where none is named for its time: the module that makes the most of it all the same, which is not certain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub likely: Option<Share>,
    /// Garbage collections, which belong to no module.
    #[serde(default, skip_serializing_if = "CollectionsShare::is_nothing")]
    pub collections: CollectionsShare,
    /// The modules that are not named, together.
    pub others: Part,
    /// How many those are.
    pub other_modules: usize,
    /// Outside of any module: the statement itself, the finders, what other threads did.
    pub outside: Part,
}

/// Names what makes the difference. None where a side has no trace.
pub fn difference(base: Side<'_>, candidate: Side<'_>) -> Option<Difference> {
    let base_whole = mean_of(base)?;
    let whole = mean_of(candidate)?.minus(base_whole);
    let parts = [base, candidate].map(OwnParts::of);
    let (named, unnamed) =
        shares::named(shares::candidates([base, candidate], &parts), base_whole, candidate);
    let [before, after] = &parts;
    let mut rest: BTreeSet<&str> = before.names().chain(after.names()).collect();
    for name in named.iter().flat_map(|one| &one.group) {
        rest.remove(name.as_str());
    }
    let others = after.mean(rest.iter().copied()).minus(before.mean(rest.iter().copied()));
    let mut shares: Vec<Share> = named.into_iter().map(|one| one.share).collect();
    shares.sort_by_key(|share| std::cmp::Reverse(shares::weight(share, whole)));
    let collections = CollectionsShare::of(base, candidate);
    let left = whole.minus(others).minus(collections.part());
    let outside = shares.iter().fold(left, |left, share| left.minus(share.part));
    let likely = shares::most_of(unnamed, whole);
    Some(Difference { whole, shares, likely, collections, others, other_modules: rest.len(), outside })
}

fn mean_of(side: Side<'_>) -> Option<Part> {
    let parts: Vec<Part> =
        side.samples.iter().map(|(measured, _)| Part::of(measured.span, measured.rss)).collect();
    Part::mean(&parts)
}
