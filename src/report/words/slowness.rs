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
        SlownessReason::WorksAt { of, work } => format!("{} works for {}", timed(*of), works(work)),
        SlownessReason::WorksBelow { work } => {
            let how_much = if work.part >= 0.5 { "most" } else { "some" };
            format!("{how_much} of that in other code: {}", works(work))
        }
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

/// `44.1 ms (98 % of its CPU time) at shop.py:7 in connect and in what it calls, much of it in native code of libcrypto.so.3:
/// ssl.create_context()`.
fn works(work: &LineShare) -> String {
    let calls = if work.calls { " and in what it calls" } else { "" };
    let library = work.library.as_ref();
    let native =
        library.map_or_else(String::new, |library| format!(", much of it in native code of {library}"));
    let at = format!("{}{calls}{native}", place(&work.site));
    format!(
        "{} ({} of its CPU time) at {}",
        work.time,
        percent(work.part),
        with_text(at, work.text.as_deref())
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::{StallGroup, Waiting};
    use crate::quantity::Nanos;
    use vitals_probes::wire::Site;

    #[test]
    fn a_line_that_works_says_how_long_in_which_library_and_what_stands_there() {
        let work = LineShare {
            site: Site { file: "shop.py".into(), line: 7, function: "connect".into() },
            text: Some("ssl.create_default_context()".into()),
            part: 0.98,
            time: Nanos::from_millis(44),
            calls: true,
            library: Some("libcrypto.so.3".into()),
        };
        let said = |work| sentence(&SlownessReason::WorksAt { of: Timed::FirstCreation, work });
        assert_eq!(
            said(work.clone()),
            "the first creation works for 44.0 ms (98 % of its CPU time) at shop.py:7 in connect and in what it calls, \
             much of it in native code of libcrypto.so.3: ssl.create_default_context()"
        );
        let alone = LineShare { text: None, calls: false, library: None, ..work };
        assert_eq!(
            said(alone),
            "the first creation works for 44.0 ms (98 % of its CPU time) at shop.py:7 in connect"
        );
    }

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
