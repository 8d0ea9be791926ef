//! Measuring growth: rounds in one process, and a longer run where they look like a leak.

use std::io;

use vitals_probes::wire::{GrowthTask, Message, Task};

use super::context::{FailedRun, MeasureContext};
use super::growth_measurement::{GrowthMeasurement, GrowthOrder};
use super::growth_summary::{Shape, summarise};
use super::retention::find_cause;
use crate::worker::Environment;

/// How many times longer the second run is, which distinguishes a leak from a cache that fills slowly.
pub const CONFIRMATION: u32 = 3;
/// A longest confirmation, in rounds.
const MOST_ROUNDS: u32 = 200;

/// Runs the rounds, more of them where they look like a leak, and looks for the cause of one.
///
/// # Errors
/// Where the system refuses a process; what the target does wrong is in the measurement.
pub fn measure_growth(context: &MeasureContext<'_>, order: &GrowthOrder) -> io::Result<GrowthMeasurement> {
    let mut measured = measure_rounds(context, order)?;
    if measured.leaks() {
        match find_cause(context, order, &measured)? {
            Ok(found) => measured.retention = Some(found),
            Err(why) => measured.retention_failure = Some(why),
        }
    }
    Ok(measured)
}

fn measure_rounds(context: &MeasureContext<'_>, order: &GrowthOrder) -> io::Result<GrowthMeasurement> {
    let mut measured = run(context, order, order.rounds)?;
    let looks_like_a_leak = measured.summary.as_ref().is_some_and(|summary| summary.shape == Shape::Leak);
    let longer = (order.rounds * CONFIRMATION).min(MOST_ROUNDS);
    let took: u64 = measured.rounds.iter().map(|round| round.took.0).sum();
    let affordable = took.saturating_mul(u64::from(CONFIRMATION) + 1) < context.left().0;
    if !looks_like_a_leak || longer <= order.rounds {
        return Ok(measured);
    }
    if !affordable || context.over() {
        measured.unconfirmed = true;
        return Ok(measured);
    }
    let mut confirmed = run(context, order, longer)?;
    if confirmed.summary.is_none() || !confirmed.failures.is_empty() {
        measured.unconfirmed = true;
        return Ok(measured);
    }
    confirmed.first_look = measured.summary;
    Ok(confirmed)
}

fn run(context: &MeasureContext<'_>, order: &GrowthOrder, rounds: u32) -> io::Result<GrowthMeasurement> {
    let name = format!("{}:{}", order.factory.module, order.factory.callable);
    context.progress.begin(&format!("growth {name}"), u64::from(rounds));
    let task = GrowthTask { factory: order.factory.clone(), objects: order.objects, rounds };
    let progress = context.progress;
    let mut heard = |message: &Message| {
        if let Message::Round(round) = message
            && round.round > 0
        {
            let memory = round.memory.dirty.or(round.memory.rss);
            progress.advance(&memory.map_or_else(String::new, |memory| memory.to_string()));
        }
    };
    let mut outcome = context.run(&Task::Growth(task), &Environment::new(), &mut heard)?;
    let mut measured = GrowthMeasurement {
        factory: name,
        objects: order.objects,
        prepared_in: None,
        origin: None,
        rounds: Vec::new(),
        types: Vec::new(),
        summary: None,
        first_look: None,
        unconfirmed: false,
        retention: None,
        retention_failure: None,
        failures: FailedRun::of(&mut outcome).into_iter().collect(),
        left_behind: std::mem::take(&mut outcome.left_behind),
    };
    for message in outcome.messages {
        match message {
            Message::Ready { took, origin } => {
                measured.prepared_in = Some(took);
                measured.origin = origin;
            }
            Message::Round(round) => measured.rounds.push(round),
            Message::Grown { types } => measured.types = types,
            _ => {}
        }
    }
    measured.summary = summarise(&measured.rounds, order.objects);
    Ok(measured)
}
