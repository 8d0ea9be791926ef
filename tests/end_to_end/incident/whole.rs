//! An incident from its first failing check to its end: a slow commit is pushed, a server runs, and receivers are called.

use std::path::Path;

use serde_json::Value;

use super::followed::{self, missing, report};
use super::{ends, run};
use crate::processes::until;
use crate::program::Run;
use crate::repository::Repository;
use crate::rollback_plan::drills::SLOW_LINE;
use crate::rollback_plan::shop_with;
use crate::shop;
use crate::support::alertmanager::Alertmanager;
use crate::support::deployed::Deployed;
use crate::support::needs::needs;
use crate::support::receiver::Receiver;

/// What only a person knows of it.
const ASKED: [&str; 6] =
    ["business-impact", "customer-impact", "root-cause", "lessons", "preventive-actions", "follow-ups"];

/// Four levels, of whom the first is reached by an alert, a pager and a channel.
fn settings(alertmanager: &Alertmanager, receiver: &Receiver) -> String {
    let mut settings = format!(
        "[escalation]\nprofile = \"four-levels\"\n{}\
         [[notify]]\nname = \"alerts\"\nkind = \"alertmanager\"\nurl = \"http://{}\"\nwhen = []\n\
         [[notify]]\nname = \"pager\"\nkind = \"pagerduty\"\nrouting_key_file = \"key\"\nurl = \"{}/pd\"\nwhen = []\n\
         [[notify]]\nname = \"channel\"\nkind = \"slack\"\nurl_file = \"hook\"\nwhen = []\n",
        SLOW_LINE.settings, alertmanager.address, receiver.address,
    );
    for level in 1..=4 {
        let reach = if level == 1 { "\"alerts\", \"pager\", \"channel\"" } else { "\"pager\"" };
        settings += &format!(
            "[[contact]]\nkind = \"person\"\nname = \"Person {level}\"\nlevel = \"L{level}\"\n\
             reach = [{reach}]\nphone = \"+49 30 5550 {level}\"\nchecked = 2026-11-30\n"
        );
    }
    settings
}

/// Deployed and seen green; then three commits are pushed and deployed, of which the second is slow.
fn slow(python: &Path, alertmanager: &Alertmanager, receiver: &Receiver) -> (Deployed, [String; 2]) {
    let deployed = Deployed::with(python, &settings(alertmanager, receiver), shop_with);
    let repository = &deployed.repository;
    std::fs::write(repository.path().join(".git/info/exclude"), "key\nhook\n").expect("written");
    repository.write("key", "a-routing-key");
    repository.write("hook", format!("{}/slack", receiver.address));
    assert!(deployed.restart(), "the service starts");
    ends(&deployed.vitals(&["health"]), 0);
    let good = repository.answer(&["rev-parse", "HEAD"]);
    repository.append("shop/__init__.py", "# A note.\n");
    repository.commit_on(2, "A note");
    (SLOW_LINE.fault)(repository);
    repository.commit_on(3, "Wait until the registry is warm");
    let culprit = repository.answer(&["rev-parse", "HEAD"]);
    repository.append("shop/__init__.py", "# Another.\n");
    repository.commit_on(4, "Another note");
    repository.git(&["push", "--quiet"]);
    assert!(deployed.restart(), "it is slow, and serves");
    (deployed, [good, culprit])
}

/// The events that the pager got, and the key of the first.
fn paged(asked: &[(String, Value)]) -> (Vec<&str>, Option<&str>) {
    let events: Vec<&Value> = asked.iter().filter(|(path, _)| path == "/pd").map(|(_, body)| body).collect();
    let key = events.first().and_then(|event| event["dedup_key"].as_str());
    (events.iter().filter_map(|event| event["event_action"].as_str()).collect(), key)
}

fn json(run: &Run) -> Value {
    serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {}{}", run.out, run.err))
}

/// From the culprit to a rollback that is deployed, pushed and seen green.
fn back_to_green(deployed: &Deployed, good: &str, culprit: &str) {
    let found = deployed.vitals(&["bisect", good, "HEAD", "--check", SLOW_LINE.check, "--json"]);
    ends(&found, 0);
    assert_eq!(json(&found)["suspects"][0]["commit"]["hash"], *culprit, "{}", found.out);
    let planned = deployed.vitals(&["rollback", "plan", "--for", SLOW_LINE.check, "--json"]);
    ends(&planned, 0);
    let hash = json(&planned)["hash"].as_str().expect("a hash").to_owned();
    ends(&deployed.vitals(&["rollback", "apply", &hash, "--yes", "--publish", "--as", "L2"]), 0);
    ends(&deployed.vitals(&["health"]), 0);
}

fn write_what_is_asked(repository: &Repository) {
    assert_eq!(missing(repository, 1), ASKED);
    for section in ASKED {
        run(repository, &["incident", "answer", section, &format!("what of {section}")], 0);
    }
    assert_eq!(missing(repository, 0), [""; 0]);
}

#[test]
fn from_a_slow_commit_to_a_report_in_which_every_figure_is_followed() {
    let python = needs!(shop::python());
    let alertmanager = needs!(Alertmanager::start());
    let receiver = Receiver::start();
    let (deployed, [good, culprit]) = slow(python, &alertmanager, &receiver);
    let repository = &deployed.repository;
    let detected = deployed.vitals(&["health"]);
    assert!(!matches!(detected.code, Some(0)), "{}", detected.out);
    let summary = "The shop starts slowly.";
    let words = ["incident", "open", "slow-shop", "--scenario", "performance", "--summary", summary];
    run(repository, &words, 0);
    run(repository, &["escalate", "--send"], 0);
    assert_eq!(alertmanager.alerts().len(), 1, "{:?}", alertmanager.alerts());
    let called = receiver.asked();
    assert!(called.iter().any(|(path, _)| path == "/slack"), "{called:?}");
    let (paged_first, key) = paged(&called);
    assert_eq!(paged_first, ["trigger"], "{called:?}");
    let acknowledged = alertmanager.alerts()[0].0.clone();
    run(repository, &["escalate", "ack", &acknowledged, "--by", "Person 1"], 0);
    run(repository, &["escalate", "--send"], 0);
    back_to_green(&deployed, &good, &culprit);
    followed::everything(repository);
    let made = report(repository);
    assert_eq!(made["culprits"][0]["commit"]["hash"], *culprit, "{made}");
    let commits = made["undone"][0]["commits"].as_array().map(Vec::len);
    assert_eq!(commits, Some(3), "{made}");
    let sent = ["escalated to L1", "sent to L1 by alerts", "acknowledged"];
    let texts: Vec<&str> =
        made["escalations"].as_array().into_iter().flatten().filter_map(|row| row["text"].as_str()).collect();
    assert!(sent.iter().all(|word| texts.iter().any(|text| text.contains(word))), "{texts:?}");
    write_what_is_asked(repository);
    for attested in ["procedures-reviewed", "stakeholders-informed"] {
        run(repository, &["incident", "attest", attested, "yes", "--by", "Person 1"], 0);
    }
    let early = run(repository, &["incident", "close"], 1);
    assert!(early.says("the checklist") && !early.says("procedures-reviewed"), "{}", early.out);
    run(repository, &["incident", "close", "--anyway", "the checklist is gone through tomorrow"], 0);
    until("the alert is over", || alertmanager.alerts().is_empty());
    let rest = receiver.asked();
    let (events, same) = paged(&rest);
    assert_eq!((events.last(), same), (Some(&"resolve"), key), "{rest:?}");
}
