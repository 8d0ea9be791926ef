//! A night: what is new, what still stands, and how the levels went over the nights.

use jiff::Timestamp;
use maud::{Markup, html};

use super::figure::{figure, rows};
use super::row::{Entry, Line, Worded};
use crate::comparison::Unit;
use crate::report::charts::{Chart, Level, Small, Table, TrendData, TrendPoint, trend};
use crate::report::nightly::{NightlyDocument, OpenAlertRecord, TrendRecord};
use crate::report::words;
use crate::report::words::quantity::ratio_in_words;
use crate::statistics::{Interval, quantile};
use crate::trend::{Alert, Change};

/// What is new, a row each, or that nothing is.
pub fn entries(document: &NightlyDocument) -> Vec<Entry> {
    let leading = |line| Entry {
        line,
        before: html! { p { a href="#trends" { "Over the nights" } } },
        charts: Vec::new(),
        after: html! {},
    };
    if document.alerts.is_empty() {
        return vec![leading(nothing_new(document))];
    }
    let alerts = document.alerts.iter().enumerate();
    alerts.map(|(number, alert)| leading(line(number, alert, &document.trends))).collect()
}

fn nothing_new(document: &NightlyDocument) -> Line {
    let reference = document.reference.as_ref().map_or_else(
        || "no reference: tonight is what the next night is measured beside".into(),
        |commit| format!("measured beside {}  {}", commit.short(), commit.subject),
    );
    Line {
        section: "new".into(),
        kind: "night".into(),
        name: document.night.number.to_string(),
        measured: String::new(),
        says_it_all: false,
        reproduced_by: None,
        small: None,
        verdict: Worded {
            status: document.status(),
            reasons: vec!["nothing new".into()],
            evidence: vec![reference],
        },
    }
}

fn line(number: usize, alert: &Alert, trends: &[TrendRecord]) -> Line {
    let before =
        alert.after.as_ref().map_or_else(String::new, |night| format!("; before it {}", words::night(night)));
    let since = format!("since {}{before}", words::night(&alert.since));
    let ratio = alert.ratio.as_ref().map_or_else(String::new, times);
    let of_it = trends.iter().find(|record| record.subject == alert.subject);
    let levels = of_it.map(|record| record.levels.iter().map(|level| level.value.estimate).collect());
    Line {
        section: format!("new{}", number + 1),
        kind: alert.change.word().to_owned(),
        name: alert.subject.to_string(),
        measured: format!("{ratio}{since}"),
        says_it_all: false,
        reproduced_by: None,
        small: levels.map(Small::Series),
        verdict: Worded {
            status: alert.status(),
            reasons: words::sentences(&alert.reasons),
            evidence: Vec::new(),
        },
    }
}

fn times(ratio: &Interval) -> String {
    format!("× {}, ", ratio_in_words(ratio))
}

/// What was reported before, and is not over.
pub fn open_alerts(open_alerts: &[OpenAlertRecord]) -> Table {
    let row = |record: &OpenAlertRecord| {
        let ratio = record.ratio.as_ref().map_or_else(String::new, times);
        let ratio = ratio.trim_end_matches(", ").to_owned();
        vec![record.subject.to_string(), record.change.word().to_owned(), ratio, words::night(&record.since)]
    };
    Table {
        header: vec!["what", "change", "by", "since"],
        rows: open_alerts.iter().map(row).collect(),
        left_out: None,
    }
}

/// A chart a series, with the name of its section.
pub fn charts(trends: &[TrendRecord]) -> Vec<(String, Chart)> {
    trends
        .iter()
        .enumerate()
        .map(|(number, record)| (format!("t{}", number + 1), trend(&data(record))))
        .collect()
}

/// The section of the series.
pub fn section(trends: &[TrendRecord]) -> Markup {
    let changes = changes(trends);
    html! {
        section id="trends" {
            h2 { "Over the nights" }
            @if trends.is_empty() { p class="faint" { "The history has no series yet." } }
            @if !changes.rows.is_empty() { (rows(&changes, "Changes of level")) }
            @for (section, chart) in charts(trends) { (figure(&section, &chart)) }
        }
    }
}

fn data(record: &TrendRecord) -> TrendData {
    // A night whose date cannot be read stands at its place among the others.
    let moment = |index: usize, started: &str| {
        let place = i64::try_from(index).unwrap_or_default() * 86_400;
        started.parse().or_else(|_| Timestamp::from_second(place)).unwrap_or_default()
    };
    let points =
        record.nights.iter().zip(&record.levels).enumerate().map(|(index, (night, level))| TrendPoint {
            at: moment(index, &night.started),
            value: level.value.estimate,
            interval: Some(level.value),
            commit: night.commit.as_ref().map(|commit| commit.short().to_owned()),
            label: night.commit.as_ref().map(|commit| commit.subject.clone()).unwrap_or_default(),
        });
    TrendData {
        title: format!("{}: the level of each night; the first is 1", record.subject),
        unit: Unit::Count,
        points: points.collect(),
        changes: changed_levels(record),
        limit: None,
    }
}

/// Where the level changed, with the median of the nights on both sides.
fn changed_levels(record: &TrendRecord) -> Vec<Level> {
    let jumps = record
        .changes()
        .into_iter()
        .filter(|reported| reported.change != Change::Drift && reported.night > 0);
    let mut nights: Vec<usize> = jumps.map(|reported| reported.night).collect();
    nights.dedup();
    let bounds = [&[0], nights.as_slice(), &[record.levels.len()]].concat();
    let level = |ends: &[usize]| {
        let values: Vec<f64> =
            record.levels[ends[0]..ends[1]].iter().map(|level| level.value.estimate).collect();
        quantile(&values, 0.5).unwrap_or_default()
    };
    bounds
        .windows(3)
        .map(|ends| Level { from: ends[1], before: level(&ends[..2]), after: level(&ends[1..]) })
        .collect()
}

fn changes(trends: &[TrendRecord]) -> Table {
    let rows = trends.iter().flat_map(|record| {
        let row = |kind: &str, ratio: Option<Interval>, night: usize| {
            let by = ratio.as_ref().map_or_else(String::new, times);
            let since = record.nights.get(night).map_or_else(String::new, words::night);
            vec![record.subject.to_string(), kind.to_owned(), by.trim_end_matches(", ").to_owned(), since]
        };
        let provisional = |night| record.points.iter().any(|point| point.night == night && point.provisional);
        let reported = record.changes().into_iter().map(|reported| {
            let doubt = if provisional(reported.night) { ", provisional: few nights since" } else { "" };
            row(&format!("{}{doubt}", reported.change.word()), reported.ratio, reported.night)
        });
        let drift = record.drift.iter().map(|drift| row("drift", Some(drift.ratio), drift.begins));
        reported.chain(drift).collect::<Vec<_>>()
    });
    Table { header: vec!["series", "change", "by", "since"], rows: rows.collect(), left_out: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::nightly::ChangeRecord;
    use crate::trend::{Evidence, Level as NightLevel, Night, Scale, Subject};

    /// A large step is reported on its night, long before it is a change-point: the chart shows it.
    #[test]
    fn what_was_reported_tonight_is_in_the_chart() {
        let values = [1.0, 1.1, 0.9, 1.8];
        let level = |(reading, value): (usize, &f64)| NightLevel {
            reading,
            value: Interval::exact(*value),
            scale: Scale::Calibrated,
        };
        let night = Night { number: 1, started: String::new(), commit: None, dirty: false };
        let reported = |change, night| ChangeRecord { change, evidence: Evidence::Night, night, ratio: None };
        let record = TrendRecord {
            subject: Subject { probe: "import".into(), target: "shop".into(), quantity: "time".into() },
            nights: vec![night; values.len()],
            levels: values.iter().enumerate().map(level).collect(),
            reported: vec![reported(Change::Drift, 1), reported(Change::Step, 3)],
            points: Vec::new(),
            drift: None,
        };
        assert_eq!(changed_levels(&record), [Level { from: 3, before: 1.0, after: 1.8 }]);
        assert_eq!(changes(std::slice::from_ref(&record)).rows.len(), 2);
    }
}
