//! The old lock with some packages of the new one.

use std::collections::BTreeSet;

use crate::packages::{PackageChange, Pin, Pins};

/// The packages that differ between two locks.
pub fn differences(old: &Pins, new: &Pins) -> Vec<PackageChange> {
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let written = |pin: Option<&Pin>| pin.map(|pin| pin.version.clone().unwrap_or_else(|| pin.line.clone()));
    let changes = names.into_iter().map(|name| PackageChange {
        package: name.clone(),
        before: written(old.get(name)),
        after: written(new.get(name)),
    });
    changes.filter(|change| change.before != change.after).collect()
}

/// What is installed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Requirements {
    /// One line each.
    pub lines: Vec<String>,
    /// Whether the installer adds what they require: a lock is whole without.
    pub resolved: bool,
}

impl Requirements {
    /// Of a whole lock; one that leaves versions open is resolved.
    pub fn of(pins: &Pins) -> Self {
        Self { lines: lines(pins), resolved: pins.values().any(|pin| pin.version.is_none()) }
    }

    /// Of a lock with another release of the first of a group: what that pins is left to the installer.
    pub fn of_release(pins: &Pins, group: &[PackageChange], version: &str) -> Self {
        let Some((first, others)) = group.split_first() else { return Self::of(pins) };
        let mut pins = with_release(pins, &first.package, version);
        others.iter().for_each(|other| drop(pins.remove(&other.package)));
        Self { resolved: !others.is_empty(), ..Self::of(&pins) }
    }
}

fn lines(pins: &Pins) -> Vec<String> {
    pins.values().map(|pin| pin.line.clone()).collect()
}

/// The old lock in which these packages are as in the new one: added, removed or of its version.
pub fn mixture(old: &Pins, new: &Pins, upgraded: &[&PackageChange]) -> Pins {
    let mut pins = old.clone();
    for change in upgraded {
        match new.get(&change.package) {
            Some(pin) => drop(pins.insert(change.package.clone(), pin.clone())),
            None => drop(pins.remove(&change.package)),
        }
    }
    pins
}

/// The same with another release of one package.
fn with_release(pins: &Pins, package: &str, version: &str) -> Pins {
    let mut pins = pins.clone();
    if let Some(pin) = pins.get_mut(package) {
        let locked = pin.version.as_ref().map(|locked| format!("=={locked}"));
        if let Some(locked) = locked {
            pin.line = pin.line.replacen(&locked, &format!("=={version}"), 1);
            pin.version = Some(version.to_owned());
        }
    }
    pins
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pins(list: &[(&str, &str)]) -> Pins {
        let pin = |name: &str, version: &str| Pin {
            version: Some(version.into()),
            line: format!("{name}=={version}"),
        };
        list.iter().map(|(name, version)| ((*name).to_owned(), pin(name, version))).collect()
    }

    #[test]
    fn a_mixture_adds_removes_and_changes_what_was_chosen_alone() {
        let (old, new) =
            (pins(&[("a", "1"), ("b", "1"), ("gone", "1")]), pins(&[("a", "2"), ("b", "2"), ("come", "1")]));
        let changes = differences(&old, &new);
        assert_eq!(
            changes.iter().map(|change| change.package.as_str()).collect::<Vec<_>>(),
            ["a", "b", "come", "gone"]
        );
        let chosen: Vec<&PackageChange> = changes.iter().filter(|change| change.package != "b").collect();
        assert_eq!(lines(&mixture(&old, &new, &chosen)), ["a==2", "b==1", "come==1"]);
        assert_eq!(lines(&with_release(&old, "a", "1.5")), ["a==1.5", "b==1", "gone==1"]);
    }
}
