//! Why a comparison is undecided, and what is missing.

use super::comparison_evidence::not_read;
use super::reason::PairsReason;
use crate::comparison::{Comparison, Interleaved, Quantity};
use crate::measure::{TimedPair, observed};
use crate::plan::{ComparisonRule, Decision};

/// What is missing to decide a quantity.
pub(super) fn why_undecided(
    comparison: &Comparison,
    open: &Quantity,
    rule: &ComparisonRule,
    interrupted: bool,
) -> Vec<PairsReason> {
    let pairs = comparison.measured.pairs().len();
    if interrupted {
        return vec![PairsReason::Interrupted { pairs }];
    }
    if let Interleaved::Stored(against) = &comparison.measured {
        let calibrated = against.slowness.is_some() || against.probe == "growth";
        return vec![if calibrated {
            PairsReason::StoredNumbersAreFixed
        } else {
            PairsReason::NotCalibrated
        }];
    }
    if comparison.measured.probe() == "growth" {
        // Where memory was not read, the evidence says so.
        let unread = not_read(&comparison.measured).is_some();
        return if unread { Vec::new() } else { vec![PairsReason::RunsDisagree] };
    }
    if let Some(too_few) = too_few(comparison.measured.pairs(), rule) {
        return vec![too_few];
    }
    missing_pairs(pairs, open, rule)
}

/// Which pairs are missing after so many, and why there are no more.
pub fn missing_pairs(pairs: usize, open: &Quantity, rule: &ComparisonRule) -> Vec<PairsReason> {
    let most = rule.most();
    let ended = (pairs < most).then_some(PairsReason::BudgetEnded { pairs, most });
    let forecast = match open.finding {
        Some(Decision::Undecided { pairs_needed: Some(pairs) }) => PairsReason::Needed { pairs },
        _ => PairsReason::AtTheTolerance,
    };
    ended.into_iter().chain([forecast]).collect()
}

/// That there are fewer pairs than ever decide anything, where it is so.
fn too_few(taken: &[TimedPair], rule: &ComparisonRule) -> Option<PairsReason> {
    let observed = observed(taken);
    let (pairs, least, stolen) = (observed.pairs.len(), rule.least(&observed), observed.stolen);
    let fixed = rule.fixed.is_some();
    (pairs < least).then_some(PairsReason::TooFew { pairs, least, stolen, fixed })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::Disturbance;
    use vitals_probes::wire::Span;

    #[test]
    fn too_few_pairs_are_reported_with_how_many_decide() {
        let pair = |disturbed: Vec<Disturbance>| TimedPair {
            base: Span::default(),
            candidate: Span::default(),
            base_first: true,
            at_once_on: None,
            disturbed,
        };
        let rule = ComparisonRule::tolerating(0.1, 1);
        let calm = vec![pair(Vec::new()); 4];
        assert_eq!(too_few(&calm, &rule), None);
        let of = |pairs, least, stolen, fixed| PairsReason::TooFew { pairs, least, stolen, fixed };
        assert_eq!(too_few(&calm[..3], &rule), Some(of(3, 4, 0, false)));
        let stolen = vec![pair(vec![Disturbance::Stolen]); 6];
        let asked = ComparisonRule { fixed: Some(6), ..rule };
        assert_eq!(too_few(&stolen, &asked), Some(of(6, 19, 6, true)));
    }
}
