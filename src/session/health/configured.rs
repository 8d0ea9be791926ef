//! The checks of a configuration, and those that stand in for them.

use crate::config::{CheckKind, CheckSettings, Class, Probe, Settings, SyntaxSettings, Weight, defaults};
use crate::quantity::Nanos;

/// The checks that are configured, and each probe that is none of them: what is measured is part of health.
///
/// Where the configuration lists no check, those of the emergency procedure that need no configuration are run.
pub fn checks_of(settings: &Settings) -> Vec<CheckSettings> {
    let mut checks = settings.checks.clone();
    if checks.is_empty() {
        checks.push(unconfigured("syntax".into(), CheckKind::Syntax(SyntaxSettings { paths: Vec::new() })));
    }
    for probe in &settings.probes {
        let listed =
            |check: &CheckSettings| matches!(&check.kind, CheckKind::Probe(listed) if is_same(listed, probe));
        if !checks.iter().any(listed) {
            let name = free_name(&checks, format!("{} {}", probe.kind(), probe.name()));
            let check = unconfigured(name, CheckKind::Probe(Box::new(probe.clone())));
            // As long as `vitals check` gives it: a leak is confirmed by a run of three times the rounds.
            checks.push(CheckSettings { timeout: defaults::PROBE_BUDGET, ..check });
        }
    }
    checks
}

/// The name of the check that is this probe, by its kind and its own name.
pub fn name_of_probe(settings: &Settings, probe: (&str, &str)) -> Option<String> {
    let measures = |check: &CheckSettings| matches!(&check.kind, CheckKind::Probe(listed) if (listed.kind(), listed.name().as_str()) == probe);
    checks_of(settings).into_iter().find(measures).map(|check| check.name)
}

/// Whether both measure the same: they may differ in their limits.
fn is_same(one: &Probe, other: &Probe) -> bool {
    (one.kind(), one.name()) == (other.kind(), other.name())
}

/// The name, or one beside it where a check has it.
fn free_name(checks: &[CheckSettings], name: String) -> String {
    let taken = |name: &str| checks.iter().any(|check| check.name == name);
    if taken(&name) { format!("{name} (probe)") } else { name }
}

/// A check with what is usual of everything that is not said.
pub fn unconfigured(name: String, kind: CheckKind) -> CheckSettings {
    CheckSettings {
        name,
        kind,
        timeout: Nanos::from_millis(60_000),
        weight: Weight::ONE,
        tags: Vec::new(),
        requires: Vec::new(),
        critical: false,
        class: Class::Ordinary,
        needs_git: false,
    }
}

/// Names of the emergency procedure's checks that only a configuration can fill.
pub const EXPECTED: [&str; 3] = ["golden path", "events", "user isolation"];
