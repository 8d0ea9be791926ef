//! A whole run: from settings to a document of verdicts.

mod against;
mod capture;
mod circular;
mod compare;
mod error;
mod health;
mod nightly;
mod side;

use std::io;
use std::path::PathBuf;

use crate::config::{CreateSettings, GrowthSettings, ImportSettings, Probe, Settings, defaults};
use crate::measure::{
    CreationOrder, GrowthOrder, ImportOrder, MeasureContext, Progress, measure_creation, measure_growth,
    measure_import,
};
use crate::plan::{Budget, LimitRule};
use crate::process::{Interrupt, Scratch};
use crate::quantity::Nanos;
use crate::report::document::Document;
use crate::verdict::{
    Limit, Measured, ProbeReport, RunEnd, Status, judge_creation, judge_growth, judge_import,
};
use crate::worker::Worker;

pub use self::against::{Replay, against, diff, in_place};
pub use self::capture::{Captured, capture};
pub use self::compare::{Comparing, compare};
pub use self::error::SessionError;
pub use self::health::{audit, checks_of, health};
pub use self::nightly::{MeasuredNight, NIGHTLY, Past, Tonight, judge, keep, measure_night, trends};
use self::side::scratch;
pub use self::side::whereabouts;

/// How a run is conducted, beside what it measures.
#[derive(Clone, Debug)]
pub struct Conduct {
    /// The interpreter that was asked for on the command line.
    pub python: Option<PathBuf>,
    /// The longest that one step of a worker may take.
    pub timeout: Option<Nanos>,
    /// When the run has to be over.
    pub budget: Budget,
    /// Go on with a probe after a failed sample.
    pub keep_going: bool,
    /// End the run at the first probe that does not pass.
    pub fail_fast: bool,
    /// The command line, for the record.
    pub command: Vec<String>,
}

/// What every run needs.
#[derive(Clone, Copy)]
pub struct Run<'a> {
    /// What to measure.
    pub settings: &'a Settings,
    /// How.
    pub conduct: &'a Conduct,
    /// Ctrl-C.
    pub interrupt: &'a Interrupt,
    /// Who shows the progress.
    pub progress: &'a dyn Progress,
}

impl<'a> Run<'a> {
    /// A place to measure a side in, for one step that begins now: it usually has `usual`, and ends with the run.
    fn context(&self, worker: &'a Worker, scratch: &'a Scratch, usual: Nanos) -> MeasureContext<'a> {
        MeasureContext {
            worker,
            scratch,
            interrupt: self.interrupt,
            budget: self.conduct.budget.step(usual),
            timeout: self.conduct.timeout.unwrap_or(defaults::TIMEOUT),
            keep_going: self.conduct.keep_going,
            progress: self.progress,
        }
    }

    /// Why no further step may begin.
    fn cut_short(&self) -> Option<RunEnd> {
        if self.interrupt.raised() {
            Some(RunEnd::Interrupt)
        } else {
            self.conduct.budget.spent().then_some(RunEnd::Budget)
        }
    }
}

/// What cut a run short: Ctrl-C, which may have come in its last step too, or else what ended its loop.
fn interrupted_or(interrupt: &Interrupt, cut: Option<RunEnd>) -> Option<RunEnd> {
    if interrupt.raised() { Some(RunEnd::Interrupt) } else { cut }
}

/// Runs all probes, one after another.
///
/// # Errors
/// Where there is no interpreter to measure, or the system refuses a process.
pub fn run(run: Run<'_>) -> Result<Document, SessionError> {
    let Run { settings, conduct, interrupt, .. } = run;
    let scratch = scratch(run)?;
    let (root, fingerprint, worker) = side::in_place(run)?;
    let mut document = Document::begin(fingerprint, &conduct.command, root, settings);
    let mut cut = None;
    for probe in &settings.probes {
        cut = run.cut_short();
        if cut.is_some() {
            break;
        }
        let context = run.context(&worker, &scratch, defaults::PROBE_BUDGET);
        let mut report = measure(&context, probe)?;
        circular::explain(&mut report, &document.root);
        let passed = report.verdict.status == Status::Pass;
        document.probes.push(report);
        if conduct.fail_fast && !passed {
            cut = Some(RunEnd::FailFast);
            break;
        }
    }
    document.end(interrupted_or(interrupt, cut));
    Ok(document)
}

fn measure(context: &MeasureContext<'_>, probe: &Probe) -> io::Result<ProbeReport> {
    match probe {
        Probe::Import(settings) => import(context, settings),
        Probe::Create(settings) => create(context, settings),
        Probe::Growth(settings) => growth(context, settings),
    }
}

fn import(context: &MeasureContext<'_>, settings: &ImportSettings) -> io::Result<ProbeReport> {
    let rule = LimitRule { limit: settings.limit.as_secs_f64(), fixed: settings.samples };
    let order = ImportOrder {
        module: settings.module.clone(),
        cache: settings.cache,
        trace: settings.trace,
        own_bytecode: None,
    };
    let measured = measure_import(context, &order, &rule)?;
    let verdict = judge_import(&measured, &rule);
    Ok(ProbeReport::new(Measured::Import(measured), verdict, Limit::Time(settings.limit), Some(&rule)))
}

fn create(context: &MeasureContext<'_>, settings: &CreateSettings) -> io::Result<ProbeReport> {
    let rule = LimitRule { limit: settings.limit.as_secs_f64(), fixed: settings.samples };
    let measured = measure_creation(context, &CreationOrder { factory: settings.factory.clone(), rule })?;
    let verdict = judge_creation(&measured, &rule);
    Ok(ProbeReport::new(Measured::Create(measured), verdict, Limit::Time(settings.limit), Some(&rule)))
}

fn growth(context: &MeasureContext<'_>, settings: &GrowthSettings) -> io::Result<ProbeReport> {
    let order =
        GrowthOrder { factory: settings.factory.clone(), objects: settings.objects, rounds: settings.rounds };
    let measured = measure_growth(context, &order)?;
    let verdict = judge_growth(&measured, settings.limit, settings.per_hour);
    Ok(ProbeReport::new(Measured::Growth(Box::new(measured)), verdict, Limit::Size(settings.limit), None))
}
