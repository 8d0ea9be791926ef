//! Measuring growth: rounds in one process, and a longer run where they look like a leak.

use std::io;

use vitals_probes::wire::SearchOf;

use super::context::MeasureContext;
use super::fill::fill;
use super::growth_measurement::{GrowthMeasurement, GrowthOrder};
use super::growth_rounds::{Rounds, run};
use super::growth_summary::{GrowthSummary, Shape};
use super::retention::find_cause;
use super::stretch::creeping_leaks;
use crate::quantity::Nanos;

/// How many times longer the second run is, which distinguishes a leak from a cache that fills slowly.
pub const CONFIRMATION: u32 = 3;
/// The first run of a slow factory takes this part of the budget: the longer run and the search for the cause need theirs.
const FIRST_SHARE: u64 = 9;
/// A longest confirmation, in rounds.
const MOST_ROUNDS: u32 = 200;

/// Runs the rounds, more of them where they look like a leak, and looks for the cause of one.
///
/// # Errors
/// Where the system refuses a process; what the target does wrong is in the measurement.
pub fn measure_growth(context: &MeasureContext<'_>, order: &GrowthOrder) -> io::Result<GrowthMeasurement> {
    let mut measured = measure_rounds(context, order)?;
    let over = order.limit.and_then(|limit| measured.over(limit));
    if let Some(of) = if measured.leaks() { Some(SearchOf::Growing) } else { over } {
        match find_cause(context, order, &measured, of)? {
            Ok(found) => measured.retention = Some(found),
            Err(why) => measured.retention_failure = Some(why),
        }
    }
    if measured.leaks() { fill(context, order, measured) } else { Ok(measured) }
}

fn measure_rounds(context: &MeasureContext<'_>, order: &GrowthOrder) -> io::Result<GrowthMeasurement> {
    let time = order.adapts.then(|| Nanos(context.left().0 / FIRST_SHARE));
    let mut measured = run(context, order, Rounds { rounds: order.rounds, prefill: 0, time })?;
    let summary = measured.summary.as_ref();
    let in_question = summary.is_some_and(|summary| summary.shape == Shape::Leak || summary.broken_line);
    let longer = (order.rounds * CONFIRMATION).min(MOST_ROUNDS);
    let took: u64 = measured.rounds.iter().map(|round| round.took.0).sum();
    let affordable = took.saturating_mul(u64::from(CONFIRMATION) + 1) < context.left().0;
    if summary.is_some_and(GrowthSummary::creeps) && !in_question {
        return creeping_leaks(context, order, measured);
    }
    if !in_question || longer <= order.rounds || !measured.failures.is_empty() {
        return Ok(measured);
    }
    if !affordable || context.over() {
        measured.unconfirmed = true;
        return Ok(measured);
    }
    let same = GrowthOrder { objects: measured.objects, ..order.clone() };
    let mut confirmed = run(context, &same, Rounds { rounds: longer, prefill: 0, time: None })?;
    if confirmed.ran_out_of_descriptors() {
        return Ok(measured);
    }
    if confirmed.summary.is_none() || !confirmed.failures.is_empty() {
        measured.unconfirmed = true;
        return Ok(measured);
    }
    confirmed.first_look = measured.summary;
    if confirmed.summary.as_ref().is_some_and(GrowthSummary::creeps) {
        return creeping_leaks(context, order, confirmed);
    }
    Ok(confirmed)
}
