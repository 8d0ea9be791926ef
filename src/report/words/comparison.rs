//! What is said of two variants.

use super::cause::{place, short_place, waiting_or_blocked, with_text};
use super::quantity::{compared, counted, interval, percent, tolerance as tolerance_in_words};
use super::websocket;
use crate::cause::{Change, CollectionsShare, DecisivePart, LineChange, Share, SharedWait};
use crate::quantity::{Bytes, NanosDelta, Tolerance};
use crate::statistics::Interval;
use crate::verdict::ComparisonReason;

/// One reason.
pub fn sentence(reason: &ComparisonReason) -> String {
    match reason {
        ComparisonReason::Regressed { quantity, tolerance: Some(tolerance) } => {
            format!("{}: more than the tolerated {}", compared(quantity), tolerance_in_words(*tolerance))
        }
        ComparisonReason::Regressed { quantity, tolerance: None } | ComparisonReason::Shown { quantity } => {
            compared(quantity)
        }
        ComparisonReason::RegressedInPart { quantity } => {
            format!("{}: the fastest runs are as fast as before, but many are slower", compared(quantity))
        }
        ComparisonReason::WithinTolerance { quantity, tolerance } => {
            let faster = quantity.ratio.is_some_and(|ratio| ratio.high < 1.0);
            let faster = if faster { ", and faster" } else { "" };
            format!(
                "{}: within the tolerance of {}{faster}",
                compared(quantity),
                tolerance_in_words(*tolerance)
            )
        }
        ComparisonReason::TooLittle { quantity, least } => {
            format!("{}: less than {least} longer", compared(quantity))
        }
        ComparisonReason::Faster { quantity } => format!("{}: faster", compared(quantity)),
        ComparisonReason::NoChange { quantity, resolution } => {
            let resolution = resolution.map_or_else(String::new, |resolution| {
                format!("; one of {} would have been seen", percent(resolution))
            });
            format!("{}: no change{resolution}", compared(quantity))
        }
        ComparisonReason::Undecided { quantity } => format!("{}: undecided", compared(quantity)),
        ComparisonReason::Module { share } => module(share),
        ComparisonReason::LikelyModule { share } => format!("most of it, not certain: {}", module(share)),
        ComparisonReason::Part { part, tolerance } => decisive(part, *tolerance),
        ComparisonReason::SharedWait { wait } => shared_wait(wait),
        ComparisonReason::Line { change, below } => line(change, *below),
        ComparisonReason::Rest { whole, modules, others, outside, collections } => {
            rest(*whole, *modules, *others, [*collections, *outside])
        }
        ComparisonReason::Collections { share } => collections(share),
        ComparisonReason::NoConversation { side } => {
            format!("{side}: the conversation did not go as it should, so nothing was compared")
        }
        ComparisonReason::OfServer { side, server } => format!("{side}: {}", websocket::sentence(server)),
        ComparisonReason::ForeignOrigin { side, origin } => {
            format!("{side}: what was measured is {origin}, which is not a file of that commit")
        }
        ComparisonReason::OneAndTheSame { base, candidate } => format!(
            "{base} and {candidate} are one and the same, by links: the same interpreter with the same files"
        ),
        ComparisonReason::NameTwoVersions => {
            "nothing was compared: name two that differ (to compare one with itself, write the same name twice)".into()
        }
        ComparisonReason::InstalledCopy => {
            "an installed copy is found first: set `root` (or PYTHONPATH in `env`, relative \
                                            to the root) so that the commit's own files are found before it"
                .into()
        }
    }
}

/// `shop.db alone takes +200 ms more (at least +199 ms), over the tolerated 10 % (30.0 ms): asleep at db.py:28 in connect`.
fn decisive(part: &DecisivePart, tolerance: Tolerance) -> String {
    let DecisivePart { module, modules, more, least, tolerated, site, waiting } = part;
    let what = match modules {
        1 => format!("{module} alone"),
        count => format!(
            "{module} with {}",
            counted(count - 1, "module that it imports", "modules that it imports")
        ),
    };
    let waits = site.as_ref().map_or_else(String::new, |site| {
        format!(", {} at {}", waiting_or_blocked(*waiting), short_place(site))
    });
    let tolerance = tolerance_in_words(tolerance);
    format!(
        "{what} takes {more} (certainly {least} or more), over the tolerated {tolerance} of the whole ({tolerated}){waits}"
    )
}

fn shared_wait(wait: &SharedWait) -> String {
    let SharedWait { module, lasted, spread, site, waiting } = wait;
    let place = site.as_ref().map_or_else(String::new, |site| format!(" at {}", short_place(site)));
    let varies =
        if spread.0 * 20 > lasted.0 { format!(", and up to {spread} more or less") } else { String::new() };
    let waits = waiting_or_blocked(*waiting);
    format!(
        "both sides are {waits} for {lasted}{varies} in {module}{place}: that is in none of the times compared"
    )
}

/// `garbage collection takes +15.0 ms (95 % interval …): 40.0 ms -> 55.0 ms, with 1.0 -> 2.0 collections of all objects`.
fn collections(share: &CollectionsShare) -> String {
    let CollectionsShare { base, candidate, full_base: before, full_candidate: after, interval } = share;
    let bounds = interval.as_ref().map_or_else(String::new, bounds);
    let full = format!(", with {before:.1} -> {after:.1} collections of all objects");
    format!(
        "garbage collection: {}{bounds}, {base} -> {candidate}{full}; it belongs to no module",
        share.difference()
    )
}

fn rest(
    whole: Option<NanosDelta>,
    modules: usize,
    others: NanosDelta,
    [collections, outside]: [NanosDelta; 2],
) -> String {
    let collections = match collections {
        NanosDelta(0) => String::new(),
        collections => format!(", garbage collection {collections}"),
    };
    let (begin, one, many) = match whole {
        Some(whole) => (format!("the whole difference is {whole}"), "other module", "other modules"),
        None => ("no module stands out".to_owned(), "module", "modules"),
    };
    format!(
        "{begin}: {} together {others}{collections}, outside of modules {outside}",
        counted(modules, one, many)
    )
}

/// `shop.py:7 in connect: ssl.create_context(): CPU time 20.1 ms -> 41.5 ms (+21.4 ms)`.
fn line(change: &LineChange, below: bool) -> String {
    let LineChange { site, text, base, candidate, library } = change;
    let native =
        library.as_ref().map_or_else(String::new, |library| format!(", in native code of {library}"));
    let whose = if below { "in other code, " } else { "" };
    let difference = change.difference();
    let times = match (base, candidate) {
        (Some(base), Some(candidate)) => format!("{base} -> {candidate} of CPU time ({difference})"),
        (None, _) => format!("{difference} of CPU time, none of it in the base"),
        (_, None) => format!("{difference} of CPU time, none of it in the candidate"),
    };
    format!("{whose}{times}{native} at {}", with_text(place(site), text.as_deref()))
}

fn module(share: &Share) -> String {
    let along = match share.along {
        0 => String::new(),
        count => format!(" with {} that it brings", counted(count, "module", "modules")),
    };
    let interval = share.interval.as_ref().map_or_else(String::new, bounds);
    let rss = share.part.rss;
    let much = rss.filter(|rss| rss.0.unsigned_abs() >= Bytes(1_000_000).0);
    let memory =
        much.map_or_else(String::new, |rss| format!(", {}{rss} resident", if rss.0 > 0 { "+" } else { "" }));
    let blocked = share.stall.as_ref().map_or_else(String::new, |site| {
        format!(", {} at {}", waiting_or_blocked(share.waiting), short_place(site))
    });
    let importer = share
        .importer
        .as_ref()
        .map_or_else(String::new, |site| format!(", imported at {}", short_place(site)));
    format!(
        "{} {}{along}: {}{interval}{memory}{blocked}{importer}",
        share.module,
        became(share.change),
        share.part.time
    )
}

/// ` (95 % interval +58.0 ms … +62.0 ms)`.
fn bounds(seconds: &Interval) -> String {
    let bound = |bound: f64| NanosDelta((bound * 1e9).round() as i64).to_string();
    interval(seconds, bound).map_or_else(String::new, |interval| format!(" ({interval})"))
}

fn became(change: Change) -> &'static str {
    match change {
        Change::Added => "is new",
        Change::Removed => "is gone",
        Change::NewlyBlocking => "is newly blocked",
        Change::Slower => "is slower",
        Change::Faster => "is faster",
        Change::Heavier => "takes more memory",
        Change::Lighter => "takes less memory",
    }
}
