//! A real Alertmanager: what vitals posts is an alert there, until the incident is over.

use super::project::Project;
use crate::processes::until;
use crate::support::alertmanager::Alertmanager;
use crate::support::needs::needs;

#[test]
fn a_call_is_an_alert_there_until_the_incident_is_over() {
    let alertmanager = needs!(Alertmanager::start());
    let project =
        Project::new(&format!("kind = \"alertmanager\"\nurl = \"http://{}\"\n", alertmanager.address));
    project.open();
    project.ok(&["escalate", "--send"]);
    let alerts = alertmanager.alerts();
    assert_eq!(alerts.len(), 1, "{alerts:?}");
    assert_eq!(alerts[0].1, "L1 is called: an incident began");
    project.ok(&["escalate", "ack", &alerts[0].0, "--by", "Person 1"]);
    project.ok(&["escalate", "--send"]);
    assert_eq!(alertmanager.alerts(), alerts, "somebody is there, and it stands");
    project.ok(&["incident", "close", "--anyway", "a test"]);
    until("the alert is over", || alertmanager.alerts().is_empty());
}
