//! The cause of a leak, in words.

use super::slowness::NAMED;
use vitals_probes::wire::{AllocationSite, HeldBy, Retention};

/// Lines with less than this part of what the first one gained are not named.
const WORTH_NAMING: i64 = 20;

/// Where what stays was allocated, and what holds it.
pub fn causes(found: &Retention) -> Vec<String> {
    let largest = found.sites.first().map_or(0, |first| first.bytes.0);
    let mut causes: Vec<String> = found
        .sites
        .iter()
        .take(NAMED)
        .take_while(|grown| grown.bytes.0 * WORTH_NAMING >= largest)
        .map(|grown| allocated(grown, found.rounds))
        .collect();
    if causes.is_empty() {
        causes.push("no line of Python allocates what stays: native code does".into());
    }
    causes.extend(found.held.iter().map(held));
    causes
}

fn allocated(grown: &AllocationSite, rounds: u32) -> String {
    let site = &grown.site;
    let function = if site.function.is_empty() { String::new() } else { format!(" in {}", site.function) };
    format!("allocated at {}:{}{function}: +{} in {rounds} rounds", site.file, site.line, grown.bytes)
}

fn held(held: &HeldBy) -> String {
    let name = &held.type_name;
    let chain = held.chain.join(" -> ");
    match (held.complete, held.chain.is_empty()) {
        (true, _) => format!("{name} is held by {chain}"),
        (false, true) => {
            format!("{name} is held by no Python object that was found: by native code or by a running frame")
        }
        (false, false) => {
            format!(
                "{name} is held by {chain}; what holds that was not found: native code, a frame, or one further away"
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::BytesDelta;
    use vitals_probes::wire::Site;

    fn site(line: u32, function: &str, bytes: i64) -> AllocationSite {
        let site = Site { file: "/srv/shop/sockets.py".into(), line, function: function.into() };
        AllocationSite { site, bytes: BytesDelta(bytes), blocks: 60 }
    }

    #[test]
    fn lines_and_chains_are_reported_and_small_ones_left_out() {
        let held = |chain: &[&str], complete| HeldBy {
            type_name: "shop.Manager".into(),
            chain: chain.iter().map(|step| (*step).to_owned()).collect(),
            complete,
        };
        let found = Retention {
            rounds: 6,
            objects: 10,
            sites: vec![site(12, "open", 1_200_000), site(13, "", 80_000), site(14, "", 9_000)],
            held: vec![
                held(&["shop.sockets._registry", "dict['user-3']"], true),
                held(&["list[4]"], false),
                held(&[], false),
            ],
        };
        assert_eq!(
            causes(&found),
            [
                "allocated at /srv/shop/sockets.py:12 in open: +1.20 MB in 6 rounds",
                "allocated at /srv/shop/sockets.py:13: +80.0 kB in 6 rounds",
                "shop.Manager is held by shop.sockets._registry -> dict['user-3']",
                "shop.Manager is held by list[4]; what holds that was not found: native code, a frame, or one further away",
                "shop.Manager is held by no Python object that was found: by native code or by a running frame",
            ]
        );
    }

    #[test]
    fn without_a_line_it_is_native() {
        assert_eq!(
            causes(&Retention::default()),
            ["no line of Python allocates what stays: native code does"]
        );
    }
}
