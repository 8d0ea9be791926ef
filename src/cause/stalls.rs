//! Where an import stood still: stalls, grouped by place.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use vitals_probes::wire::{Site, Stall, is_standard_library};

use super::waiting::Waiting;
use crate::quantity::Nanos;

/// Stretches of standing still at one place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct StallGroup {
    /// The module that was being imported.
    pub module: Option<String>,
    /// The innermost frame outside the standard library, or the innermost at all.
    pub site: Option<Site>,
    /// How often.
    pub count: usize,
    /// How long, together.
    pub lasted: Nanos,
    /// What the kernel says it waited for; None where that is not known.
    pub waiting: Option<Waiting>,
}

/// A module and a line of a file.
type StallKey<'a> = (Option<&'a str>, Option<(&'a str, u32)>);

/// Stalls by place, longest first.
pub fn stall_groups(stalls: &[Stall]) -> Vec<StallGroup> {
    let mut groups: BTreeMap<StallKey<'_>, StallGroup> = BTreeMap::new();
    for stall in stalls {
        let site = relevant_site(stall);
        let key = (stall.module_name.as_deref(), site.map(|site| (site.file.as_str(), site.line)));
        let group = groups.entry(key).or_insert_with(|| StallGroup {
            module: stall.module_name.clone(),
            site: site.cloned(),
            count: 0,
            lasted: Nanos(0),
            waiting: Waiting::of(stall),
        });
        group.count += 1;
        group.lasted += stall.lasted;
        // The kernel was not read each time.
        group.waiting = group.waiting.or_else(|| Waiting::of(stall));
    }
    let mut groups: Vec<StallGroup> = groups.into_values().collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.lasted));
    groups
}

/// The innermost frame outside the standard library: the call that somebody wrote.
pub fn relevant_site(stall: &Stall) -> Option<&Site> {
    stall.stack.iter().find(|site| !is_standard_library(&site.file)).or(stall.stack.first())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stalls_at_one_place_are_added_up_and_library_frames_passed_over() {
        let site = |file: &str, line| Site { file: file.into(), line, function: "f".into() };
        let stall = |line, lasted| Stall {
            module_name: Some("app".into()),
            stack: vec![site("/usr/lib/python3.11/threading.py", 5), site("/srv/app.py", line)],
            lasted: Nanos(lasted),
            kernel_wait: Some("hrtimer_nanosleep".into()),
            ..Stall::default()
        };
        let groups = stall_groups(&[stall(3, 10), stall(7, 50), stall(3, 45)]);
        let reported: Vec<_> = groups
            .iter()
            .map(|group| (group.site.as_ref().map(|s| s.line), group.count, group.lasted.0))
            .collect();
        assert_eq!(reported, [(Some(3), 2, 55), (Some(7), 1, 50)]);
        assert_eq!(groups[0].waiting, Some(Waiting::Asleep));
    }
}
