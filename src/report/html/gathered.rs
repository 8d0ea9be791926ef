//! Every chart of a report, with the name of its section: for those who want them outside of the page.

use super::{check, checks, compared, nights, operations};
use crate::comparison::{Interleaved, Now};
use crate::report::Report;
use crate::report::charts::{Chart, Room, timeline};
use crate::report::comparison::ComparisonDocument;
use crate::report::document::Document;
use crate::report::health::HealthDocument;
use crate::verdict::Measured;

/// Every chart of a report, with the name of its section.
pub fn charts(report: &Report) -> Vec<(String, Chart)> {
    match report {
        Report::Check(document) => {
            let against = document.comparison.iter().flat_map(|document| of_comparison("b", document));
            of_check(document).into_iter().chain(against).collect()
        }
        Report::Comparison(document) => of_comparison("p", document),
        Report::Health(document) => of_health(document),
        Report::Nightly(document) => {
            let mut all = nights::charts(&document.trends);
            for (prefix, against) in [("n", &document.comparison), ("b", &document.baseline)] {
                all.extend(against.iter().flat_map(|document| of_comparison(prefix, document)));
            }
            all.extend(of_check(&document.check));
            all.extend(document.health.iter().flat_map(|health| of_health(health)));
            all
        }
        Report::Trend(document) => nights::charts(&document.trends),
        Report::Websocket(document) => {
            let timelines = document.checks.iter().enumerate();
            named("w", timelines.map(|(n, check)| (n, timeline(&check.outcome).into_iter().collect())))
        }
        Report::Audit(_) | Report::Imports(_) => Vec::new(),
    }
}

fn named(prefix: &str, charts: impl Iterator<Item = (usize, Vec<Chart>)>) -> Vec<(String, Chart)> {
    charts
        .flat_map(|(number, charts)| charts.into_iter().map(move |chart| (number, chart)))
        .map(|(number, chart)| (format!("{prefix}{}", number + 1), chart))
        .collect()
}

fn of_check(document: &Document) -> Vec<(String, Chart)> {
    named("p", document.probes.iter().enumerate().map(|(n, probe)| (n, check::charts(probe, Room::alone()))))
}

fn of_comparison(prefix: &str, document: &ComparisonDocument) -> Vec<(String, Chart)> {
    let probes =
        document.probes.iter().enumerate().map(|(n, probe)| (n, compared::charts(probe, Room::alone())));
    let spoken = document.operations.iter().enumerate().map(|(n, check)| (n, operations::charts(check)));
    [named(prefix, probes), named(&format!("{prefix}o"), spoken)].concat()
}

fn of_health(document: &HealthDocument) -> Vec<(String, Chart)> {
    named("c", document.checks.iter().enumerate().map(|(n, check)| (n, checks::charts(check, Room::alone()))))
}

/// How many traces a report has, which share the room of its page.
pub fn traces(report: &Report) -> usize {
    match report {
        Report::Check(document) => {
            traced(document) + document.comparison.iter().map(traced_beside).sum::<usize>()
        }
        Report::Comparison(document) => traced_beside(document),
        Report::Health(document) => traced_checks(document),
        Report::Nightly(document) => {
            let against = document.comparison.iter().chain(&document.baseline);
            let health = document.health.iter().map(|health| traced_checks(health)).sum::<usize>();
            traced(&document.check) + against.map(traced_beside).sum::<usize>() + health
        }
        Report::Trend(_) | Report::Websocket(_) | Report::Audit(_) | Report::Imports(_) => 0,
    }
}

fn traced(document: &Document) -> usize {
    document.probes.iter().filter(|probe| is_import(&probe.measured)).count()
}

fn is_import(measured: &Measured) -> bool {
    matches!(measured, Measured::Import(_))
}

fn traced_checks(document: &HealthDocument) -> usize {
    let measured = document.checks.iter().filter_map(|check| check.outcome.measured.as_deref());
    measured.filter(|probe| is_import(&probe.measured)).count()
}

fn traced_beside(document: &ComparisonDocument) -> usize {
    let measured = document.probes.iter().map(|probe| &probe.comparison.measured);
    let is_import = |measured: &&Interleaved| match measured {
        Interleaved::Import(_) => true,
        Interleaved::Stored(against) => matches!(against.now, Some(Now::Import(_))),
        Interleaved::Create(_) | Interleaved::Growth(_) => false,
    };
    measured.filter(is_import).count()
}
