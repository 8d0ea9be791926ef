//! What is said of the pairs that a comparison rests on.

use super::quantity::counted;
use crate::measure::{Disturbance, InTurn, Timed};
use crate::plan::Pairing;
use crate::verdict::PairsReason;
use vitals_probes::wire::Sharing;

/// One reason.
pub fn sentence(reason: &PairsReason) -> String {
    match reason {
        PairsReason::Interrupted { pairs: 0 } => "interrupted before the first pair".into(),
        PairsReason::Interrupted { pairs } => {
            format!("interrupted after {}", counted(*pairs, "pair", "pairs"))
        }
        PairsReason::NoPair => "no pair was measured within the budget: give a larger --budget".into(),
        PairsReason::StoredNumbersAreFixed => {
            "stored numbers cannot become more precise: --replay measures both sides interleaved".into()
        }
        PairsReason::NotCalibrated => {
            "the stored times have no calibration beside them, and cannot be compared from one moment to another: capture the \
             baseline again, or measure both sides with --replay"
                .into()
        }
        PairsReason::RunsDisagree => {
            "the runs disagree about a leak: give more rounds, or a larger --budget".into()
        }
        PairsReason::TooFew { pairs, least, stolen, fixed } => too_few(*pairs, *least, *stolen, *fixed),
        PairsReason::BudgetEnded { pairs, most } => {
            format!("the budget ended after {pairs} of {most} pairs: give a larger --budget")
        }
        PairsReason::Needed { pairs } => format!("about {pairs} pairs would decide: --pairs {pairs}"),
        PairsReason::AtTheTolerance => {
            "the difference is close to the tolerance itself: more pairs will not decide soon".into()
        }
        PairsReason::Samples { pairs, seed, pairing, in_turn } => {
            let pairs = counted(*pairs, "interleaved pair", "interleaved pairs");
            let how = match (pairing, in_turn) {
                (Pairing::AtOnce, _) => "both at once on one processor, which alternates them; ".to_owned(),
                (Pairing::InTurn, None) => String::new(),
                (Pairing::InTurn, Some(why)) => format!("one after the other, since {}; ", because(why)),
            };
            format!("{pairs} of fresh processes, {how}each side first in half of them (seed {seed})")
        }
        PairsReason::StoredSamples { then, now } => format!("{then} stored samples, {now} new ones"),
        PairsReason::Calibrated { slowness } => format!(
            "the calibration workload (a fixed import of the standard library) takes {slowness:.2} times as long now: the \
             ratio is corrected for that"
        ),
        PairsReason::Floor { of, least } => {
            let of = if *of == Timed::RepeatedCreation { "a repeated" } else { "a first" };
            format!("differences below {least} are ignored: {of} creation cannot resolve them")
        }
        PairsReason::Conversations { pairs, seed } => format!(
            "{} of conversations with the two servers, one after the other, each side first in half of them (seed {seed})",
            counted(*pairs, "pair", "pairs")
        ),
        PairsReason::OperationFloor { least } => {
            format!("differences below {least} are ignored: any network between user and service varies by more")
        }
        PairsReason::MemoryVariesLittle => "memory varies little: a few samples are enough".into(),
        PairsReason::Disturbed { by, count, pairs } => {
            format!("{count} of {pairs} pairs were disturbed: {}", disturbed(*by))
        }
    }
}

fn because(why: &InTurn) -> String {
    let shared = |what: &Sharing| match what {
        Sharing::Children => "starts processes",
        Sharing::Sockets => "uses sockets",
        Sharing::Locks => "takes locks on files",
        Sharing::Files => "writes files",
    };
    match why {
        InTurn::ColdCaches => "cold caches are asked for".into(),
        InTurn::NotPinned => "no process can be bound to a processor here".into(),
        InTurn::Shares { what } => {
            let what: Vec<&str> = what.iter().map(shared).collect();
            format!("the target {}", what.join(", "))
        }
        InTurn::Waits => "the target waits for a lock, a thread or a socket".into(),
        InTurn::Long => "two at once could take longer than --timeout".into(),
    }
}

fn too_few(pairs: usize, least: usize, stolen: usize, fixed: bool) -> String {
    let stolen = match stolen {
        0 => String::new(),
        stolen => format!(" while the hypervisor takes time from {stolen} of them"),
    };
    let next = if fixed { format!("--pairs {least}") } else { "a larger --budget".to_owned() };
    let pairs = counted(pairs, "pair is", "pairs are");
    format!("{pairs} too few{stolen}: at least {least} are needed, give {next}")
}

fn disturbed(by: Disturbance) -> &'static str {
    match by {
        Disturbance::NoProcessor => "CPU contention for a tenth of the time or more",
        Disturbance::Stolen => "CPU time stolen by the hypervisor",
        Disturbance::Paged => "pages read from a disk",
        Disturbance::Throttled => "the processor was throttled for its temperature",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_few_pairs_are_reported_with_what_to_do() {
        assert_eq!(
            too_few(3, 4, 0, false),
            "3 pairs are too few: at least 4 are needed, give a larger --budget"
        );
        assert_eq!(
            too_few(6, 19, 6, true),
            "6 pairs are too few while the hypervisor takes time from 6 of them: at least 19 are needed, give --pairs 19"
        );
    }
}
