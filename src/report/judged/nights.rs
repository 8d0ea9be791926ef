//! A night: what is new in it, one entry each, or one that says that nothing is.

use super::entry::{Judged, places_of};
use super::figure::{Figure, Unit};
use crate::report::nightly::NightlyDocument;
use crate::report::words;
use crate::report::words::sentences;
use crate::trend::Alert;

/// What is new.
pub fn judged(document: &NightlyDocument) -> Vec<Judged<'_>> {
    if document.alerts.is_empty() {
        return vec![quiet(document)];
    }
    document.alerts.iter().map(of_alert).collect()
}

fn of_alert(alert: &Alert) -> Judged<'_> {
    let subject = &alert.subject;
    let before =
        alert.after.as_ref().map_or_else(String::new, |night| format!("; before it {}", words::night(night)));
    let since = format!("{} since {}{before}", alert.change.word(), words::night(&alert.since));
    let reasons: Vec<String> = std::iter::once(since).chain(sentences(&alert.reasons)).collect();
    let figures = alert.ratio.map(|ratio| Figure {
        quantity: subject.quantity.as_str().into(),
        side: "",
        unit: Unit::Ratio,
        value: ratio.estimate,
        bounds: ratio.bounds(),
        limit: None,
    });
    let places = places_of(&alert.reasons);
    Judged {
        kind: format!("{} {}", subject.probe, subject.quantity).into(),
        name: subject.target.as_str().into(),
        status: alert.status(),
        measured: alert.ratio.map_or_else(String::new, |ratio| format!("{:.3} times", ratio.estimate)),
        limit: String::new(),
        took: None,
        figures: figures.into_iter().collect(),
        places,
        output: Vec::new(),
        reasons,
        evidence: Vec::new(),
    }
}

fn quiet(document: &NightlyDocument) -> Judged<'_> {
    let open_alerts = document.open_alerts.iter().map(|alert| {
        let (change, subject) = (alert.change.word(), &alert.subject);
        format!("still: {change} of {subject}, since {}", words::night(&alert.since))
    });
    Judged {
        kind: "nightly".into(),
        name: "nothing new".into(),
        status: document.status(),
        reasons: Vec::new(),
        evidence: open_alerts.collect(),
        measured: words::night(&document.night),
        limit: String::new(),
        took: None,
        figures: Vec::new(),
        places: Vec::new(),
        output: Vec::new(),
    }
}
