//! Whose authority a rollback needs, where the configuration has levels: what is above the operator's is refused, and who may is said.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use vitalsign::escalation::Acting;
use vitalsign::rollback::Journal;

use super::approved::{approved_as, planned, tagged, with_keys};
use super::service::Service;
use super::state::assert_same;
use crate::program::{Run, a_python};
use crate::support::needs::needs;

/// The shipped levels, with these contacts.
fn with_levels(contacts: &[(&str, &str, u32)]) -> Service {
    let service = Service::with_work();
    configure(&service, contacts, "");
    service
}

fn configure(service: &Service, contacts: &[(&str, &str, u32)], more: &str) {
    let contact = |(name, level, uid): &(&str, &str, u32)| {
        format!("[[contact]]\nkind = \"person\"\nname = \"{name}\"\nlevel = \"{level}\"\nuid = {uid}\n")
    };
    let contacts: String = contacts.iter().map(contact).collect();
    let own = service.repository.answer(&["show", "HEAD:vitals.toml"]);
    let text = format!("{own}\n[escalation]\nprofile = \"four-levels\"\n{contacts}{more}");
    service.repository.write("vitals.toml", text);
}

/// The account that runs the tests.
fn own(service: &Service) -> u32 {
    fs::metadata(service.path()).expect("a folder").uid()
}

/// The hash of a plan that takes one file back, made as a user makes it.
fn of_one_file(service: &Service) -> String {
    let python = a_python().display().to_string();
    let words = ["rollback", "plan", "HEAD~1", "--json", "--quiet", "--python", &python, "--", "state.txt"];
    let run = Run::from(service.repository.plain(&words).output().expect("it runs"));
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    let plan: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
    plan["hash"].as_str().expect("a hash").to_owned()
}

fn apply_as(service: &Service, hash: &str, level: Option<&str>) -> Run {
    let as_level: Vec<&str> = level.iter().flat_map(|level| ["--as", level]).collect();
    let words = [&["rollback", "apply", hash, "--yes"], &as_level[..]].concat();
    Run::from(service.repository.vitals(&words).output().expect("it runs"))
}

fn last_applied(service: &Service) -> Option<Acting> {
    let journal = service.journals().pop().expect("a journal");
    Journal::read(&journal).expect("it reads").begun.by
}

#[test]
fn what_is_above_the_level_that_was_said_is_refused_and_who_may_is_said() {
    let service = with_levels(&[]);
    let before = service.state();
    let plan = service.keep(&service.plan("HEAD~1"));
    for (level, code, words) in [
        (None, 5, "these may: L2, L3, L4"),
        (Some("L1"), 5, "complete-rollback is not in its authority"),
        (Some("L9"), 64, "there are: L1, L2, L3, L4"),
    ] {
        let run = apply_as(&service, &plan, level);
        assert!(run.code == Some(code) && run.says(words), "{level:?}: {}{}", run.out, run.err);
    }
    let preview = Run::from(
        service.repository.vitals(&["rollback", "apply", &plan, "--as", "L2"]).output().expect("it runs"),
    );
    assert_eq!(preview.code, Some(3), "{}{}", preview.out, preview.err);
    assert!(preview.out.contains("needs the authority for complete-rollback: L2, L3, L4"), "{}", preview.out);
    assert!(preview.out.contains("--as L2 --yes"), "{}", preview.out);
    assert_same(&service.state(), &before, "refused");
    let done = apply_as(&service, &plan, Some("L2"));
    assert_eq!(done.code, Some(0), "{}{}", done.out, done.err);
    assert!(done.out.contains("applied as L2, as the command line said"), "{}", done.out);
    assert_eq!(last_applied(&service), Some(Acting { level: "L2".into(), person: None }));
    // Back to before asks nobody.
    assert_eq!(service.rollback(&["undo"]).code, Some(0));
    assert_same(&service.state(), &before, "undone");
}

#[test]
fn an_account_acts_as_its_contact_and_an_account_that_is_anothers_does_not() {
    let service = Service::with_work();
    let own = own(&service);
    configure(&service, &[("Ada", "L1", own), ("Kim", "L2", own + 1)], "");
    let plan = service.keep(&service.plan("HEAD~1"));
    let refused = apply_as(&service, &plan, None);
    assert!(
        refused.code == Some(5) && refused.says("`L1` may not do this"),
        "{}{}",
        refused.out,
        refused.err
    );
    let above = apply_as(&service, &plan, Some("L2"));
    assert!(above.code == Some(5) && above.says("does not act as `L2`"), "{}{}", above.out, above.err);
    let file = apply_as(&service, &of_one_file(&service), None);
    assert_eq!(file.code, Some(0), "{}{}", file.out, file.err);
    assert!(file.out.contains("applied as L1 by Ada"), "{}", file.out);
    assert_eq!(service.rollback(&["undo"]).code, Some(0));

    configure(&service, &[("Kim", "L2", own + 1)], "");
    let plan = service.keep(&service.plan("HEAD~1"));
    let theirs = apply_as(&service, &plan, Some("L2"));
    assert!(theirs.code == Some(5) && theirs.says("`L2` is Kim"), "{}{}", theirs.out, theirs.err);
}

#[test]
fn who_may_is_kept_when_an_incident_opens() {
    let service = with_levels(&[]);
    let opened =
        Run::from(service.repository.plain(&["incident", "open", "shop-down"]).output().expect("it runs"));
    assert_eq!(opened.code, Some(0), "{}{}", opened.out, opened.err);
    let more =
        "[[level]]\nname = \"L1\"\nrank = 1\nauthority = [\"complete-rollback\"]\nack_within = \"15m\"\n";
    configure(&service, &[], more);
    let plan = service.keep(&service.plan("HEAD~1"));
    let refused = apply_as(&service, &plan, Some("L1"));
    assert!(refused.code == Some(5) && refused.says("these may: L2"), "{}{}", refused.out, refused.err);
    let close = ["incident", "close", "--anyway", "a rehearsal"];
    let closed = Run::from(service.repository.plain(&close).output().expect("it runs"));
    assert_eq!(closed.code, Some(0), "{}{}", closed.out, closed.err);
    assert_eq!(apply_as(&service, &plan, Some("L1")).code, Some(0), "the configuration counts again");
}

#[test]
fn a_plan_says_whose_authority_it_needs_and_its_next_command_runs() {
    let service = with_levels(&[]);
    let python = a_python().display().to_string();
    let words = ["rollback", "plan", "HEAD~1", "--quiet", "--python", &python];
    // What it proposes is run below.
    let run = Run::from(service.repository.plain(&words).output().expect("it runs"));
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert!(run.out.contains("needs the authority for complete-rollback: L2, L3, L4"), "{}", run.out);
    let next = run.out.lines().find_map(|line| line.strip_prefix("next: vitals ")).expect("a command");
    assert!(next.ends_with(" --yes --as L2"), "{next}");
    let words: Vec<&str> = next.split(' ').collect();
    let done = Run::from(service.repository.vitals(&words).output().expect("it runs"));
    assert_eq!(done.code, Some(0), "{}{}", done.out, done.err);
}

#[test]
fn history_is_rewritten_by_a_level_that_may() {
    let service = with_levels(&[]);
    let before = service.state();
    let hash = planned(&service);
    let unknown = needs!(approved_as(&service, &hash, "L9"));
    assert!(unknown.code == Some(64) && unknown.says("there are: L1, L2"), "{}{}", unknown.out, unknown.err);
    let low = needs!(approved_as(&service, &hash, "L2"));
    assert!(low.code == Some(5) && low.says("these may: L3, L4"), "{}{}", low.out, low.err);
    let run = needs!(approved_as(&service, &hash, "L3"));
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    // What the file says is looked at again where it is applied.
    let folder = service.path().join(".git/vitals/approvals");
    let file = fs::read_dir(folder).expect("there").next().expect("an approval").expect("an entry").path();
    let text = fs::read_to_string(&file).expect("text");
    let apply = || {
        let mut command = service.repository.vitals(&["rollback", "apply", &hash, "--yes"]);
        Run::from(command.output().expect("it runs"))
    };
    for (level, words) in [("L2", "rewrite-history is not in its authority"), ("L9", "no [[level]]")] {
        fs::write(&file, text.replace("\"L3\"", &format!("\"{level}\""))).expect("written");
        let refused = apply();
        assert!(refused.code == Some(5) && refused.says(words), "{level}: {}{}", refused.out, refused.err);
        assert!(refused.says("the approval of nobody does not count"), "{}", refused.err);
    }
    assert_same(&service.state(), &before, "refused each time");
    fs::write(&file, &text).expect("written");
    let done = apply();
    assert_eq!(done.code, Some(0), "{}{}", done.out, done.err);
}

#[test]
fn a_tag_counts_for_a_level_by_the_key_that_the_configuration_names() {
    let service = Service::broken();
    let [own, other] = needs!(with_keys(&service));
    let plans = service.path().join(".vitals/plans");
    let away = service.repository.temporary().join("plans");
    let applied_with = |key: &Path| {
        let public = fs::read_to_string(key.with_extension("pub")).expect("a key");
        let kim = "[[contact]]\nkind = \"person\"\nname = \"Kim\"\nlevel = \"L4\"\n";
        configure(&service, &[], &format!("{kim}signing_key = \"{}\"\n", public.trim()));
        let hash = planned(&service);
        // On this machine both are one account, so that the plan is not at hand where the other signs.
        fs::rename(&plans, &away).expect("moved");
        let signed = tagged(&service, &hash, "b@example.org", &other);
        fs::rename(&away, &plans).expect("moved");
        assert_eq!(signed.code, Some(0), "{}{}", signed.out, signed.err);
        let mut command = service.repository.vitals(&["rollback", "apply", &hash, "--yes"]);
        Run::from(command.output().expect("it runs"))
    };
    let refused = applied_with(&own);
    assert!(refused.code == Some(5) && refused.says("`L4` is Kim"), "{}{}", refused.out, refused.err);
    let done = applied_with(&other);
    assert_eq!(done.code, Some(0), "{}{}", done.out, done.err);
}
