//! Measuring beside a calibration, so that the result can be compared at another time.
//!
//! Each sample has a neighbour: the import of a fixed set of the standard library's modules in the same interpreter.
//! The machine's speed at that moment is in both, and their ratio is free of it.

use std::io;

use vitals_probes::wire::{Calibration, Message, Span, Task};

use super::context::{FailedRun, MeasureContext};
use super::creation::Creator;
use super::creation_measurement::{CreationMeasurement, CreationOrder};
use super::import_measurement::{ImportMeasurement, ImportOrder};
use super::importer::Importer;
use crate::quantity::Nanos;
use crate::worker::{Environment, Failure};

/// Samples of a measurement that is kept.
const SAMPLES: usize = 10;
/// No more are begun after this, once there are as many as a comparison needs.
const LONG: Nanos = Nanos::from_millis(60_000);
const LEAST: usize = 5;

/// Why there is no calibration.
#[derive(Debug)]
pub enum CalibrationError {
    /// The interpreter could not import its own library.
    Failed(Box<Failure>),
    /// The system refused a process.
    System(io::Error),
}

impl From<io::Error> for CalibrationError {
    fn from(error: io::Error) -> Self {
        Self::System(error)
    }
}

/// An import with its calibration.
#[derive(Debug)]
pub struct CalibratedImport {
    /// The samples.
    pub measured: ImportMeasurement,
    /// One beside each sample.
    pub calibrations: Vec<Calibration>,
}

/// A creation with its calibration.
#[derive(Debug)]
pub struct CalibratedCreation {
    /// All creations.
    pub measured: CreationMeasurement,
    /// One observation a worker: the mean of the faster third of its first creations.
    pub times: Vec<Span>,
    /// The same worker's repeated creations.
    pub repeated: Vec<Span>,
    /// One beside each observation.
    pub calibrations: Vec<Calibration>,
}

/// Imports a module ten times, and the calibration interleaved with it.
///
/// # Errors
/// Where the system refuses a process or a temporary folder, or the calibration fails.
pub fn import_calibrated(
    context: &MeasureContext<'_>,
    calibration: &MeasureContext<'_>,
    order: &ImportOrder,
) -> Result<CalibratedImport, CalibrationError> {
    context.progress.begin(&format!("import {}", order.module), SAMPLES as u64);
    let mut importer = Importer::new(context, order)?;
    let mut calibrations = Vec::new();
    if importer.warm_up()? && calibrate(calibration)?.is_some() {
        let began = context.left();
        while wants_more(context, calibrations.len(), began) {
            if !importer.sample()? {
                break;
            }
            let Some(calibration) = calibrate(calibration)? else { break };
            calibrations.push(calibration);
        }
    }
    let mut measured = importer.finish();
    measured.samples.truncate(calibrations.len());
    measured.traces.truncate(calibrations.len());
    Ok(CalibratedImport { measured, calibrations })
}

/// Uses a factory in ten workers, and the calibration interleaved with them.
///
/// # Errors
/// Where the system refuses a process or a temporary folder, or the calibration fails.
pub fn creation_calibrated(
    context: &MeasureContext<'_>,
    calibration: &MeasureContext<'_>,
    order: &CreationOrder,
) -> Result<CalibratedCreation, CalibrationError> {
    let name = format!("create {}:{}", order.factory.module, order.factory.callable);
    context.progress.begin(&name, SAMPLES as u64);
    let mut creator = Creator::new(context, order)?;
    let (mut times, mut repeated, mut calibrations) = (Vec::new(), Vec::new(), Vec::new());
    if creator.sample()?.is_some() && calibrate(calibration)?.is_some() {
        let began = context.left();
        while wants_more(context, calibrations.len(), began) {
            let Some(sample) = creator.sample()? else { break };
            let Some(calibration) = calibrate(calibration)? else { break };
            times.push(sample.first);
            repeated.push(sample.repeated);
            calibrations.push(calibration);
        }
    }
    Ok(CalibratedCreation { measured: creator.finish(), times, repeated, calibrations })
}

fn wants_more(context: &MeasureContext<'_>, taken: usize, began: Nanos) -> bool {
    let long = began.saturating_sub(context.left()) > LONG;
    taken < SAMPLES && !(long && taken >= LEAST) && !context.over()
}

/// The calibration alone, `times` times; fewer where the time was over.
///
/// # Errors
/// Where the system refuses a process, or the interpreter cannot import its own library.
pub fn calibrations(
    calibration: &MeasureContext<'_>,
    times: usize,
) -> Result<Vec<Calibration>, CalibrationError> {
    let mut taken = Vec::new();
    while taken.len() < times && !calibration.over() {
        let Some(calibration) = calibrate(calibration)? else { break };
        taken.push(calibration);
    }
    Ok(taken)
}

/// One import of the calibration; None where it was cut short.
fn calibrate(calibration: &MeasureContext<'_>) -> Result<Option<Calibration>, CalibrationError> {
    let mut outcome = calibration.run(&Task::Calibrate, &Environment::new(), &mut |_| {})?;
    if let Some(failed) = FailedRun::of(&mut outcome) {
        let cut_short = failed.was_cut_short();
        return if cut_short { Ok(None) } else { Err(CalibrationError::Failed(Box::new(failed.failure))) };
    }
    Ok(outcome.messages.into_iter().find_map(|message| match message {
        Message::Calibrated(calibration) => Some(calibration),
        _ => None,
    }))
}
