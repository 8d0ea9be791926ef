//! Two baselines against each other.

use std::path::Path;

use super::compare::in_place;
use crate::comparison::{Comparison, stored_against};
use crate::report::comparison::{ComparisonDocument, ComparisonReport, SideRecord};
use crate::store::{Baseline, StoredProbe};
use crate::verdict::{BaselineReason, Named, Status, Verdict, judge_comparison};

/// Two baselines against each other, by their calibrations.
pub fn diff(base: &Baseline, candidate: &Baseline) -> ComparisonDocument {
    let sides = [SideRecord::of_baseline(base), SideRecord::of_baseline(candidate)];
    let mut document = ComparisonDocument::of_baselines(sides, candidate.probes.len());
    let comparing = in_place(0);
    let timed = candidate.probes.iter().map(StoredProbe::times).sum();
    for stored in &candidate.probes {
        let rule = comparing.default_rule(timed);
        let found = base.probe(stored.kind(), stored.name());
        let labels = document.sides.each_ref().map(|side| side.label.clone());
        let sides = labels.each_ref().map(|label| Named { label, top: Path::new("") });
        let different = base.differs_from(&candidate.fingerprint);
        let (comparison, verdict) =
            match (different, found.and_then(|found| stored_against(found, stored, &rule))) {
                (Some(difference), _) => {
                    let reason = BaselineReason::TwoFingerprints { difference };
                    (
                        Comparison::none(stored.kind(), stored.name()),
                        Verdict::new(Status::Inconclusive, reason),
                    )
                }
                (None, Some(comparison)) => {
                    let verdict = judge_comparison(&comparison, &rule, sides, false);
                    (comparison, verdict)
                }
                (None, None) => {
                    let reason = BaselineReason::NewProbe { base: base.name.clone() };
                    (
                        Comparison::none(stored.kind(), stored.name()),
                        Verdict::new(Status::Inconclusive, reason),
                    )
                }
            };
        document.probes.push(ComparisonReport { name: stored.name().to_owned(), verdict, rule, comparison });
    }
    document
}
