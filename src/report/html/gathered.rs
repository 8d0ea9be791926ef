//! Every chart of a report, with the name of its section: for those who want them outside of the page.

use super::{check, checks, compared, nights, operations};
use crate::report::Report;
use crate::report::charts::{Chart, timeline};
use crate::report::comparison::ComparisonDocument;
use crate::report::document::Document;
use crate::report::health::HealthDocument;

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
    named("p", document.probes.iter().enumerate().map(|(n, probe)| (n, check::charts(probe))))
}

fn of_comparison(prefix: &str, document: &ComparisonDocument) -> Vec<(String, Chart)> {
    let probes = document.probes.iter().enumerate().map(|(n, probe)| (n, compared::charts(probe)));
    let spoken = document.operations.iter().enumerate().map(|(n, check)| (n, operations::charts(check)));
    [named(prefix, probes), named(&format!("{prefix}o"), spoken)].concat()
}

fn of_health(document: &HealthDocument) -> Vec<(String, Chart)> {
    named("c", document.checks.iter().enumerate().map(|(n, check)| (n, checks::charts(check))))
}
