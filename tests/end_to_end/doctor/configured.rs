//! The configuration, here and where a rollback would lead, and what it names.

use super::patient::{CONFIGURATION, Found, Patient};

/// The ready configuration with one thing other.
fn with(patient: &Patient, old: &str, new: &str) -> Found {
    assert!(CONFIGURATION.contains(old), "{old}");
    patient.repository.write("vitals.toml", CONFIGURATION.replace(old, new));
    let found = patient.found(&[]);
    patient.repository.write("vitals.toml", CONFIGURATION);
    found
}

#[test]
fn a_configuration_that_cannot_be_read_is_found_and_hides_nothing_else() {
    let patient = Patient::ready();
    let found = with(&patient, "kind = \"command\"", "kind = \"comand\"");
    found.expect("broken_configuration", "error");
    assert_eq!(found.looked("audits")["not"], "no_configuration");
    assert_eq!(found.looked("remote"), "sound");
    let none = with(&patient, CONFIGURATION, "[target]\nroot = \".\"\n");
    none.expect("broken_configuration", "error");
    let away = with(&patient, "root = \".\"", "root = \"nowhere\"");
    away.expect_too("broken_configuration", "error");
}

#[test]
fn a_configuration_that_a_rollback_would_lead_to_is_read() {
    let patient = Patient::ready();
    patient.repository.write("vitals.toml", "[target\n");
    patient.repository.commit("Broken");
    patient.repository.git(&["push", "--quiet"]);
    // The check is seen green with another file than the commit has.
    let elsewhere = tempfile::tempdir().expect("a folder");
    let own = elsewhere.path().join("vitals.toml");
    let text = CONFIGURATION.replace("root = \".\"", &format!("root = \"{}\"", patient.path().display()));
    std::fs::write(&own, text).expect("written");
    let mut health = patient.repository.vitals(&["health", "--config", &super::patient::name(&own)]);
    assert_eq!(health.output().expect("it runs").status.code(), Some(0));
    std::fs::rename(elsewhere.path().join(".vitals/history.db"), patient.path().join(".vitals/history.db"))
        .expect("moved");
    patient.repository.write("vitals.toml", CONFIGURATION);
    patient.repository.commit("Whole");
    patient.repository.git(&["push", "--quiet"]);
    let found = patient.found(&[]);
    let broken = found.expect_too("broken_there", "error");
    assert_eq!(broken["commit"], patient.repository.answer(&["rev-parse", "--short=10", "HEAD~1"]));
}

#[test]
fn a_commit_without_the_configuration_is_found() {
    let patient = Patient::ready();
    patient.repository.git(&["mv", "vitals.toml", "other.toml"]);
    patient.repository.commit("Renamed");
    patient.repository.git(&["push", "--quiet"]);
    let found = patient.found(&["--config", "other.toml"]);
    assert_eq!(found.expect("none_there", "warning")["path"], "other.toml");
}

#[test]
fn programs_that_are_not_there_are_found() {
    let patient = Patient::ready();
    let found = with(&patient, "after = [[\"true\"]]", "after = [[\"true\"], [\"no-such-program\", \"x\"]]");
    let missing = found.expect("no_program", "error");
    assert_eq!(
        (&missing["key"], &missing["program"]),
        (&"[rollback] after".into(), &"no-such-program".into())
    );
    let found = with(&patient, "contain = [\"true\"]\n", "contain = [\"./no-such-file\"]\n");
    assert_eq!(found.expect("no_program", "error")["key"], "[respond] contain");
    let found = with(&patient, "contained = [\"true\"]\n", "");
    found.expect("no_containment_probe", "warning");
    let found = with(&patient, "contained = [\"true\"]", "contained = [\"./no-such-file\"]");
    assert_eq!(found.expect("no_program", "error")["key"], "[respond] contained");
    let found = with(&patient, "[respond]\ncontain = [\"true\"]\ncontained = [\"true\"]\n", "");
    assert_eq!(found.expect("no_containment", "error")["checks"][0], "golden path");
}

#[test]
fn an_interpreter_that_is_missing_or_does_not_start_is_found() {
    let patient = Patient::ready();
    let plain = |python: &str| {
        let mut command = patient.repository.plain(&["doctor", "--quiet", "--json", "--python", python]);
        Found::of(&mut command)
    };
    plain("./no-such-python").expect("no_python", "error");
    plain("/bin/false").expect("no_python", "error");
}

/// Only where a lock file is there, which something would install.
#[test]
fn a_lock_file_that_nothing_installs_is_a_note() {
    let patient = Patient::ready();
    patient.repository.write("requirements.txt", "x==1\n");
    let wrapper = patient.repository.temporary().join("python");
    let text =
        format!("#!/bin/sh\n[ \"$1 $2\" = '-m pip' ] && exit 1\nexec {} \"$@\"\n", super::patient::python());
    super::patient::script(&wrapper, &text, 0o755);
    let path = std::env::var("PATH").expect("a path");
    let path: Vec<&str> =
        path.split(':').filter(|folder| !std::path::Path::new(folder).join("uv").exists()).collect();
    let mut command = patient.repository.plain(&["doctor", "--quiet", "--json", "--python"]);
    let found = Found::of(command.arg(&wrapper).env("PATH", path.join(":")));
    found.expect("no_installer", "note");
}

#[test]
fn contacts_that_nobody_has_filled_in_are_an_error() {
    let patient = Patient::ready();
    let contact = "[[level]]\nname = \"L1\"\nrank = 1\nack_within = \"15m\"\n\
        [[contact]]\nkind = \"person\"\nname = \"TODO\"\nlevel = \"L1\"\n";
    patient.repository.write("vitals.toml", format!("{}{contact}", super::patient::CONFIGURATION));
    patient.repository.commit("Contacts");
    patient.repository.git(&["push", "--quiet"]);
    patient.seen("health", 0);
    let found = patient.found(&[]);
    let mistakes = found.expect("escalation", "error");
    assert!(
        mistakes["mistakes"].as_u64().is_some_and(|many| many > 0)
            && mistakes["fix"] == "vitals escalate lint",
        "{mistakes}"
    );
}
