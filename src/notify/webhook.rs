//! What Alertmanager sends: its webhook, version 4.
//!
//! <https://prometheus.io/docs/alerting/latest/configuration/#webhook_config>

use std::collections::BTreeMap;

use serde::Deserialize;
use thiserror::Error;

/// The only version that there is.
const VERSION: &str = "4";

/// Why a document is none of Alertmanager's.
#[derive(Debug, Error)]
pub enum NoWebhook {
    /// Another form.
    #[error("it is no webhook of Alertmanager: {0}")]
    Form(#[from] serde_json::Error),
    /// Another version.
    #[error("it is of version {0:?}, and version 4 is read")]
    Version(String),
}

#[derive(Deserialize)]
struct Webhook {
    version: String,
    alerts: Vec<Alert>,
}

/// One alert of a webhook.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Alert {
    /// `firing` or `resolved`.
    pub status: String,
    /// Its identity.
    pub labels: BTreeMap<String, String>,
    /// What is said of it.
    #[serde(default)]
    pub annotations: BTreeMap<String, String>,
    /// Since when, as written.
    pub starts_at: String,
    /// Until when, where it is resolved.
    #[serde(default)]
    pub ends_at: String,
}

impl Alert {
    /// In a line. The same alert in the same state has the same one.
    pub fn line(&self) -> String {
        let name = self.labels.get("alertname").map_or("an alert", String::as_str);
        let others = self.labels.iter().filter(|(key, _)| *key != "alertname");
        let labels = others.map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(", ");
        let summary = ["summary", "description"].iter().find_map(|key| self.annotations.get(*key));
        let summary = summary.map_or_else(String::new, |text| format!(": {text}"));
        let until =
            if self.status == "resolved" { format!(", until {}", self.ends_at) } else { String::new() };
        format!("Alertmanager: {} {name} ({labels}) since {}{until}{summary}", self.status, self.starts_at)
    }
}

/// The alerts of a webhook's document.
///
/// # Errors
/// Where it is none, or of another version.
pub fn alerts(text: &str) -> Result<Vec<Alert>, NoWebhook> {
    let webhook: Webhook = serde_json::from_str(text)?;
    if webhook.version == VERSION { Ok(webhook.alerts) } else { Err(NoWebhook::Version(webhook.version)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_alerts_of_version_4_are_read_and_others_refused() {
        let text = r#"{"version": "4", "groupKey": "{}", "status": "firing", "receiver": "vitals", "truncatedAlerts": 0,
            "alerts": [{"status": "firing", "labels": {"alertname": "Slow", "service": "shop"},
                "annotations": {"summary": "p95 doubled"}, "startsAt": "2026-12-01T03:00:00Z",
                "endsAt": "0001-01-01T00:00:00Z", "generatorURL": "", "fingerprint": "ab"}]}"#;
        let read = alerts(text).expect("alerts");
        let line = "Alertmanager: firing Slow (service=shop) since 2026-12-01T03:00:00Z: p95 doubled";
        assert_eq!(read[0].line(), line);
        assert!(matches!(alerts(&text.replace("\"4\"", "\"5\"")), Err(NoWebhook::Version(_))));
        assert!(matches!(alerts("[]"), Err(NoWebhook::Form(_))));
    }
}
