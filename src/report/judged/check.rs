//! A probe against its limit.

use super::entry::{Judged, LINES};
use super::figure::{Figure, Unit};
use crate::cause::own_times;
use crate::measure::FailedRun;
use crate::quantity::Nanos;
use crate::report::traceback::traceback_lines;
use crate::report::words::probe::all_in_brief;
use crate::verdict::{Location, Measured, ProbeReport};
use crate::worker::Failure;
use vitals_probes::wire::Site;

/// Repeated creations, as series and metrics name their time.
pub const REPEATED: &str = "repeated time";

/// One probe.
pub fn judged(probe: &ProbeReport) -> Judged<'_> {
    let mut judged = Judged::of(probe.measured.probe(), probe.measured.target(), &probe.verdict);
    [judged.measured, judged.limit] = all_in_brief(probe);
    judged.took = probe.summary.map(|summary| Nanos::from_secs_f64(summary.median));
    judged.figures = figures(probe);
    let failures = probe.measured.failures();
    judged.output = output(failures);
    judged.took = judged.took.or_else(|| failures.first().map(|failed| failed.wall));
    let failed = failures.iter().filter_map(|failed| failed.failure.site());
    let measured = sites(probe).into_iter().chain(failed).filter(|site| site.has_file()).map(Location::from);
    let of_reasons = std::mem::take(&mut judged.places);
    for place in measured.chain(of_reasons) {
        if !judged.places.contains(&place) {
            judged.places.push(place);
        }
    }
    judged
}

fn figures(probe: &ProbeReport) -> Vec<Figure<'_>> {
    let plain = |quantity: &'static str, unit, value| Figure {
        quantity: quantity.into(),
        side: "",
        unit,
        value,
        bounds: None,
        limit: None,
    };
    let mut figures = Vec::new();
    if let Some(summary) = &probe.summary {
        let bounds = probe.interval.and_then(|interval| interval.bounds());
        figures.push(Figure { bounds, limit: probe.bound, ..plain("time", Unit::Seconds, summary.median) });
        figures.push(plain("samples", Unit::Count, summary.n as f64));
    }
    if let Some(repeated) = probe.repeated()
        && let Some(summary) = &repeated.summary
    {
        let bounds = repeated.interval.and_then(|interval| interval.bounds());
        let limit = Some(repeated.limit.as_secs_f64());
        figures.push(Figure { bounds, limit, ..plain(REPEATED, Unit::Seconds, summary.median) });
    }
    match &probe.measured {
        Measured::Import(import) => {
            let added = import.samples.iter().filter_map(|run| Some(run.sample.added_rss()?.0 as f64));
            let added: Vec<f64> = added.collect();
            if let Some(median) = crate::statistics::quantile(&added, 0.5) {
                figures.push(plain("resident memory", Unit::Bytes, median));
            }
        }
        Measured::Growth(growth) => {
            if let Some(summary) = &growth.summary {
                let kept = growth.kept_in_use().map(|kept| plain("kept memory", Unit::Bytes, kept.0 as f64));
                figures.extend(kept.map(|kept| Figure { limit: probe.bound, ..kept }));
                let rounds = summary.warm_up_rounds + summary.counted_rounds;
                figures.push(plain("rounds", Unit::Count, rounds as f64));
            }
        }
        Measured::Create(_) => {}
    }
    figures
}

/// Where it is blocked, and the statement that imports what takes the most.
fn sites(probe: &ProbeReport) -> Vec<&Site> {
    let mut sites: Vec<&Site> = Vec::new();
    match &probe.measured {
        Measured::Import(import) => {
            if let Some(trace) = &import.trace {
                let slowest = own_times(trace).into_iter().next();
                sites.extend(slowest.and_then(|own| trace.modules[own.index].importer.as_ref()));
            }
        }
        Measured::Growth(growth) => {
            sites.extend(
                growth.retention.iter().flat_map(|retention| &retention.sites).map(|site| &site.site),
            );
        }
        Measured::Create(_) => {}
    }
    sites.extend(probe.stalls.iter().filter_map(|stall| stall.site.as_ref()));
    sites
}

/// The traceback and the last output of the first failure.
pub(super) fn output(failures: &[FailedRun]) -> Vec<String> {
    let Some(failed) = failures.first() else { return Vec::new() };
    let mut lines = Vec::new();
    if let Failure::Raised(raised) = &failed.failure {
        lines.extend(traceback_lines(raised, LINES));
    }
    lines.extend(failed.output.last_lines(LINES).into_iter().map(str::to_owned));
    lines
}
