//! A night: what is new, what still stands, and how the levels went over the nights.

use jiff::Timestamp;
use maud::{Markup, html};

use super::figure::{figure, rows};
use super::parts::Line;
use crate::comparison::Unit;
use crate::report::charts::{Chart, Level, Table, TrendData, TrendPoint, trend};
use crate::report::nightly::{NightlyDocument, StandingRecord, TrendRecord};
use crate::statistics::Interval;
use crate::trend::News;
use crate::verdict::Verdict;

/// What is new, a line each, or that nothing is.
pub fn lines(document: &NightlyDocument) -> Vec<Line> {
    let reference = document.reference.as_ref().map_or_else(
        || "no reference: tonight is what the next night is measured beside".into(),
        |commit| format!("measured beside {}  {}", commit.short(), commit.subject),
    );
    if document.news.is_empty() {
        return vec![Line {
            section: "trends".into(),
            kind: "night".into(),
            name: document.night.number.to_string(),
            measured: String::new(),
            says_it_all: false,
            verdict: Verdict::new(document.status(), "nothing new").resting_on(reference),
        }];
    }
    document.news.iter().map(line).collect()
}

fn line(news: &News) -> Line {
    let before =
        news.after.as_ref().map_or_else(String::new, |night| format!("; before it {}", night.in_words()));
    let since = format!("since {}{before}", news.since.in_words());
    let ratio = news.ratio.as_ref().map_or_else(String::new, times);
    Line {
        section: "trends".into(),
        kind: news.change.word().to_owned(),
        name: news.subject.to_string(),
        measured: format!("{ratio}{since}"),
        says_it_all: false,
        verdict: Verdict { status: news.status(), reasons: news.reasons.clone(), evidence: Vec::new() },
    }
}

fn times(ratio: &Interval) -> String {
    format!("× {:.3} ({:.3} … {:.3}), ", ratio.estimate, ratio.low, ratio.high)
}

/// What was told before, and is not over.
pub fn standing(standing: &[StandingRecord]) -> Table {
    let row = |record: &StandingRecord| {
        let ratio = record.ratio.as_ref().map_or_else(String::new, times);
        let ratio = ratio.trim_end_matches(", ").to_owned();
        vec![record.subject.to_string(), record.change.word().to_owned(), ratio, record.since.in_words()]
    };
    Table {
        header: vec!["what", "change", "by", "since"],
        rows: standing.iter().map(row).collect(),
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
    let changes = record.points.iter().map(|point| Level {
        from: point.night,
        before: point.before,
        after: point.after,
    });
    TrendData {
        title: format!("{}: the level of each night; the first is 1", record.subject),
        unit: Unit::Count,
        points: points.collect(),
        changes: changes.collect(),
        limit: None,
    }
}

fn changes(trends: &[TrendRecord]) -> Table {
    let night = |record: &TrendRecord, place: usize| {
        record.nights.get(place).map_or_else(String::new, |night| night.in_words())
    };
    let rows = trends.iter().flat_map(|record| {
        let points = record.points.iter().map(|point| {
            let kind = if point.provisional { "step, provisional: few nights since" } else { "step" };
            vec![
                record.subject.to_string(),
                kind.to_owned(),
                times(&point.ratio).trim_end_matches(", ").to_owned(),
                night(record, point.night),
            ]
        });
        let drift = record.drift.iter().map(|drift| {
            vec![
                record.subject.to_string(),
                "drift".into(),
                times(&drift.ratio).trim_end_matches(", ").to_owned(),
                night(record, drift.begins),
            ]
        });
        points.chain(drift).collect::<Vec<_>>()
    });
    Table { header: vec!["series", "change", "by", "since"], rows: rows.collect(), left_out: None }
}
