//! A report as one page: it needs no network, runs only its own script, and holds every text of the target as a text.
//!
//! maud writes it: what is put between tags is escaped by its type, raw text cannot slip in, and a tag that is not
//! closed does not compile. `PreEscaped` is used for the style sheet, the script, and what plotters has drawn and escaped.

mod check;
mod checks;
mod compared;
mod figure;
mod parts;
mod text;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use self::parts::{Line, badge, class, listed, origin, verdicts};
use self::text::told;
use super::comparison::ComparisonDocument;
use super::document::Document;
use super::health::HealthDocument;
use super::{Head, Report};
use crate::python::Fingerprint;
use crate::report::charts::{Chart, style_sheet};
use crate::verdict::Status;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// What a page holds.
struct Content<'a> {
    command: &'static str,
    status: Status,
    /// What it came to, in a sentence.
    sentence: String,
    /// What was measured.
    subject: String,
    head: Head,
    /// Before the verdicts.
    before: Markup,
    lines: Vec<Line>,
    sections: Vec<Markup>,
    fingerprints: Vec<&'a Fingerprint>,
}

/// The report as a page.
pub fn page(report: &Report) -> String {
    let content = match report {
        Report::Check(document) => checked(document),
        Report::Comparison(document) => compared(document),
        Report::Health(document) => health(document),
        Report::Audit(document) => Content {
            lines: document
                .checks
                .iter()
                .enumerate()
                .map(|(n, check)| checks::audited_line(n, check))
                .collect(),
            sections: document
                .checks
                .iter()
                .enumerate()
                .map(|(n, check)| checks::audited(n, check))
                .collect(),
            fingerprints: vec![&document.fingerprint],
            ..plain("audit", document.status(), &document.head)
        },
        Report::Websocket(document) => Content {
            lines: document
                .checks
                .iter()
                .enumerate()
                .map(|(n, check)| checks::conversation_line(n, check))
                .collect(),
            sections: document
                .checks
                .iter()
                .enumerate()
                .map(|(n, check)| checks::conversation(n, check))
                .collect(),
            ..plain("websocket", document.status(), &document.head)
        },
        other => {
            Content { sections: vec![as_text(other)], ..plain("report", Status::Inconclusive, &Head::now(0)) }
        }
    };
    text::inert(&rendered(&content).into_string())
}

/// Every chart of a report, with the name of its section.
pub fn charts(report: &Report) -> Vec<(String, Chart)> {
    let named = |section: &str, charts: Vec<Chart>| -> Vec<(String, Chart)> {
        charts.into_iter().map(|chart| (section.to_owned(), chart)).collect()
    };
    let of_comparison = |prefix: &str, document: &ComparisonDocument| -> Vec<(String, Chart)> {
        let probes = document.probes.iter().enumerate();
        probes.flat_map(|(n, probe)| named(&format!("{prefix}{}", n + 1), compared::charts(probe))).collect()
    };
    match report {
        Report::Check(document) => {
            let probes = document.probes.iter().enumerate();
            let own = probes.flat_map(|(n, probe)| named(&format!("p{}", n + 1), check::charts(probe)));
            own.chain(document.comparison.iter().flat_map(|document| of_comparison("b", document))).collect()
        }
        Report::Comparison(document) => of_comparison("p", document),
        Report::Health(document) => {
            let all = document.checks.iter().enumerate();
            all.flat_map(|(n, check)| named(&format!("c{}", n + 1), checks::charts(check))).collect()
        }
        Report::Websocket(document) => {
            let all = document.checks.iter().enumerate();
            all.flat_map(|(n, check)| {
                named(&format!("w{}", n + 1), super::charts::timeline(&check.outcome).into_iter().collect())
            })
            .collect()
        }
        _ => Vec::new(),
    }
}

fn plain<'a>(command: &'static str, status: Status, head: &Head) -> Content<'a> {
    Content {
        command,
        status,
        sentence: String::new(),
        subject: String::new(),
        head: head.clone(),
        before: html! {},
        lines: Vec::new(),
        sections: Vec::new(),
        fingerprints: Vec::new(),
    }
}

fn checked(document: &Document) -> Content<'_> {
    let mut lines: Vec<Line> =
        document.probes.iter().enumerate().map(|(n, probe)| check::line(n, probe)).collect();
    let mut sections: Vec<Markup> =
        document.probes.iter().enumerate().map(|(n, probe)| check::section(n, probe)).collect();
    if let Some(against) = &document.comparison {
        lines.extend(against.probes.iter().enumerate().map(|(n, probe)| compared::line("b", n, probe)));
        sections.extend(against.probes.iter().enumerate().map(|(n, probe)| compared::section("b", n, probe)));
    }
    Content {
        subject: format!("{}, Python {}", document.root.display(), document.fingerprint.python.version()),
        lines,
        sections,
        fingerprints: vec![&document.fingerprint],
        ..plain("check", document.status(), &document.head)
    }
}

fn compared(document: &ComparisonDocument) -> Content<'_> {
    let [base, candidate] = &document.sides;
    Content {
        subject: format!("{} → {}", base.label, candidate.label),
        before: listed("Sides", &compared::sides(&document.sides)),
        lines: document.probes.iter().enumerate().map(|(n, probe)| compared::line("p", n, probe)).collect(),
        sections: document
            .probes
            .iter()
            .enumerate()
            .map(|(n, probe)| compared::section("p", n, probe))
            .collect(),
        fingerprints: vec![&base.fingerprint, &candidate.fingerprint],
        ..plain("compare", document.status(), &document.head)
    }
}

fn health(document: &HealthDocument) -> Content<'_> {
    let score = document.score;
    let sections = document.checks.iter().enumerate().map(|(n, check)| checks::section(n, check));
    Content {
        sentence: format!("{}: {:.0} % of the weight passed", score.health.word(), 100.0 * score.part),
        subject: format!("Python {}", document.fingerprint.python.version()),
        lines: document.checks.iter().enumerate().map(|(n, check)| checks::line(n, check)).collect(),
        sections: std::iter::once(checks::seen(&document.seen)).chain(sections).collect(),
        fingerprints: vec![&document.fingerprint],
        ..plain("health", document.status(), &document.head)
    }
}

/// Where there is nothing to draw: what the terminal says.
fn as_text(report: &Report) -> Markup {
    let plain = anstream::adapter::strip_str(&report.human(super::Detail::Everything)).to_string();
    html! { section id="text" { h2 { "Report" } pre tabindex="0" { (told(&plain)) } } }
}

/// `1 of 3 did not pass`.
fn counted(content: &Content<'_>) -> String {
    let failed = content.lines.iter().filter(|line| line.verdict.status != Status::Pass).count();
    let missing = content.head.planned.saturating_sub(content.lines.len());
    let unrun = if missing > 0 {
        format!("; {missing} of {} were not run", content.head.planned)
    } else {
        String::new()
    };
    match (failed, content.lines.len()) {
        (_, 0) => format!("nothing was measured{unrun}"),
        (0, 1) => format!("it passed{unrun}"),
        (0, all) => format!("all {all} passed{unrun}"),
        (failed, all) => format!("{failed} of {all} did not pass{unrun}"),
    }
}

fn rendered(content: &Content<'_>) -> Markup {
    let style = format!("{}{STYLE}", style_sheet());
    let policy = format!(
        "default-src 'none'; style-src '{}'; script-src '{}'; base-uri 'none'; form-action 'none'",
        digest(&style),
        digest(SCRIPT)
    );
    let title = format!("{} — vitals {} — {}", content.status.word(), content.command, content.subject);
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                title { (crate::untrusted::shortened(&title, 200)) }
                style { (PreEscaped(&style)) }
            }
            body {
                a class="skip" href="#verdicts" { "To the verdicts" }
                header class=(class(content.status)) {
                    h1 { (badge(content.status)) " vitals " (content.command) }
                    p class="sentence" {
                        @if !content.sentence.is_empty() { strong { (told(&content.sentence)) } ", " }
                        (counted(content)) @if content.head.interrupted { "; the run was interrupted" }
                    }
                    p class="faint" { (told(&content.subject)) " · " time datetime=(content.head.started) { (content.head.started) } }
                }
                main {
                    (overview(content))
                    @for section in &content.sections { (section) }
                    (origin(&content.head, &content.fingerprints))
                }
                div id="tip" role="tooltip" hidden {}
                script { (PreEscaped(SCRIPT)) }
            }
        }
    }
}

fn overview(content: &Content<'_>) -> Markup {
    html! {
        section id="verdicts" {
            h2 class="aside" { "Verdicts" }
            (verdicts(&content.lines))
            (content.before)
        }
        search id="search" hidden {
            label for="wanted" { "Search" }
            input id="wanted" type="search" placeholder="module, check, file …" autocomplete="off" spellcheck="false";
            output id="found" for="wanted" {}
        }
    }
}

/// What the policy knows a style sheet or a script by.
fn digest(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(text)))
}
