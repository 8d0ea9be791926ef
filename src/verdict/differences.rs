//! Which modules make the difference between two variants.

use super::reason::{ComparisonReason, Reason};
use crate::cause::{CollectionsShare, Difference};

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
        collections: difference.collections.difference(),
    };
    let collections = Some(&difference.collections).filter(|share| is_worth_naming(share, difference));
    let collections = collections.map(|share| ComparisonReason::Collections { share: share.clone() });
    let modules = named.iter().map(|share| ComparisonReason::Module { share: share.clone() });
    let likely =
        difference.likely.iter().map(|share| ComparisonReason::LikelyModule { share: share.clone() });
    modules.chain(likely).chain(collections).chain([rest]).map(Into::into).collect()
}

/// Whether collections certainly take more or less, and a tenth of the whole difference at least.
fn is_worth_naming(share: &CollectionsShare, difference: &Difference) -> bool {
    let certain = share.interval.is_some_and(|interval| interval.low > 0.0 || interval.high < 0.0);
    certain && share.difference().0.abs() * 10 >= difference.whole.time.0.abs()
}
