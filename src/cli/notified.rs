//! What is new, for the receivers of `[[notify]]`.

use std::collections::BTreeMap;

use super::console;
use super::project::Project;
use crate::config::{Occasion, ReceiverKind, ReceiverSettings, Settings};
use crate::health::CheckReport;
use crate::notify::{Delivery, Notice, State};
use crate::process::Interrupt;
use crate::report::format::otlp;
use crate::report::nightly::NightlyDocument;
use crate::report::words::{quantity, sentences};
use crate::report::{Report, now};
use crate::trend::{Alert, Change};
use crate::untrusted::masked;
use crate::verdict::Status;

/// What a night has that is new.
pub fn night(project: &Project, settings: &Settings, report: &Report, interrupt: &Interrupt) {
    let Report::Nightly(document) = report else { return };
    let about = project.folder_shown();
    let notices = document.alerts.iter().map(|alert| of_alert(alert, &about, document)).collect();
    deliver(project, settings, Occasion::Night, notices, interrupt);
    numbers(project, settings, report, interrupt);
}

/// A night's numbers, for receivers of metrics.
fn numbers(project: &Project, settings: &Settings, report: &Report, interrupt: &Interrupt) {
    let receivers: Vec<&ReceiverSettings> = settings
        .notify
        .iter()
        .filter(|receiver| takes_metrics(receiver) && receiver.when.contains(&Occasion::Night))
        .collect();
    let Some(metrics) = otlp(report).filter(|_| !receivers.is_empty()) else { return };
    let about = project.folder_shown();
    let notice = Notice {
        key: Notice::key_of(&[&about, "metrics"]),
        state: State::Open,
        summary: "the numbers of a night".to_owned(),
        lines: Vec::new(),
        project: about,
        subject: "metrics".to_owned(),
        at: report.head().map_or_else(now, |head| head.started.clone()),
        ends: None,
        metrics: Some(metrics),
    };
    sent(project, &receivers, vec![notice], interrupt);
}

fn takes_metrics(receiver: &ReceiverSettings) -> bool {
    matches!(receiver.kind, ReceiverKind::Otlp(_))
}

fn of_alert(alert: &Alert, project: &str, document: &NightlyDocument) -> Notice {
    let subject = alert.subject.to_string();
    let is_over = matches!(alert.change, Change::Recovery | Change::Better);
    let ratio =
        alert.ratio.map_or_else(String::new, |ratio| format!(", {} what it was", quantity::times(&ratio)));
    Notice {
        key: Notice::key_of(&[project, "night", &subject, alert.evidence.word()]),
        state: if is_over { State::Over } else { State::Open },
        summary: format!("{}: {subject}{ratio}", alert.change.word()),
        lines: sentences(&alert.reasons),
        project: project.to_owned(),
        subject,
        at: document.head.started.clone(),
        ends: None,
        metrics: None,
    }
}

/// What changed between two looks at the checks: what does not pass, and what passes again.
pub fn watched(
    project: &Project,
    settings: &Settings,
    (checks, before): (&[CheckReport], &BTreeMap<String, Status>),
    interrupt: &Interrupt,
) {
    let about = project.folder_shown();
    let notices = checks.iter().filter_map(|check| of_check(check, before.get(&check.name).copied(), &about));
    deliver(project, settings, Occasion::Watch, notices.collect(), interrupt);
}

fn of_check(check: &CheckReport, before: Option<Status>, project: &str) -> Option<Notice> {
    let verdict = &check.outcome.verdict;
    let state = match (before, verdict.status) {
        (None | Some(Status::Pass), Status::Pass) => return None,
        (Some(before), now) if before == now => return None,
        (_, Status::Pass) => State::Over,
        _ => State::Open,
    };
    Some(Notice {
        key: Notice::key_of(&[project, "watch", &check.name]),
        state,
        summary: format!("{}: {}", check.name, verdict.status.word()),
        lines: sentences(&verdict.reasons),
        project: project.to_owned(),
        subject: check.name.clone(),
        at: now(),
        ends: None,
        metrics: None,
    })
}

fn deliver(
    project: &Project,
    settings: &Settings,
    occasion: Occasion,
    notices: Vec<Notice>,
    interrupt: &Interrupt,
) {
    let receivers: Vec<&ReceiverSettings> =
        settings.notify.iter().filter(|it| it.when.contains(&occasion) && !takes_metrics(it)).collect();
    sent(project, &receivers, notices, interrupt);
}

fn sent(project: &Project, receivers: &[&ReceiverSettings], notices: Vec<Notice>, interrupt: &Interrupt) {
    // Secrets are masked before anything is kept.
    let notices: Vec<Notice> = notices.into_iter().filter_map(|notice| masked(notice).ok()).collect();
    let outbox = project.outbox();
    if let Err(error) = outbox.add(receivers, &notices) {
        console::note(format_args!("notify: what is new cannot be kept to be sent: {error}"));
    }
    for delivery in outbox.send(receivers, interrupt) {
        if let Some(line) = trouble(&delivery) {
            console::note(line);
        }
    }
}

/// A line for what was not sent.
pub fn trouble(delivery: &Delivery) -> Option<String> {
    let trouble = delivery.trouble.as_ref()?;
    let waiting = match delivery.waiting {
        1 => "1 notice waits".to_owned(),
        waiting => format!("{waiting} notices wait"),
    };
    Some(format!(
        "notify {}: {trouble}; {waiting} for the next run, or for `vitals notify`",
        delivery.receiver
    ))
}
