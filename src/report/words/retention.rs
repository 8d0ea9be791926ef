//! What is said of the cause of a leak.

use super::cause::place;
use super::failure::describe;
use super::growth::resource;
use crate::measure::SearchFailure;
use crate::verdict::RetentionReason;
use vitals_probes::wire::{BoundedHolder, HeldBy, HolderSearch, OpenedAt, ResourceKind, SearchOf};

/// One reason.
pub fn sentence(reason: &RetentionReason) -> String {
    match reason {
        RetentionReason::Allocated { site, rounds, of } => {
            let (at, bytes) = (place(&site.site), site.bytes);
            match of {
                SearchOf::Growing => format!("allocated at {at}: +{bytes} in {rounds} rounds"),
                SearchOf::Kept => format!("allocated at {at}: {bytes} are still there"),
                SearchOf::Held => format!("allocated at {at}: {bytes} while the objects of a round live"),
            }
        }
        RetentionReason::Native => "no line of Python allocates what stays: native code does".into(),
        RetentionReason::NativeAt { at } => {
            let (at, each) = (place(&at.site), at.each);
            format!("native code allocates it, called at {at}: +{each} with each object")
        }
        RetentionReason::Held { by } => held(by),
        RetentionReason::Bounded { holder, made } => bounded(holder, *made),
        RetentionReason::Opened { at, made } => opened(at, *made),
        RetentionReason::NotSearched { why } => {
            format!("the cause could not be searched for: {}", why_not(why))
        }
    }
}

fn held(by: &HeldBy) -> String {
    let HeldBy { type_name, chain, complete, search, .. } = by;
    let steps = chain.join(" -> ");
    if *complete {
        return format!("{type_name} is held by {steps}");
    }
    let far = search.map_or_else(String::new, |search| format!("; {}", searched(search)));
    let exhausted = search.is_some_and(|search| search.exhausted);
    match (chain.is_empty(), exhausted) {
        (true, _) => format!(
            "{type_name} is held by no Python object that was found: native code or a running frame holds it{far}"
        ),
        (false, true) => {
            format!("{type_name} is held by {steps}; native code or a running frame holds that{far}")
        }
        (false, false) => format!(
            "{type_name} is held by {steps}; what holds that was not found (native code, a frame, or an object further away){far}"
        ),
    }
}

/// How far the search from the roots went.
fn searched(search: HolderSearch) -> String {
    let HolderSearch { objects, depth, exhausted } = search;
    if exhausted {
        format!(
            "none of the {objects} objects that a module, a class, a thread or the event loop leads to holds it"
        )
    } else {
        format!(
            "the search from modules, classes, threads and the event loop stopped after {objects} objects, {depth} steps deep"
        )
    }
}

/// `shop.cache.load (lru_cache at shop/cache.py:3 in load) keeps at most 1024 entries: 90 after 90 objects`
fn bounded(holder: &BoundedHolder, made: u64) -> String {
    let BoundedHolder { holder: kind, chain, most, fill, site, .. } = holder;
    let name = if chain.is_empty() { "a holder".to_owned() } else { chain.join(" -> ") };
    let of = site.as_ref().map_or_else(|| kind.clone(), |site| format!("{kind} at {}", place(site)));
    let full = if holder.is_full() { ", it is full" } else { "" };
    format!("{name} ({of}) keeps at most {most} entries: {fill} after {made} objects{full}")
}

fn opened(at: &OpenedAt, made: u64) -> String {
    let what = resource(at.what, at.count);
    let verb = match at.what {
        ResourceKind::Thread | ResourceKind::Child => "started",
        ResourceKind::SharedMemoryFile | ResourceKind::TemporaryFile => "left",
        _ => "opened",
    };
    let at_line = at.site.as_ref().map_or_else(
        || "by no line of Python that was seen: in native code, or in another thread".to_owned(),
        |site| format!("at {}", place(site)),
    );
    format!("{verb} {at_line}: +{} {what} with {made} objects", at.count)
}

fn why_not(why: &SearchFailure) -> String {
    match why {
        SearchFailure::NoTimeLeft => "there was no time left, give a larger --budget".into(),
        SearchFailure::NoAnswer => "the search gave no answer".into(),
        SearchFailure::Failed { failure } => describe(failure),
        SearchFailure::Legacy(text) => text.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::BytesDelta;
    use vitals_probes::wire::{AllocationSite, Site};

    #[test]
    fn lines_are_named_with_their_function_where_it_is_known() {
        let allocated = |function: &str| {
            let site = Site { file: "shop/sockets.py".into(), line: 12, function: function.into() };
            let site = AllocationSite { site, bytes: BytesDelta(1_200_000), blocks: 60 };
            sentence(&RetentionReason::Allocated { site, rounds: 6, of: SearchOf::Growing })
        };
        assert_eq!(allocated("open"), "allocated at shop/sockets.py:12 in open: +1.20 MB in 6 rounds");
        assert_eq!(allocated(""), "allocated at shop/sockets.py:12: +1.20 MB in 6 rounds");
    }

    #[test]
    fn a_chain_whose_holder_is_unknown_says_so() {
        let held = |chain: &[&str], complete| {
            let chain = chain.iter().map(|step| (*step).to_owned()).collect();
            held(&HeldBy { type_name: "shop.Manager".into(), chain, complete, ..HeldBy::default() })
        };
        let known = held(&["shop.sockets._registry", "dict['user-3']"], true);
        assert_eq!(known, "shop.Manager is held by shop.sockets._registry -> dict['user-3']");
        assert!(held(&["list[4]"], false).contains("list[4]; what holds that was not found"));
        assert!(held(&[], false).contains("no Python object that was found"));
    }

    #[test]
    fn a_search_that_found_nothing_says_how_far_it_went() {
        let said = |exhausted| {
            let search = Some(HolderSearch { objects: 2_000_123, depth: 9, exhausted });
            let chain = vec!["list[4]".into()];
            held(&HeldBy {
                type_name: "shop.Manager".into(),
                chain,
                complete: false,
                search,
                ..HeldBy::default()
            })
        };
        assert!(
            said(false).ends_with("event loop stopped after 2000123 objects, 9 steps deep"),
            "{}",
            said(false)
        );
        assert!(said(true).ends_with("leads to holds it"), "{}", said(true));
    }
}
