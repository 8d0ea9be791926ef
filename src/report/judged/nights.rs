//! A night: what is new in it, one entry each, or one that says that nothing is.

use super::{Figure, Judged, Place, Unit, places_in};
use crate::report::nightly::NightlyDocument;
use crate::trend::News;

/// What is new.
pub fn judged(document: &NightlyDocument) -> Vec<Judged<'_>> {
    if document.news.is_empty() {
        return vec![quiet(document)];
    }
    document.news.iter().map(of_news).collect()
}

fn of_news(news: &News) -> Judged<'_> {
    let subject = &news.subject;
    let before =
        news.after.as_ref().map_or_else(String::new, |night| format!("; before it {}", night.in_words()));
    let since = format!("{} since {}{before}", news.change.word(), news.since.in_words());
    let reasons: Vec<String> = std::iter::once(since).chain(news.reasons.iter().cloned()).collect();
    let figures = news.ratio.map(|ratio| Figure {
        quantity: subject.quantity.as_str().into(),
        side: "",
        unit: Unit::Ratio,
        value: ratio.estimate,
        bounds: Some([ratio.low, ratio.high]),
        limit: None,
    });
    let places: Vec<Place> = places_in(&news.reasons);
    Judged {
        kind: format!("{} {}", subject.probe, subject.quantity).into(),
        name: subject.target.as_str().into(),
        status: news.status(),
        measured: news.ratio.map_or_else(String::new, |ratio| format!("{:.3} times", ratio.estimate)),
        limit: String::new(),
        took: None,
        figures: figures.into_iter().collect(),
        places,
        output: Vec::new(),
        reasons: reasons.into(),
        evidence: Vec::new().into(),
    }
}

fn quiet(document: &NightlyDocument) -> Judged<'_> {
    let standing = document.standing.iter().map(|standing| {
        let (change, subject) = (standing.change.word(), &standing.subject);
        format!("still: {change} of {subject}, since {}", standing.since.in_words())
    });
    Judged {
        kind: "nightly".into(),
        name: "nothing new".into(),
        status: document.status(),
        reasons: Vec::new().into(),
        evidence: standing.collect::<Vec<_>>().into(),
        measured: document.night.in_words(),
        limit: String::new(),
        took: None,
        figures: Vec::new(),
        places: Vec::new(),
        output: Vec::new(),
    }
}
