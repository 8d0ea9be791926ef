//! The clone's configuration without the checks that do not pass as it is: a rollback is not verified by what was red before.

use toml::{Table, Value};

use super::super::health::name_of_probe;
use crate::config::{Probe, Settings};

/// The text of a configuration, whose settings these are, without the checks and probes of these names.
pub fn without(text: &str, settings: &Settings, names: &[String]) -> String {
    // It was written by this program, and read for the settings.
    let Ok(mut table) = text.parse::<Table>() else { return text.to_owned() };
    if let Some(Value::Array(checks)) = table.get_mut("check") {
        let is_named = |check: &Value| {
            check.get("name").and_then(Value::as_str).is_some_and(|name| names.iter().any(|one| one == name))
        };
        checks.retain(|check| !is_named(check));
    }
    if let Some(Value::Table(probes)) = table.get_mut("probe") {
        probes.iter_mut().for_each(|(kind, listed)| keep_passing(kind, listed, settings, names));
    }
    table.to_string()
}

/// Of the probes of a kind, in their order.
fn keep_passing(kind: &str, listed: &mut Value, settings: &Settings, names: &[String]) {
    let is_left_out = |probe: &Probe| {
        let name = name_of_probe(settings, (probe.kind(), &probe.name()));
        name.is_some_and(|name| names.contains(&name))
    };
    let mut left_out = settings.probes.iter().filter(|probe| probe.kind() == kind).map(is_left_out);
    if let Value::Array(listed) = listed {
        listed.retain(|_| !left_out.next().unwrap_or(false));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{FILE_NAME, read_as};

    #[test]
    fn checks_and_probes_that_fail_are_left_out_and_the_others_stay() {
        let text = "[target]\nroot = '.'\n[[check]]\nname = 'files'\nkind = 'syntax'\n[[check]]\nname = 'old'\nkind = 'syntax'\n\
            [[probe.import]]\nmodule = 'shop'\n[[probe.import]]\nmodule = 'shop.cart'\n[[probe.growth]]\nfactory = 'shop:make'\n";
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join(FILE_NAME);
        let settings = read_as(&file, text).expect("settings");
        let names = ["old", "import shop", "growth shop:make"].map(str::to_owned);
        let settings = read_as(&file, &without(text, &settings, &names)).expect("settings");
        let checks: Vec<_> = settings.checks.iter().map(|check| check.name.as_str()).collect();
        let probes: Vec<_> = settings.probes.iter().map(|probe| probe.name()).collect();
        assert_eq!((checks, probes), (vec!["files"], vec!["shop.cart".to_owned()]));
    }
}
