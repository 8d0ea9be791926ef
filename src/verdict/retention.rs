//! The cause of a leak.

use super::reason::{Reason, RetentionReason};
use super::slowness::NAMED;
use vitals_probes::wire::{NativeSearch, NativeSite, Retention, WARM_UP};

/// Lines with less than this part of what the first one gained are not named.
const WORTH_NAMING: i64 = 20;

/// Where what stays was opened or allocated, and what holds it.
pub fn causes(found: &Retention) -> Vec<Reason> {
    let made = u64::from(found.rounds) * u64::from(found.objects);
    let most = found.opened.first().map_or(0, |first| first.count);
    let opened = found.opened.iter().take(NAMED).take_while(|at| at.count * WORTH_NAMING as u64 >= most);
    let opened = opened.map(|at| RetentionReason::Opened { at: at.clone(), made });
    let largest = found.sites.first().map_or(0, |first| first.bytes.0);
    let named = found.sites.iter().take(NAMED).take_while(|site| site.bytes.0 * WORTH_NAMING >= largest);
    let mut causes: Vec<RetentionReason> = opened.collect();
    causes.extend(named.map(|site| RetentionReason::Allocated {
        site: site.clone(),
        rounds: found.rounds,
        of: found.of,
    }));
    // An object that is known was allocated by Python, wherever that was.
    if causes.is_empty() && found.held.is_empty() {
        causes.push(RetentionReason::Native);
    }
    causes.extend(native(found));
    causes.extend(found.held.iter().map(|by| RetentionReason::Held { by: by.clone() }));
    causes.into_iter().map(Into::into).chain(bounds(found)).collect()
}

/// Lines that have native memory given out; where all of it stays those alone, else the most likely one.
fn native(found: &Retention) -> Vec<RetentionReason> {
    let Some(NativeSearch { rounds, grown, sites }) = &found.native else { return Vec::new() };
    let is_likely = |site: &&NativeSite| site.stays || site.matches(*grown);
    let known = sites.iter().any(|site| is_likely(&site));
    let named = sites.iter().filter(|site| !known || is_likely(site)).take(NAMED);
    let reason =
        |site: &NativeSite| RetentionReason::NativeAt { site: site.clone(), rounds: *rounds, grown: *grown };
    named.map(reason).collect()
}

/// Holders with a bound of their own.
pub fn bounds(found: &Retention) -> Vec<Reason> {
    let made = u64::from(WARM_UP + found.rounds) * u64::from(found.objects);
    let bounded = found.bounded.iter().take(NAMED);
    bounded.map(|holder| RetentionReason::Bounded { holder: holder.clone(), made }.into()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::BytesDelta;
    use vitals_probes::wire::{AllocationSite, HeldBy, SearchOf, Site};

    #[test]
    fn a_line_that_is_given_as_much_as_stays_is_named_alone() {
        let native = |line, bytes| {
            let site = Site { line, ..Site::default() };
            NativeSite { site, bytes: BytesDelta(bytes), stays: false, calls: Vec::new() }
        };
        let lines = |sites| {
            let search = NativeSearch { rounds: 4, grown: BytesDelta(2_000), sites };
            let reasons = super::native(&Retention { native: Some(search), ..Retention::default() });
            let line = |reason| match reason {
                RetentionReason::NativeAt { site, .. } => site.site.line,
                other => panic!("{other:?}"),
            };
            reasons.into_iter().map(line).collect::<Vec<_>>()
        };
        assert_eq!(lines(vec![native(23, 2_010), native(8, 5_000), native(9, 64_000)]), [23]);
        assert_eq!(lines(vec![native(8, 5_000), native(9, 64_000)]), [8, 9]);
    }

    fn site(line: u32, bytes: i64) -> AllocationSite {
        let site = Site { file: "/srv/shop/sockets.py".into(), line, function: "open".into() };
        AllocationSite { site, bytes: BytesDelta(bytes), blocks: 60 }
    }

    #[test]
    fn lines_and_holders_are_named_and_small_lines_left_out() {
        let by = HeldBy {
            type_name: "shop.Manager".into(),
            chain: vec!["shop._registry".into()],
            complete: true,
            ..HeldBy::default()
        };
        let found = Retention {
            rounds: 6,
            objects: 10,
            sites: vec![site(12, 1_200_000), site(13, 80_000), site(14, 9_000)],
            held: vec![by.clone()],
            ..Retention::default()
        };
        let allocated = |site| RetentionReason::Allocated { site, rounds: 6, of: SearchOf::Growing };
        let expected =
            [allocated(site(12, 1_200_000)), allocated(site(13, 80_000)), RetentionReason::Held { by }];
        assert_eq!(causes(&found), expected.map(Reason::from));
    }

    #[test]
    fn without_a_line_it_is_native() {
        assert_eq!(causes(&Retention::default()), [RetentionReason::Native.into()]);
    }
}
