//! The first screen: a row a verdict, the worst first, which opens to all that is known of it.

use std::collections::HashMap;

use maud::{Markup, html};

use super::figure::figure;
use super::links::places;
use super::parts::{badge, class};
use super::text::{pressed, reported};
use crate::report::charts::{Chart, Ink, Small};
use crate::report::words::sentences;
use crate::untrusted::shortened;
use crate::verdict::{Status, Verdict};

/// The longest name and the longest reason in a row, in characters; what was cut stands where the row opens.
const ROW: usize = 240;
/// So many passes, and nothing else, are not folded.
const FEW: usize = 12;

/// Letters of a name in the list of runs.
const LISTED: usize = 100;

/// So many entries have charts at most.
pub const MOST_CHARTED: usize = 24;

/// A verdict, and what stands behind it.
pub struct Entry {
    /// The row.
    pub line: Line,
    /// What opens below it,
    pub before: Markup,
    /// what is drawn,
    pub charts: Vec<Chart>,
    /// and what stands after the charts.
    pub after: Markup,
}

/// What rows were in earlier runs of the same: by their names in the list of runs, the oldest first, with today's.
pub type Trends = HashMap<String, Vec<f64>>;

/// One verdict, as the first screen shows it.
pub struct Line {
    /// Its name in the page.
    pub section: String,
    /// `import`, `pytest`, …
    pub kind: String,
    /// Module, factory or check.
    pub name: String,
    /// What was measured against what, in few words.
    pub measured: String,
    /// Of a pass, that is all that there is to say.
    pub says_it_all: bool,
    /// How it stands, at a glance.
    pub small: Option<Small>,
    /// What it came to.
    pub verdict: Worded,
    /// The command that asks for it again, where it did not pass.
    pub reproduced_by: Option<String>,
}

/// A verdict with its sentences.
pub struct Worded {
    /// What it came to.
    pub status: Status,
    /// Why.
    pub reasons: Vec<String>,
    /// What it rests on.
    pub evidence: Vec<String>,
}

impl From<&Verdict> for Worded {
    fn from(verdict: &Verdict) -> Self {
        Self {
            status: verdict.status,
            reasons: sentences(&verdict.reasons),
            evidence: sentences(&verdict.evidence),
        }
    }
}

impl Line {
    /// Whether there is nothing to look at.
    pub fn passed(&self) -> bool {
        self.verdict.status == Status::Pass
    }

    /// A probe that is listed as a check is called `growth shop:make`: its kind is said already.
    pub fn names_its_kind(&self) -> bool {
        self.name.strip_prefix(&self.kind).is_some_and(|rest| rest.starts_with(' '))
    }

    /// Its name in the list of runs.
    pub fn listed_name(&self) -> String {
        let kind = if self.names_its_kind() { String::new() } else { format!("{} ", self.kind) };
        shortened(&format!("{kind}{}", self.name), LISTED).into_owned()
    }

    /// The one line of the row, and what is left for where it opens: what was measured, and further reasons.
    fn why(&self) -> (&str, Option<&str>, &[String]) {
        let measured = Some(self.measured.as_str()).filter(|words| !words.is_empty());
        let says_it_all = self.passed() && self.says_it_all;
        match (self.verdict.reasons.split_first(), measured) {
            (Some((first, rest)), measured) if !says_it_all => (first, measured, rest),
            (_, Some(measured)) => (measured, None, &self.verdict.reasons),
            (Some((first, rest)), None) => (first, None, rest),
            (None, None) => ("", None, &[]),
        }
    }
}

/// The worst first; what is as bad stays in its order.
fn rank(status: Status) -> u8 {
    match status {
        Status::Fail => 0,
        Status::Error => 1,
        Status::Vacuous => 2,
        Status::Inconclusive => 3,
        Status::Pass => 4,
    }
}

/// All rows, each with how it went in earlier runs; passes are folded where there is anything else to see.
pub fn verdicts(mut entries: Vec<Entry>, trends: &Trends) -> Markup {
    let row = |entry: &Entry, open: bool| {
        let runs = trends.get(&entry.line.listed_name()).map_or(&[][..], Vec::as_slice);
        row(entry, runs, open)
    };
    entries.sort_by_key(|entry| rank(entry.line.verdict.status));
    leave_out(&mut entries);
    let passes = entries.partition_point(|entry| !entry.line.passed());
    let (others, passed) = entries.split_at(passes);
    let alone = entries.len() == 1;
    html! {
        div class="verdicts" {
            @for entry in others { (row(entry, alone)) }
            @if alone { @for entry in passed { (row(entry, true)) } }
            @else if !passed.is_empty() {
                details class="passes" open[others.is_empty() && passed.len() <= FEW] {
                    summary { (badge(Status::Pass)) " " (passed.len()) " passed" }
                    @for entry in passed { (row(entry, false)) }
                }
            }
        }
    }
}

/// The charts of the worst stay; those of the others are taken away.
fn leave_out(entries: &mut [Entry]) {
    let charted = entries.iter_mut().filter(|entry| !entry.charts.is_empty());
    for entry in charted.skip(MOST_CHARTED) {
        entry.charts.clear();
        entry.after = html! {
            (entry.after)
            p class="faint" { "The page draws the worst " (MOST_CHARTED) "; report.json has the numbers of all." }
        };
    }
}

fn row(Entry { line, before, charts, after }: &Entry, runs: &[f64], open: bool) -> Markup {
    let verdict = &line.verdict;
    let (why, measured, reasons) = line.why();
    let trend = (runs.len() > 1).then(|| Small::Series(runs.to_vec()));
    let small = line.small.iter().chain(&trend).filter_map(|small| small.draw(ink(verdict.status)));
    let small: Vec<_> = small.collect();
    let cut = [line.name.as_str(), why].into_iter().filter(|text| text.chars().count() > ROW);
    let cut: Vec<_> = cut.collect();
    html! {
        details class={ "verdict " (class(verdict.status)) } id=(line.section) open[open] {
            summary {
                (badge(verdict.status))
                h2 { @if !line.names_its_kind() { span class="kind" { (line.kind) } " " } (pressed(&shortened(&line.name, ROW))) }
                @if !small.is_empty() {
                    span class="small" aria-hidden="true" {
                        @for svg in small { svg width=(svg.width) height=(svg.height) viewBox={ "0 0 " (svg.width) " " (svg.height) } { (svg.body) } }
                    }
                }
                span class="why" { (pressed(&shortened(why, ROW))) }
            }
            div class="body" {
                @if cut.is_empty() { @for place in places(why) { p class="places" { (reported(place)) } } }
                @for text in cut { p { (reported(text)) } }
                @if let Some(measured) = measured { p class="measured" { (reported(measured)) } }
                @if !reasons.is_empty() { ul class="reasons" { @for reason in reasons { li { (reported(reason)) } } } }
                @if !verdict.evidence.is_empty() {
                    ul class="evidence" { @for evidence in &verdict.evidence { li { (reported(evidence)) } } }
                }
                @if trend.is_some() { p class="faint" { "The lower drawing is how it went from run to run: the last " (runs.len()) ", the oldest first." } }
                @if let Some(command) = &line.reproduced_by { p class="again" { "reproduce: " code { (reported(command)) } } }
                (before)
                @for chart in charts { (figure(&line.section, chart)) }
                (after)
            }
        }
    }
}

/// The colour of what came of it.
pub fn ink(status: Status) -> Ink {
    match status {
        Status::Pass => Ink::Pass,
        Status::Fail | Status::Error => Ink::Fail,
        Status::Inconclusive | Status::Vacuous => Ink::Doubt,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(name: &str, status: Status) -> Entry {
        let verdict = Worded { status, reasons: vec![format!("why {name}")], evidence: Vec::new() };
        let line = Line {
            section: name.into(),
            kind: "import".into(),
            name: name.into(),
            measured: format!("measured {name}"),
            says_it_all: true,
            small: None,
            verdict,
            reproduced_by: None,
        };
        Entry { line, before: html! { p { "body of " (name) } }, charts: Vec::new(), after: html! {} }
    }

    #[test]
    fn the_worst_stands_first_and_each_sentence_once() {
        let statuses = [Status::Pass, Status::Inconclusive, Status::Fail, Status::Error];
        let names = ["good", "odd", "slow", "broken"];
        let entries = names.into_iter().zip(statuses).map(|(name, status)| entry(name, status)).collect();
        let page = verdicts(entries, &Trends::new()).into_string();
        let places: Vec<_> =
            ["slow", "broken", "odd", "good"].map(|name| page.find(&format!("id=\"{name}\""))).into();
        assert!(places.is_sorted() && places[0].is_some(), "{places:?}");
        assert_eq!(page.matches("why slow").count(), 1, "{page}");
        assert_eq!(page.matches("measured slow").count(), 1, "{page}");
        assert_eq!(page.matches("measured good").count(), 1, "{page}");
        assert!(page.contains("<details class=\"passes\"><summary>"), "passes fold: {page}");
    }

    #[test]
    fn a_row_that_was_measured_before_draws_how_it_went() {
        let trends = Trends::from([("import slow".to_owned(), vec![1.0, 2.0, 9.0])]);
        let page = verdicts(vec![entry("slow", Status::Fail), entry("new", Status::Fail)], &trends);
        let page = page.into_string();
        assert_eq!(page.matches("<polyline").count(), 1, "{page}");
        assert!(page.contains("the last 3, the oldest first"), "{page}");
    }

    #[test]
    fn a_long_name_is_cut_in_its_row_and_stands_where_it_opens() {
        let page = verdicts(vec![entry(&"x".repeat(10_000), Status::Fail)], &Trends::new()).into_string();
        assert!(page.contains("more characters") && page.contains(" open>"), "{}", &page[..600]);
    }
}
