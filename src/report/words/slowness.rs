//! What is said of why something takes long.

use super::cause::{place, waiting_or_blocked, with_text};
use super::quantity::{counted, percent};
use super::retention::why_not;
use super::time::timed;
use crate::cause::LineShare;
use crate::measure::Timed;
use crate::verdict::SlownessReason;

/// One reason.
pub fn sentence(reason: &SlownessReason) -> String {
    match reason {
        SlownessReason::Blocked { blocked, wall, cpu } => {
            format!("blocked for {blocked} of {wall}; CPU time {cpu}")
        }
        SlownessReason::BlockedAt { of, stall } => {
            let what = stall.module.as_deref().unwrap_or(timed(*of));
            let times = if stall.count == 1 { String::new() } else { format!(" ({} times)", stall.count) };
            let at = stall.site.as_ref().map_or_else(String::new, |site| format!(" at {}", place(site)));
            format!("{what} is {} for {}{times}{at}", waiting_or_blocked(stall.waiting), stall.lasted)
        }
        SlownessReason::WorksAt { of, work } => {
            let calls = if work.calls { " and in what it calls" } else { "" };
            format!("{} works for {}{calls}", timed(*of), works(work))
        }
        SlownessReason::WorksBelow { work } => format!("most of that in other code: {}", works(work)),
        SlownessReason::LinesNotFound { of, why } => {
            format!("the lines that {} works in could not be found: {}", timed(*of), why_not(why))
        }
        SlownessReason::Sampled { of, samples, creations } => format!(
            "the lines that {} works in rest on {samples} samples, in a run of its own ({})",
            timed(*of),
            counted(*creations as usize, "creation", "creations")
        ),
        SlownessReason::Working { of, cpu, wall } => {
            let again = if *of == Some(Timed::RepeatedCreation) { ", in each repeated creation" } else { "" };
            format!("not blocked: {cpu} of {wall} is CPU time{again}")
        }
    }
}

/// `44.1 ms (98 % of its CPU time) in native code of libcrypto.so.3, called at shop.py:7 in connect: ssl.create_context()`.
fn works(work: &LineShare) -> String {
    let at = with_text(&work.site, work.text.as_deref());
    let part = percent(work.part);
    match &work.library {
        Some(library) => {
            format!(
                "{} ({part} of its CPU time), much of it in native code of {library}, called at {at}",
                work.time
            )
        }
        None => format!("{} ({part} of its CPU time) at {at}", work.time),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::{StallGroup, Waiting};
    use crate::quantity::Nanos;
    use vitals_probes::wire::Site;

    #[test]
    fn a_place_says_what_it_waits_for_and_how_long() {
        let stall = |module: Option<&str>, count, waiting| StallGroup {
            module: module.map(str::to_owned),
            site: Some(Site { file: "shop.py".into(), line: 7, function: "connect".into() }),
            count,
            lasted: Nanos::from_millis(5_000),
            waiting,
        };
        let said = |stall| sentence(&SlownessReason::BlockedAt { of: Timed::FirstCreation, stall });
        let asleep = "the first creation is asleep for 5.00 s at shop.py:7 in connect";
        assert_eq!(said(stall(None, 1, Some(Waiting::Asleep))), asleep);
        let blocked = "shop.sockets is blocked for 5.00 s (3 times) at shop.py:7 in connect";
        assert_eq!(said(stall(Some("shop.sockets"), 3, None)), blocked);
    }
}
