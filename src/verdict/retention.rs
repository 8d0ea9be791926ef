//! The cause of a leak.

use super::reason::{Reason, RetentionReason};
use super::slowness::NAMED;
use vitals_probes::wire::{Retention, WARM_UP};

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
    let native = found.native.iter().map(|at| RetentionReason::NativeAt { at: at.clone() });
    causes.extend(native);
    if causes.is_empty() {
        causes.push(RetentionReason::Native);
    }
    causes.extend(found.held.iter().map(|by| RetentionReason::Held { by: by.clone() }));
    causes.into_iter().map(Into::into).chain(bounds(found)).collect()
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
