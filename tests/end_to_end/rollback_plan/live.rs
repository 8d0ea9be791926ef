//! The four drills with a running server and a bare remote: back to green is when the live service answers from the files of before.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::drills::{Drill, EXPORT, LEAK, LOST_EVENT, SLOW_LINE};
use super::{ends, shop_with};
use crate::shop;
use crate::support::deployed::Deployed;
use crate::support::needs::needs;

/// Seen green, broken and deployed, by which the service may be down; then planned, applied, published, and verified on the running server.
fn back_to_green(python: &Path, drill: &Drill, serves_while_broken: bool) {
    let service = Deployed::with(python, drill.settings, shop_with);
    let repository = &service.repository;
    assert!(service.restart(), "the service starts");
    ends(&service.vitals(&["health", "--no-report"]), 0);
    let good = repository.answer(&["rev-parse", "HEAD^{tree}"]);
    (drill.fault)(repository);
    repository.commit_on(2, "The fault");
    repository.git(&["push", "--quiet"]);
    let broken = repository.answer(&["rev-parse", "HEAD"]);
    assert_eq!(service.restart(), serves_while_broken, "as the fault lets it");
    let planned = service.vitals(&["rollback", "plan", "--for", drill.check, "--json"]);
    ends(&planned, 0);
    let printed: Value = serde_json::from_str(&planned.out).expect("JSON");
    let hash = printed["hash"].as_str().expect("a hash");
    let applied = service.vitals(&["rollback", "apply", hash, "--yes", "--publish"]);
    ends(&applied, 0);
    assert_eq!(repository.answer(&["rev-parse", "HEAD^{tree}"]), good, "the files of before");
    assert_eq!(service.served(), good, "the server was started from them");
    let live = service.vitals(&["health", "--no-report", "--only", "live"]);
    ends(&live, 0);
    // The remote has it, and the commit of before under a name of its own.
    let at = |name: &str| {
        let mut asked = Command::new("git");
        asked.args(["for-each-ref", "--format=%(objectname)", name]).current_dir(service.remote.path());
        String::from_utf8_lossy(&asked.output().expect("git").stdout).trim().to_owned()
    };
    assert_eq!(at("refs/heads/main"), repository.answer(&["rev-parse", "HEAD"]));
    assert_eq!(at("refs/heads/vitals-backup"), broken);
    assert_eq!(repository.answer(&["status", "--porcelain"]), "", "the checkout is clean");
}

#[test]
fn an_export_that_was_removed() {
    // The service cannot be started from the broken files: it is down until they are gone.
    back_to_green(needs!(shop::python()), &EXPORT, false);
}

#[test]
fn a_slow_line() {
    back_to_green(needs!(shop::python()), &SLOW_LINE, true);
}

#[test]
fn a_leak() {
    back_to_green(needs!(shop::python()), &LEAK, true);
}

#[test]
fn an_event_that_is_lost() {
    back_to_green(needs!(shop::python()), &LOST_EVENT, true);
}

/// Where the restarted service does not answer as it should, all of it is undone, and nothing is pushed.
#[test]
fn a_live_service_that_is_not_green_is_undone() {
    let python = needs!(shop::python());
    let service = Deployed::with(python, EXPORT.settings, shop_with);
    let repository = &service.repository;
    assert!(service.restart(), "the service starts");
    ends(&service.vitals(&["health", "--no-report"]), 0);
    repository.append("shop/cart.py", "raise ImportError('no cart')\n");
    repository.commit_on(2, "The fault");
    repository.git(&["push", "--quiet"]);
    let broken = repository.answer(&["rev-parse", "HEAD"]);
    let planned = service.vitals(&["rollback", "plan", "--for", EXPORT.check, "--json"]);
    ends(&planned, 0);
    let printed: Value = serde_json::from_str(&planned.out).expect("JSON");
    // The deployment breaks the service, whatever the files are.
    let restart = fs::read_to_string(service.place.path().join("restart.py")).expect("text");
    let broken_server = restart.replace("\"--port\", port", "\"--port\", port, \"--fault\", \"missing\"");
    fs::write(service.place.path().join("restart.py"), broken_server).expect("written");
    let hash = printed["hash"].as_str().expect("a hash");
    let applied = service.vitals(&["rollback", "apply", hash, "--yes", "--publish"]);
    ends(&applied, 2);
    assert!(applied.says("live"), "{}{}", applied.out, applied.err);
    let tree = |name: &str| repository.answer(&["rev-parse", &format!("{name}^{{tree}}")]);
    assert_eq!(tree("HEAD"), tree(&broken), "the files of before");
    let remote = Command::new("git").args(["rev-parse", "main"]).current_dir(service.remote.path()).output();
    assert_eq!(String::from_utf8_lossy(&remote.expect("git").stdout).trim(), broken);
}
