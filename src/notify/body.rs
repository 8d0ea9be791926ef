//! What each kind of receiver is sent, by its published form.

use serde_json::{Value, json};

use super::notice::{Notice, State};

/// Slack: incoming webhooks, <https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks>.
pub fn slack(notice: &Notice) -> Value {
    // What Slack reads as mentions and links.
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let mark = match notice.state {
        State::Open => ":red_circle:",
        State::Acknowledged => ":large_yellow_circle:",
        State::Over => ":large_green_circle:",
    };
    let lines: String = notice.lines.iter().map(|line| format!("\n> {}", escaped(line))).collect();
    let text = format!("{mark} *{}*{lines}\n_{}_", escaped(&notice.summary), escaped(&notice.project));
    json!({ "text": text })
}

/// Teams: a webhook of Workflows takes an adaptive card,
/// <https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook>.
pub fn teams(notice: &Notice) -> Value {
    let block = |text: &str, weight: &str| json!({ "type": "TextBlock", "text": text, "wrap": true, "weight": weight });
    let title = format!("{}: {}", notice.word(), notice.summary);
    let lines = notice.lines.iter().map(|line| block(line, "Default"));
    let body: Vec<Value> = std::iter::once(block(&title, "Bolder"))
        .chain(lines)
        .chain([block(&notice.project, "Lighter")])
        .collect();
    json!({
        "type": "message",
        "attachments": [{
            "contentType": "application/vnd.microsoft.card.adaptive",
            "content": {
                "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
                "type": "AdaptiveCard",
                "version": "1.4",
                "body": body,
            },
        }],
    })
}

/// Alertmanager: `POST /api/v2/alerts`, its OpenAPI file `postableAlerts`. The labels are the alert's identity: nothing of them varies.
pub fn alertmanager(notice: &Notice) -> Value {
    let mut alert = json!({
        "labels": {
            "alertname": "vitals",
            "severity": "warning",
            "project": notice.project,
            "subject": notice.subject,
            "key": notice.key,
        },
        "annotations": { "summary": notice.summary, "description": notice.lines.join("\n") },
    });
    if let Some(fields) = alert.as_object_mut() {
        let mut set = |at: &str, time: &str| fields.insert(at.to_owned(), time.into());
        match (notice.state, &notice.ends) {
            (State::Over, _) => set("endsAt", &notice.at),
            (_, None) => set("startsAt", &notice.at),
            (_, Some(ends)) => set("startsAt", &notice.at).or(set("endsAt", ends)),
        };
    }
    json!([alert])
}

/// OpenTelemetry: a request of OTLP/HTTP. Without numbers an empty one, which shows whether somebody listens.
pub fn otlp(notice: &Notice) -> Value {
    notice.metrics.clone().unwrap_or_else(|| json!({ "resourceMetrics": [] }))
}

/// Longest summary that PagerDuty takes.
const SUMMARY: usize = 1024;

/// PagerDuty: events, version 2, <https://developer.pagerduty.com/docs/send-alert-event>.
pub fn pagerduty(notice: &Notice, routing_key: &str) -> Value {
    let action = match notice.state {
        State::Open => "trigger",
        State::Acknowledged => "acknowledge",
        State::Over => "resolve",
    };
    json!({
        "routing_key": routing_key,
        "event_action": action,
        "dedup_key": notice.key,
        "client": "vitals",
        "payload": {
            "summary": notice.summary.chars().take(SUMMARY).collect::<String>(),
            "source": notice.project,
            "severity": "error",
            "timestamp": notice.at,
            "component": notice.subject,
            "custom_details": { "reasons": notice.lines },
        },
    })
}

#[cfg(test)]
pub(super) fn example(state: State) -> Notice {
    Notice {
        key: Notice::key_of(&["/srv/shop", "import shop.app time"]),
        state,
        summary: "step: import shop.app time, 1.3 times what it was".into(),
        lines: vec!["shop.sockets is newly blocked <+200 ms> & more".into()],
        project: "/srv/shop".into(),
        subject: "import shop.app time".into(),
        at: "2026-01-02T03:04:05Z".into(),
        ends: None,
        metrics: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_and_what_ends_have_one_identity() {
        let [open, over] = [State::Open, State::Over].map(example);
        assert_eq!(alertmanager(&open)[0]["labels"], alertmanager(&over)[0]["labels"]);
        assert_eq!(alertmanager(&open)[0]["startsAt"], "2026-01-02T03:04:05Z");
        assert_eq!(alertmanager(&over)[0]["endsAt"], "2026-01-02T03:04:05Z");
        let [open, over] = [open, over].map(|notice| pagerduty(&notice, "key"));
        assert_eq!(open["dedup_key"], over["dedup_key"]);
        assert_eq!((&open["event_action"], &over["event_action"]), (&"trigger".into(), &"resolve".into()));
    }

    #[test]
    fn what_somebody_has_still_stands_and_a_call_does_not_end_by_itself() {
        let acknowledged = example(State::Acknowledged);
        assert_eq!(pagerduty(&acknowledged, "key")["event_action"], "acknowledge");
        assert_eq!(alertmanager(&acknowledged)[0]["endsAt"], Value::Null);
        let mut call = example(State::Open);
        call.ends = Some("2026-01-03T03:04:05Z".into());
        assert_eq!(alertmanager(&call)[0]["startsAt"], "2026-01-02T03:04:05Z");
        assert_eq!(alertmanager(&call)[0]["endsAt"], "2026-01-03T03:04:05Z");
    }

    #[test]
    fn a_reason_is_no_mention_and_no_link() {
        let text = slack(&example(State::Open))["text"].to_string();
        assert!(text.contains("newly blocked &lt;+200 ms&gt; &amp; more"), "{text}");
    }
}
