//! What is looked for in a commit: the failure of the bad end, or a leak that is as large by another line.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::signature::{Signature, is_of_a_line, signature};
use crate::verdict::{Location, Reason, RetentionReason};

/// A line that allocates what stays.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Leak {
    /// How the line is known again.
    pub line: Signature,
    /// What stays of a round, in bytes.
    pub each_round: f64,
}

/// The lines of a verdict's reasons that allocate what stays. `top` and `own` as for [`super::signature::signatures`].
pub fn leaks(reasons: &[Reason], top: &Path, own: &dyn Fn(&Location) -> Option<Location>) -> Vec<Leak> {
    let leak = |reason: &Reason| match reason {
        Reason::Retention(RetentionReason::Allocated { site, rounds, .. }) => Some(Leak {
            line: signature(reason, top, own),
            each_round: site.bytes.0 as f64 / f64::from((*rounds).max(1)),
        }),
        _ => None,
    };
    reasons.iter().filter_map(leak).collect()
}

/// The failure that is looked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// The bad end's.
    pub signature: Signature,
    /// Where that is a line that leaks: in bytes, what stays of a round by it.
    #[serde(default)]
    pub each_round: Option<f64>,
    /// The lines by which the good end leaks.
    #[serde(default)]
    pub leaks_of_good: Vec<Signature>,
}

/// A commit that rewrites a line which leaks is not the one that brought the leak: another line stands for it that leaks so large a part of
/// it, and by which the good end does not leak.
const SAME_LEAK: f64 = 0.5;

impl Wanted {
    /// Of the bad end's failure alone.
    pub fn of(signature: Signature, leaks: &[Leak]) -> Self {
        let own = leaks.iter().find(|leak| leak.line == signature);
        Self { each_round: own.map(|leak| leak.each_round), signature, leaks_of_good: Vec::new() }
    }

    /// The same without what stands for it: all that the good end leaks by is known of it afterwards.
    pub fn exactly(&self) -> Self {
        Self { each_round: None, ..self.clone() }
    }

    /// Whether a line that leaks is looked for.
    pub fn is_of_a_line(&self) -> bool {
        is_of_a_line(&self.signature)
    }

    /// Whether a commit's failures have it among them.
    pub fn is_seen(&self, known: &[Signature], leaks: &[Leak]) -> bool {
        known.contains(&self.signature) || leaks.iter().any(|leak| self.is_the_same_leak(leak))
    }

    fn is_the_same_leak(&self, leak: &Leak) -> bool {
        !self.leaks_of_good.contains(&leak.line)
            && self.each_round.is_some_and(|each_round| leak.each_round >= SAME_LEAK * each_round)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::BytesDelta;
    use vitals_probes::wire::{AllocationSite, SearchOf, Site};

    fn leak(text: &str, each_round: f64) -> Leak {
        let pairs = [("about", "retention"), ("kind", "allocated"), ("line", text)];
        Leak { line: pairs.map(|(key, value)| (key.to_owned(), value.to_owned())).into(), each_round }
    }

    #[test]
    fn a_line_leaks_what_it_gained_in_a_round() {
        let site = Site { file: "shop.py".into(), line: 7, function: "make".into() };
        let site = AllocationSite { site, bytes: BytesDelta(600), blocks: 1 };
        let reason = Reason::from(RetentionReason::Allocated { site, rounds: 6, of: SearchOf::Growing });
        let other = Reason::from(RetentionReason::Native);
        let found = leaks(&[other, reason], Path::new("/nowhere"), &|place| Some(place.clone()));
        let [leak] = &found[..] else { panic!("{found:?}") };
        assert!(is_of_a_line(&leak.line) && (leak.each_round - 100.0).abs() < 1e-9, "{leak:?}");
    }

    #[test]
    fn a_leak_by_another_line_is_the_same_where_it_is_as_large_and_new() {
        let (small, new) = (leak("KEPT.append(x)", 9_000.0), leak("ARCHIVE.append(x)", 200_000.0));
        let mut wanted = Wanted::of(new.line.clone(), &[small.clone(), new.clone()]);
        wanted.leaks_of_good = vec![small.line.clone()];
        let is_seen = |leaks: &[Leak]| {
            let known: Vec<Signature> = leaks.iter().map(|leak| leak.line.clone()).collect();
            wanted.is_seen(&known, leaks)
        };
        assert!(is_seen(&[small.clone(), new.clone()]));
        assert!(is_seen(&[small.clone(), leak("ARCHIVE.add(x)", 190_000.0)]), "rewritten later");
        assert!(is_seen(&[leak("ARCHIVE.append(x)", 3.0)]), "the line itself, whatever it amounts to");
        assert!(!is_seen(&[leak("KEPT.append(x)", 300_000.0)]), "the good end leaks by it");
        assert!(!is_seen(&[leak("KEPT.add(x)", 9_000.0)]), "what leaked before, rewritten");
        assert!(!is_seen(&[]));
    }
}
