//! The checks of a configuration, and those that stand in for them.

use crate::config::{CheckKind, CheckSettings, Class, Settings, SyntaxSettings, Weight};
use crate::quantity::Nanos;

/// The six of the emergency procedure, where the configuration lists none: those that need no configuration are run, the
/// others are there as what they are, not configured.
pub fn checks_of(settings: &Settings) -> Vec<CheckSettings> {
    if !settings.checks.is_empty() {
        return settings.checks.clone();
    }
    let own = |name: String, kind| CheckSettings {
        name,
        kind,
        timeout: Nanos::from_millis(60_000),
        weight: Weight::ONE,
        tags: Vec::new(),
        requires: Vec::new(),
        critical: false,
        class: Class::Ordinary,
    };
    let probes = settings.probes.iter().map(|probe| {
        own(format!("{} {}", probe.kind(), probe.name()), CheckKind::Probe(Box::new(probe.clone())))
    });
    let syntax = own("syntax".into(), CheckKind::Syntax(SyntaxSettings { paths: vec![".".into()] }));
    probes.chain([syntax]).collect()
}

/// Names of the emergency procedure's checks that only a configuration can fill.
pub const EXPECTED: [&str; 3] = ["golden path", "events", "user isolation"];
