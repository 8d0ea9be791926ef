//! A report as one page: it needs no network, runs only its own script, and holds every text of the target as a text.
//!
//! maud writes it: what is put between tags is escaped by its type, raw text cannot slip in, and a tag that is not
//! closed does not compile. `PreEscaped` is used for the style sheet, the script, and what plotters has drawn and escaped.

mod check;
mod checks;
mod compared;
mod content;
mod figure;
mod gathered;
mod incident;
mod links;
mod nights;
mod operations;
mod parts;
mod policy;
mod row;
mod runs;
mod shell;
mod text;

use std::path::{Path, PathBuf};

use maud::{Markup, html};

pub use gathered::charts;
pub use incident::incident_page;
pub use links::Links;
pub use runs::{INDEX_TITLE, LISTED, ListedRun, RunSummary, index};

use self::content::Content;
use self::gathered::traces;
use self::links::{From, linked};
use self::parts::listed;
use self::row::{Entry, MOST_CHARTED};
use self::shell::rendered;
use self::text::reported;
use super::comparison::ComparisonDocument;
use super::document::Document;
use super::health::HealthDocument;
use super::nightly::NightlyDocument;
use super::{Head, Report};
use crate::python::Fingerprint;
use crate::report::charts::Room;
use crate::report::words;
use crate::verdict::Status;

/// The report as a page, its places leading where `links` say, beside what `earlier` runs came to, the newest first.
pub fn page(report: &Report, links: &Links, earlier: &[RunSummary]) -> String {
    let mut content = Content { earlier, ..content(report) };
    for Entry { line, .. } in content.entries.iter_mut().filter(|entry| !entry.line.passed()) {
        line.reproduced_by = report.reproduced_by(&line.name);
    }
    let version = |print: &&Fingerprint| {
        let version = print.python.version();
        (print.python.executable.clone(), version.split('.').take(2).collect::<Vec<_>>().join("."))
    };
    let from =
        From { links, root: root(report), pythons: content.fingerprints.iter().map(version).collect() };
    text::inert(&linked(&rendered(content).into_string(), &from))
}

fn content(report: &Report) -> Content<'_> {
    let room = room(report);
    match report {
        Report::Check(document) => checked(document, room),
        Report::Comparison(document) => comparison(document, room),
        Report::Health(document) => health(document, room),
        Report::Nightly(document) => night(document, room),
        Report::Audit(document) => Content {
            entries: numbered(&document.checks, checks::audited),
            fingerprints: vec![&document.fingerprint],
            ..plain("audit", document.status(), &document.head)
        },
        Report::Websocket(document) => Content {
            entries: numbered(&document.checks, checks::conversation),
            ..plain("websocket", document.status(), &document.head)
        },
        Report::Trend(document) => Content {
            sentence: match document.trends.len() {
                1 => "one series".into(),
                count => format!("{count} series"),
            },
            counted: false,
            sections: vec![nights::section(&document.trends)],
            ..plain("trend", Status::Pass, &document.head)
        },
        Report::Imports(_) => Content {
            counted: false,
            sections: vec![as_text(report)],
            ..plain("imports", report.status(), &Head::now(0))
        },
    }
}

/// What relative paths of files are meant from.
fn root(report: &Report) -> PathBuf {
    let configured = report.head().and_then(|head| head.configuration.as_deref()).and_then(Path::parent);
    let root = match report {
        Report::Check(document) => Some(document.root.as_path()),
        Report::Nightly(document) => Some(document.check.root.as_path()),
        _ => configured,
    };
    root.unwrap_or(Path::new(".")).to_owned()
}

fn plain<'a>(command: &'static str, status: Status, head: &Head) -> Content<'a> {
    Content {
        command,
        status,
        sentence: String::new(),
        subject: String::new(),
        head: head.clone(),
        counted: true,
        entries: Vec::new(),
        after: html! {},
        sections: Vec::new(),
        fingerprints: Vec::new(),
        earlier: &[],
    }
}

fn numbered<T, U>(all: &[T], make: impl Fn(usize, &T) -> U) -> Vec<U> {
    all.iter().enumerate().map(|(number, one)| make(number, one)).collect()
}

/// The room of each trace in the page.
fn room(report: &Report) -> Room {
    Room::shared_by(traces(report).min(MOST_CHARTED))
}

fn checked(document: &Document, room: Room) -> Content<'_> {
    let mut content = Content {
        subject: format!("{}, Python {}", document.root.display(), document.fingerprint.python.version()),
        fingerprints: vec![&document.fingerprint],
        ..plain("check", document.status(), &document.head)
    };
    probes(&mut content, document, room);
    if let Some(against) = &document.comparison {
        comparisons(&mut content, "b", against, room);
    }
    content
}

fn probes(content: &mut Content<'_>, document: &Document, room: Room) {
    content.entries.extend(numbered(&document.probes, |n, probe| check::entry(n, probe, room)));
}

fn comparisons(content: &mut Content<'_>, prefix: &str, document: &ComparisonDocument, room: Room) {
    content.entries.extend(numbered(&document.probes, |n, probe| compared::entry(prefix, n, probe, room)));
    content.entries.extend(numbered(&document.operations, |n, check| operations::entry(prefix, n, check)));
}

fn checks_of(content: &mut Content<'_>, document: &HealthDocument, room: Room) {
    content.sections.insert(0, checks::findings(&document.findings));
    content.entries.extend(numbered(&document.checks, |n, check| checks::entry(n, check, room)));
}

fn night(document: &NightlyDocument, room: Room) -> Content<'_> {
    let night = &document.night;
    let subject = night.commit.as_ref().map_or("", |commit| &commit.subject);
    let mut content = Content {
        sentence: match document.alerts.len() {
            0 => "nothing new".into(),
            1 => "1 thing is new".into(),
            many => format!("{many} things are new"),
        },
        subject: format!("night {}, {} {subject}", night.number, words::night(night)),
        after: listed(
            "What was reported before and still stands",
            &nights::open_alerts(&document.open_alerts),
        ),
        entries: nights::entries(document),
        sections: vec![nights::section(&document.trends)],
        fingerprints: vec![&document.check.fingerprint],
        ..plain("nightly", document.status(), &document.head)
    };
    for (prefix, against) in [("n", &document.comparison), ("b", &document.baseline)] {
        if let Some(against) = against {
            comparisons(&mut content, prefix, against, room);
        }
    }
    probes(&mut content, &document.check, room);
    if let Some(health) = &document.health {
        checks_of(&mut content, health, room);
    }
    content
}

fn comparison(document: &ComparisonDocument, room: Room) -> Content<'_> {
    let [base, candidate] = &document.sides;
    let mut content = Content {
        subject: format!("{} → {}", base.label, candidate.label),
        after: listed("Sides", &compared::sides(&document.sides)),
        fingerprints: vec![&base.fingerprint, &candidate.fingerprint],
        ..plain("compare", document.status(), &document.head)
    };
    comparisons(&mut content, "p", document, room);
    content
}

fn health(document: &HealthDocument, room: Room) -> Content<'_> {
    let score = document.score;
    let mut content = Content {
        sentence: format!("{}: {} % of the weight passed", score.health.word(), score.part.percent()),
        subject: format!("Python {}", document.fingerprint.python.version()),
        fingerprints: vec![&document.fingerprint],
        ..plain("health", document.status(), &document.head)
    };
    checks_of(&mut content, document, room);
    content
}

/// Where there is nothing to draw: what the terminal says.
fn as_text(report: &Report) -> Markup {
    let plain = anstream::adapter::strip_str(&report.human(super::Detail::Everything)).to_string();
    html! { section id="text" { h2 { "Report" } pre tabindex="0" { (reported(&plain)) } } }
}
