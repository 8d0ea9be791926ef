//! Which modules make the difference between two variants.

use super::reason::{ComparisonReason, Reason};
use crate::cause::Difference;

/// Modules that are named.
const NAMED: usize = 5;

/// The modules with the largest parts, and what is left.
pub fn causes(difference: &Difference) -> Vec<Reason> {
    let (named, unnamed) = difference.shares.split_at(difference.shares.len().min(NAMED));
    let others = unnamed.iter().fold(difference.others.time, |sum, share| sum + share.part.time);
    let rest = ComparisonReason::Rest {
        whole: (!named.is_empty()).then_some(difference.whole.time),
        modules: difference.other_modules + unnamed.len(),
        others,
        outside: difference.outside.time,
    };
    let modules = named.iter().map(|share| ComparisonReason::Module { share: share.clone() });
    modules.chain([rest]).map(Into::into).collect()
}
