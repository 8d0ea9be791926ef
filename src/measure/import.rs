//! Measuring an import: takes an order and a rule, gives samples until the rule is content.

use std::io;

use super::context::MeasureContext;
use super::import_measurement::{ImportMeasurement, ImportOrder};
use super::importer::Importer;
use crate::plan::LimitRule;
use crate::quantity::Nanos;

/// Samples are taken beyond the verdict's need up to this many (and from there to the rule's next look),
const CHEAP_SAMPLES: usize = 10;
/// while all of them together took less than this.
const CHEAP: Nanos = Nanos::from_millis(500);

/// Takes samples until the rule is content.
///
/// # Errors
/// Where the system refuses a process or a temporary folder; what the target does wrong is in the measurement.
pub fn measure_import(
    context: &MeasureContext<'_>,
    order: &ImportOrder,
    rule: &LimitRule,
) -> io::Result<ImportMeasurement> {
    context.progress.begin(&format!("import {}", order.module), rule.most() as u64);
    let mut importer = Importer::new(context, order)?;
    if !importer.warm_up()? {
        return Ok(importer.finish());
    }
    let mut tried = importer.measured().samples.len();
    while tried < rule.most() && wants_more(importer.measured(), rule) && !context.over() {
        tried += 1;
        if !importer.sample()? && !context.keep_going {
            break;
        }
    }
    Ok(importer.finish())
}

fn wants_more(measured: &ImportMeasurement, rule: &LimitRule) -> bool {
    rule.wants_more(&measured.times()) || (rule.fixed.is_none() && cheap(measured))
}

/// Whether a few more samples cost next to nothing: they decide nothing, but show a reader more.
fn cheap(measured: &ImportMeasurement) -> bool {
    let spent: Nanos =
        measured.samples.iter().map(|run| run.sample.span.wall + run.start_up.unwrap_or_default()).sum();
    measured.samples.len() < CHEAP_SAMPLES && spent < CHEAP
}
