//! Packages that pin each other are upgraded together: groups of the changes between two lock files.

use std::collections::BTreeMap;
use std::io::{Seek, Write};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use super::environment::LockEnvironment;
use crate::packages::PackageChange;
use crate::process::{Interrupt, Timeout, run_through};

const SCRIPT: &str = include_str!("groups.py");
const LONGEST: Duration = Duration::from_secs(60);

/// The changes by groups: in each, what no other of it requires comes first. Where what is installed cannot be read, each change is a
/// group.
pub fn groups(
    changes: &[PackageChange],
    environments: [&LockEnvironment; 2],
    interrupt: &Interrupt,
) -> Vec<Vec<PackageChange>> {
    let pairs = pairs(changes, environments, interrupt).unwrap_or_default();
    let mut group_of: Vec<usize> = (0..changes.len()).collect();
    let place = |name: &str| changes.iter().position(|change| change.package == name);
    for [one, other] in &pairs {
        if let (Some(one), Some(other)) = (place(one), place(other)) {
            let (kept, gone) = (group_of[one], group_of[other]);
            group_of.iter_mut().filter(|group| **group == gone).for_each(|group| *group = kept);
        }
    }
    let mut groups: BTreeMap<usize, Vec<PackageChange>> = BTreeMap::new();
    for (change, group) in changes.iter().zip(group_of) {
        groups.entry(group).or_default().push(change.clone());
    }
    let is_required = |change: &PackageChange| pairs.iter().any(|[_, required]| *required == change.package);
    groups.values_mut().for_each(|group| group.sort_by_key(is_required));
    groups.into_values().collect()
}

/// What the base interpreter reads in the metadata of both environments; it has pip where any has.
fn pairs(
    changes: &[PackageChange],
    environments: [&LockEnvironment; 2],
    interrupt: &Interrupt,
) -> Option<Vec<[String; 2]>> {
    let folders: Vec<Vec<PathBuf>> =
        environments.iter().map(|environment| environment.site_packages()).collect();
    let changes: BTreeMap<&str, [Option<&str>; 2]> = changes
        .iter()
        .map(|change| (change.package.as_str(), [change.before.as_deref(), change.after.as_deref()]))
        .collect();
    let asked = serde_json::to_vec(&serde_json::json!({ "sides": folders, "changes": changes })).ok()?;
    let mut input = tempfile::tempfile().ok()?;
    input.write_all(&asked).and_then(|()| input.rewind()).ok()?;
    let mut command = Command::new(&environments[0].base_python);
    command.args(["-I", "-c", SCRIPT]);
    let mut output = Vec::new();
    let mut sink = |bytes: &[u8]| {
        output.extend_from_slice(bytes);
        true
    };
    let ended = run_through(command, input, &mut sink, Timeout::of(LONGEST), interrupt).ok()?;
    ended.status.success().then(|| serde_json::from_slice(&output).ok())?
}
